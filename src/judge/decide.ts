/** Which of the settled requests an evaluator judges. Each request is decided once; what it was chosen with stays, whatever the rates become. */
import type { Evaluator } from '../core/judge/evaluator';
import { fits, sample, sampleAgain, type Candidate, type Decision } from '../core/judge/sampling';
import { judgeWork, type JudgeWorkRow } from '../core/model/judgeTables';
import { segmentsOf } from '../core/settle/documents';
import { hash } from '../core/scores/hash';
import { nanoseconds, tableOf, type JudgeDeps } from './judgeDeps';
import { readDecisions, type SettledRequest } from './readWork';

export interface DecideContext {
  readonly evaluator: Evaluator;
  readonly configEpoch: string;
  /** What the budget leaves of the uniform part, in (0, 1]. */
  readonly thinning: number;
  readonly isBackfill: boolean;
}

export interface Decided {
  /** Chosen and to be judged. */
  readonly pending: readonly JudgeWorkRow[];
  /** Requests that were looked at for the first time. */
  readonly fresh: readonly JudgeWorkRow[];
}

type Deps = Pick<JudgeDeps, 'driver' | 'layout' | 'clock' | 'onTraces' | 'worker'>;

/** History that is loaded later than this after it happened is judged on demand only. */
const LIVE_NS = 86_400_000_000_000n;

/** Decides and stores the decisions. @throws StorageError. The same again changes nothing. */
export async function decide(deps: Deps, requests: readonly SettledRequest[], context: DecideContext): Promise<Decided> {
  const eligible = [...newest(requests)].filter((request) => isEligible(request, context.evaluator));
  const known = await readDecisions(
    deps,
    context.evaluator.name,
    eligible.map(({ trace_id }) => trace_id),
  );
  const fresh = eligible
    .filter(({ trace_id, time, settledAt }) => !known.has(trace_id) && (context.isBackfill || settledAt - time <= LIVE_NS))
    .map((request) => firstRow(request, context, deps));
  const changed = eligible.flatMap((request) => changedRow(request, known.get(request.trace_id), context, deps) ?? []);
  // The weights first: once the decision has its new probability, nobody looks at these scores again.
  await weighAnew(
    deps,
    changed.filter(({ state }) => state === 'scored' || state === 'failed'),
  );
  await deps.driver.insert(judgeWork, [...fresh, ...changed]);
  return { fresh, pending: [...fresh, ...changed].filter(({ state }) => state === 'pending') };
}

function newest(requests: readonly SettledRequest[]): Iterable<SettledRequest> {
  const byTrace = new Map<string, SettledRequest>();
  for (const request of requests) {
    const other = byTrace.get(request.trace_id);
    // Taken out of one place and written to another in one go, a request that moved has the same version twice.
    if (other === undefined || request.settledAt > other.settledAt || (request.settledAt === other.settledAt && other.isDeleted)) {
      byTrace.set(request.trace_id, request);
    }
  }
  return byTrace.values();
}

function isEligible(request: SettledRequest, { where, generated }: Evaluator): boolean {
  return !request.isDeleted && !request.isError && (generated || request.generated === 0) && fits(request, where);
}

function candidateOf(request: SettledRequest): Candidate {
  return {
    ...segmentsOf(request),
    trace_id: request.trace_id,
    session_id: request.session_id,
    validatorsFailed: request.validatorsFailed,
    signals: request.signals,
  };
}

/** The version is that of the request, so that a second worker's same decision never comes after the judgement of the first. */
function firstRow(
  request: SettledRequest,
  { evaluator, configEpoch, thinning, isBackfill }: DecideContext,
  { clock, worker }: Deps,
): JudgeWorkRow {
  const decision = sample(candidateOf(request), evaluator.sampling, thinning, hash);
  return {
    ...NOT_JUDGED,
    evaluator: evaluator.name,
    trace_id: request.trace_id,
    time: request.time,
    ...segmentsOf(request),
    session_id: request.session_id,
    generated: request.generated,
    ...chosen(decision),
    config_epoch: configEpoch,
    is_backfill: isBackfill ? 1 : 0,
    settled_at: isBackfill ? nanoseconds(clock.now()) : request.settledAt,
    worker,
    row_version: request.settledAt,
  };
}

const NOT_JUDGED = {
  error_type: '',
  evaluator_epoch: '',
  not_applicable: [],
  judged_at: 0n,
  judge_model: '',
  attempts: 0,
  input_tokens: 0,
  output_tokens: 0,
  cost_usd: null,
  latency_ms: 0,
  cache_hit: 0,
} as const;

function chosen({ isSampled, probability, baseProbability, stratum }: Decision) {
  return { state: isSampled ? 'pending' : 'skipped', stratum, inclusion_probability: probability, base_probability: baseProbability };
}

/** A validator or a user spoke after the decision: the request may be chosen now, and if it was judged already, it now stands for fewer. */
function changedRow(
  request: SettledRequest,
  known: JudgeWorkRow | undefined,
  { evaluator }: DecideContext,
  { clock, worker }: Deps,
): JudgeWorkRow | undefined {
  if (known === undefined) return undefined;
  const { inclusion_probability: probability, base_probability: baseProbability, stratum } = known;
  const decision = sampleAgain(candidateOf(request), { probability, baseProbability, stratum }, evaluator.sampling, hash);
  if (decision === undefined) return undefined;
  const now = nanoseconds(clock.now());
  return {
    ...known,
    ...chosen(decision),
    state: known.state === 'skipped' && decision.isSampled ? 'pending' : known.state,
    settled_at: known.state === 'skipped' ? now : known.settled_at,
    worker,
    row_version: now > known.row_version ? now : known.row_version + 1n,
  };
}

/** Scores that were given already get the probability that holds now: else those chosen by chance would count for many beside those chosen for the trigger. The same again changes nothing. */
async function weighAnew(deps: Deps, rows: readonly JudgeWorkRow[]): Promise<void> {
  const now = nanoseconds(deps.clock.now());
  const table = tableOf(deps, 'score_events');
  for (const { trace_id, evaluator, inclusion_probability, stratum } of rows) {
    await deps.driver.command({
      sql: `INSERT INTO ${table} SELECT * REPLACE ({probability:Float64} AS inclusion_probability, {stratum:String} AS stratum,
  greatest(fromUnixTimestamp64Nano({now:Int64}, 'UTC'), ingest_ts + toIntervalNanosecond(1)) AS ingest_ts)
FROM ${table} FINAL WHERE trace_id = {trace:String} AND evaluator = {evaluator:String} AND source = 'judge'`,
      params: { probability: inclusion_probability, stratum, now, trace: trace_id, evaluator },
    });
  }
  if (rows.length > 0) deps.onTraces(new Map(rows.map(({ trace_id }) => [trace_id, { receivedAt: now }])));
}
