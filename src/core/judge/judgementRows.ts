/** A judgement to its rows: scores, the span of the judge's own work, and the row of the work itself. */
import type { JudgeWorkRow } from '../model/judgeTables';
import { spans, type ScoreEventRow, type SpanRow } from '../model/tables';
import { scoreEventRow } from '../scores/scoreEventRow';
import { hostOf } from './epoch';
import { scaleOf, type Evaluator } from './evaluator';
import { errorOf, stateOf, type Judgement } from './judgement';
import type { DimensionReply } from './readReply';
import type { Rubric } from './evaluatorSchema';
import { SHAPES } from './apis/shapes';

export interface Finished {
  readonly work: JudgeWorkRow;
  readonly judgement: Judgement;
  readonly evaluator: Evaluator;
  /** Epoch that the scores stand in. */
  readonly epoch: string;
  /** Nanoseconds since 1970 of the end. */
  readonly now: bigint;
  readonly worker: string;
  readonly hash: (text: string) => string;
}

/** A row for each dimension that has a score or failed. One that does not apply has none: it is neither good nor missing. */
export function scoreRowsOf({ work, judgement, evaluator, epoch, now, hash }: Finished): readonly ScoreEventRow[] {
  return evaluator.rubrics.flatMap((rubric): ScoreEventRow[] => {
    const reply = judgement.byDimension.get(rubric.name);
    if (reply === undefined || reply.outcome === 'not_applicable') return [];
    const result = scoreEventRow(
      {
        id: scoreIdOf(work, rubric.name, hash),
        traceId: work.trace_id,
        name: rubric.name,
        ...resultOf(reply, rubric),
        evaluator: evaluator.name,
        evaluatorVersion: judgement.model || evaluator.model,
        evaluatorKind: 'LLM',
        evaluatorEpoch: epoch,
        scale: scaleOf(rubric),
        isRate: rubric.rate,
        inclusionProbability: work.inclusion_probability,
        stratum: work.stratum,
        source: 'judge',
        scoredAt: now,
        attributes: attributesOf(judgement, reply),
        generated: work.generated === 1,
      },
      { dimensions: [], receivedAt: now, hash },
    );
    if ('reject' in result) throw new Error(`A judgement that cannot be filed: ${result.reject}`);
    return [result.row];
  });
}

/** The same for every worker and every try, so that judging twice replaces and never doubles. */
function scoreIdOf({ trace_id, evaluator, config_epoch }: JudgeWorkRow, dimension: string, hash: (text: string) => string): string {
  return hash(JSON.stringify(['judge', trace_id, evaluator, config_epoch, dimension]));
}

function resultOf(reply: DimensionReply, rubric: Rubric) {
  if (reply.outcome !== 'scored')
    return { value: null, explanation: reply.reason, ...(reply.outcome === 'failed' ? { errorType: reply.error } : {}) };
  const [worst, best] = scaleOf(rubric);
  return { value: reply.score, explanation: reply.reason, label: reply.score >= (worst + best) / 2 ? 'pass' : 'fail' };
}

function attributesOf(judgement: Judgement, reply: DimensionReply): ReadonlyMap<string, string> {
  const evidence = reply.outcome === 'scored' ? [...reply.claims, ...reply.evidence] : [];
  return new Map([
    ...(evidence.length === 0 ? [] : [['judge.evidence', JSON.stringify(evidence)] as const]),
    ...(judgement.injectionSeen ? [['judge.injection_seen', 'true'] as const] : []),
    ...(judgement.inventedQuotes > 0 ? [['judge.invented_quotes', String(judgement.inventedQuotes)] as const] : []),
    ...(judgement.suspicious > 0 ? [['judge.hidden_or_template_tokens', String(judgement.suspicious)] as const] : []),
    ...(judgement.isCacheHit ? [['judge.cache_hit', 'true'] as const] : []),
  ]);
}

