/** What the judge did, as Prometheus metrics by evaluator and segment. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { errorOf, stateOf } from '../core/judge/judgement';
import type { RunObserver } from './evaluatorRun';
import type { EvaluatorStatus } from './createJudge';

const LABELS = ['evaluator', 'service', 'topic'] as const;
const STATES = ['running', 'blocked', 'budget_exhausted', 'suspect'] as const;

/**
 * @param status asked at each scrape
 * @returns what the judge is to tell of
 */
export function judgeMetrics(registry: Registry, status: () => readonly EvaluatorStatus[]): RunObserver {
  const counter = (name: string, help: string, labelNames: readonly string[] = LABELS): Counter =>
    new Counter({ name: `plumbline_judge_${name}_total`, help, labelNames: [...labelNames], registers: [registry] });
  const eligible = counter('eligible', 'Requests that an evaluator looked at');
  const sampled = counter('sampled', 'Requests that were chosen to be judged');
  const scored = counter('scored', 'Judgements with a score');
  const failed = counter('failed', 'Judgements without a score, by reason', [...LABELS, 'error_type']);
  const cost = counter('cost_usd', 'Known cost of judgements, US dollars', ['evaluator']);
  const tokens = counter('tokens', 'Tokens of judgements', ['evaluator', 'direction']);
  const seconds = new Histogram({
    name: 'plumbline_judge_duration_seconds',
    help: 'Time of one judgement, all its calls',
    labelNames: ['evaluator'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180],
    registers: [registry],
  });
  gauges(registry, status);
  return {
    decided(evaluator, { service, topic, state }) {
      eligible.inc({ evaluator, service, topic });
      if (state === 'pending') sampled.inc({ evaluator, service, topic });
    },
    judged(evaluator, { service, topic }, judgement) {
      if (stateOf(judgement) === 'scored') scored.inc({ evaluator, service, topic });
      else failed.inc({ evaluator, service, topic, error_type: errorOf(judgement) });
      cost.inc({ evaluator }, judgement.costUsd ?? 0);
      tokens.inc({ evaluator, direction: 'input' }, judgement.usage.input);
      tokens.inc({ evaluator, direction: 'output' }, judgement.usage.output);
      if (judgement.calls > 0) seconds.observe({ evaluator }, judgement.latencyMs / 1000);
    },
  };
}

function gauges(registry: Registry, status: () => readonly EvaluatorStatus[]): void {
  const state = new Gauge({
    name: 'plumbline_judge_state',
    help: '1 for the state that an evaluator is in',
    labelNames: ['evaluator', 'state'],
    collect() {
      for (const { name, state: now } of status()) for (const one of STATES) this.set({ evaluator: name, state: one }, one === now ? 1 : 0);
    },
    registers: [],
  });
  const waiting = new Gauge({
    name: 'plumbline_judge_waiting',
    help: 'Chosen requests that wait in this process or are being judged',
    labelNames: ['evaluator'],
    collect() {
      for (const { name, waiting: now } of status()) this.set({ evaluator: name }, now);
    },
    registers: [],
  });
  registry.registerMetric(state);
  registry.registerMetric(waiting);
}
