/** What `plumbline judge` asks of a running service, which owns the store: a trial, and a back-fill with its progress. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { evaluatorOf } from '../core/judge/evaluator';
import type { EvaluatorConfig } from '../core/judge/evaluatorSchema';
import { backfill } from './backfill';
import type { Judge } from './createJudge';
import { nanoseconds, type JudgeDeps } from './judgeDeps';
import { tryJudge } from './tryJudge';

const trySchema = z.strictObject({
  trace_id: z.string().regex(/^[0-9a-f]{32}$/, 'is not 32 hex digits'),
  evaluator: z.string().optional(),
});
const backfillSchema = z.strictObject({ from: z.number(), to: z.number(), evaluator: z.string().optional() });

export interface JudgeRoutesDeps {
  readonly deps: JudgeDeps;
  readonly judge: Judge;
  readonly evaluators: readonly EvaluatorConfig[];
}

interface Progress {
  done: number;
  total: number;
  state: 'running' | 'finished' | 'failed';
  message: string;
}

/** POST /api/v1/judge/try, POST and GET /api/v1/judge/backfill. For callers that may do everything. */
export function judgeRoutes(app: FastifyInstance, { deps, judge, evaluators }: JudgeRoutesDeps): void {
  const configOf = (name: string | undefined): EvaluatorConfig | undefined =>
    evaluators.find((one) => name === undefined || one.name === name);
  let progress: Progress | undefined;
  app.post('/api/v1/judge/try', async (request, reply) => {
    const { trace_id, evaluator } = trySchema.parse(request.body);
    const config = configOf(evaluator);
    if (config === undefined) return reply.code(404).send(noEvaluator(evaluator));
    const trial = await tryJudge(deps, evaluatorOf(config), trace_id);
    return trial.kind === 'judged'
      ? { ...trial, judgement: { ...trial.judgement, byDimension: Object.fromEntries(trial.judgement.byDimension) } }
      : trial;
  });
  app.get('/api/v1/judge/backfill', async () => progress ?? { done: 0, total: 0, state: 'finished', message: '' });
  app.post('/api/v1/judge/backfill', async (request, reply) => {
    const { from, to, evaluator } = backfillSchema.parse(request.body);
    const run = judge.runs.find((one) => one.evaluator.name === configOf(evaluator)?.name);
    if (run === undefined) return reply.code(404).send(noEvaluator(evaluator));
    if (progress?.state === 'running') return progress;
    const now: Progress = { done: 0, total: 0, state: 'running', message: '' };
    progress = now;
    void backfill(deps, run, { from: nanoseconds(from), to: nanoseconds(to) }, (done, total) => Object.assign(now, { done, total })).then(
      ({ requests, chosen }) => Object.assign(now, { state: 'finished', message: `${requests} requests, ${chosen} chosen and judged` }),
      (error: unknown) => Object.assign(now, { state: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
    return reply.code(202).send(now);
  });
}

function noEvaluator(name: string | undefined): object {
  return {
    error: {
      code: 'no_evaluator',
      message: name === undefined ? 'No evaluator is configured.' : `No evaluator is named ${name}.`,
      hint: 'Add it to "evaluators" in the file that PLUMBLINE_CONFIG names.',
    },
  };
}