export function workRowOf({ work, judgement, epoch, now, worker }: Finished): JudgeWorkRow {
  const notApplicable = [...judgement.byDimension].filter(([, { outcome }]) => outcome === 'not_applicable').map(([name]) => name);
  return {
    ...work,
    state: stateOf(judgement),
    error_type: errorOf(judgement),
    evaluator_epoch: epoch,
    not_applicable: notApplicable,
    judged_at: now,
    judge_model: judgement.model,
    attempts: judgement.calls,
    input_tokens: judgement.usage.input,
    output_tokens: judgement.usage.output,
    cost_usd: judgement.costUsd,
    latency_ms: judgement.latencyMs,
    cache_hit: judgement.isCacheHit ? 1 : 0,
    worker,
    row_version: now,
  };
}

const SERVICE = 'plumbline-judge';
const DAY_NS = 86_400_000_000_000n;

/**
 * Beginning of the trace ids of an evaluator's own spans on a day (UTC). Spans lie in the order of their trace id, so what was
 * spent on a day is one short stretch to read, however many spans there are.
 * @param time nanoseconds since 1970
 * @param hash at least 32 hex digits of a text
 */
export function judgeTracePrefix(evaluator: string, time: bigint, hash: (text: string) => string): string {
  return hash(JSON.stringify(['judge spending', evaluator, String(time / DAY_NS)])).slice(0, 12);
}

/** What the judge was called for: to score, by a call that did not come to its end, by a fixed item, or for the bridge. */
export type Purpose = 'score' | 'put_off' | 'canary' | 'bridge';

export interface JudgeCall extends Omit<Finished, 'work'> {
  readonly work: Pick<JudgeWorkRow, 'trace_id' | 'service' | 'environment' | 'generated'>;
  readonly purpose?: Purpose;
}

/**
 * The judge's own work as a span of the stage evaluator, in a trace of its own that names the judged one; null without a call.
 * These spans are what the budget of the day is held against, so each call that was paid has to be in one.
 */
export function spanOf({ work, judgement, evaluator, epoch, now, worker, hash, purpose = 'score' }: JudgeCall): SpanRow | null {
  if (judgement.calls === 0) return null;
  const own = hash(JSON.stringify(['judge span', work.trace_id, evaluator.name, now.toString(), worker, purpose]));
  const id = `${judgeTracePrefix(evaluator.name, now, hash)}${own.slice(0, 20)}`;
  const { usage, model, costUsd, latencyMs } = judgement;
  const error = errorOf(judgement);
  return {
    ...EMPTY_SPAN,
    trace_id: id,
    span_id: own.slice(0, 16),
    start_time: now - BigInt(Math.round(latencyMs * 1e6)),
    end_time: now,
    service: SERVICE,
    environment: work.environment,
    name: `judge ${evaluator.name}`,
    kind: 'client',
    stage: 'evaluator',
    status: stateOf(judgement) === 'failed' ? 'error' : 'ok',
    error_type: error,
    scope_name: 'plumbline.judge',
    provider: SHAPES[evaluator.endpoint.api].provider,
    model: evaluator.model,
    model_version: model || evaluator.model,
    input_tokens: usage.input,
    output_tokens: usage.output,
    cached_tokens: usage.cacheRead,
    cache_write_tokens: usage.cacheWrite,
    reasoning_tokens: usage.reasoning,
    cost_usd: costUsd,
    generated: work.generated,
    attributes: new Map([
      ['plumbline.judge.evaluator', evaluator.name],
      ['plumbline.judge.purpose', purpose],
      ['plumbline.judge.epoch', epoch],
      ['plumbline.judge.trace_id', work.trace_id],
      ['plumbline.judge.service', work.service],
      ['plumbline.judge.calls', String(judgement.calls)],
      ['server.address', hostOf(evaluator.endpoint.url)],
    ]),
    ingest_ts: now,
  };
}

/** Every column of a span with nothing in it. */
const EMPTY_SPAN: SpanRow = emptySpan();

function emptySpan(): SpanRow {
  const nothing = (type: string): unknown => {
    if (type.startsWith('Nullable')) return null;
    if (type.startsWith('Array')) return [];
    if (type.startsWith('Map')) return new Map<string, string>();
    if (type.startsWith('DateTime64')) return 0n;
    return type.startsWith('UInt') ? 0 : '';
  };
  return Object.fromEntries(Object.entries(spans.columns).map(([name, type]) => [name, nothing(type)])) as SpanRow;
}
