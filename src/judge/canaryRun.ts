/** Tries a judge with the fixed items: once a day and in each epoch, by whichever worker comes first. */
import { CANARIES, wrongCanaries, type Canary } from '../core/judge/canaries';
import { scaleOf, type Evaluator } from '../core/judge/evaluator';
import { judgeCanaries, type JudgeCanaryRow } from '../core/model/judgeTables';
import type { EvaluatorRun } from './evaluatorRun';
import { nanoseconds, tableOf, type JudgeDeps } from './judgeDeps';

/** The dimension that the items have a known verdict in. */
const DIMENSION = 'factuality';
const DAY_NS = 86_400_000_000_000n;

type Deps = Pick<JudgeDeps, 'driver' | 'layout' | 'clock'>;

export function hasCanaries({ canaries, rubrics }: Evaluator): boolean {
  return canaries && rubrics.some(({ name }) => name === DIMENSION);
}

export interface Trial {
  /** Items that the judge got wrong. */
  readonly wrong: readonly string[];
  /** Items that it has not been tried with. */
  readonly open: readonly Canary[];
  /** Milliseconds since 1970 when the oldest of the others was judged. */
  readonly since: number;
}

/** What is known of the judge in this epoch, from the last day. @throws StorageError */
export async function lastCanaries(deps: Deps, evaluator: string, epoch: string): Promise<Trial> {
  const now = deps.clock.now();
  const { rows } = await deps.driver.query({
    sql: `SELECT item, argMax(is_wrong, judged_at), toUnixTimestamp64Milli(max(judged_at)) FROM ${tableOf(deps, 'judge_canaries')} FINAL
WHERE evaluator = {evaluator:String} AND evaluator_epoch = {epoch:String} AND judged_at > fromUnixTimestamp64Nano({since:Int64})
GROUP BY item`,
    params: { evaluator, epoch, since: nanoseconds(now) - DAY_NS },
  });
  const known = new Set(rows.map(([item]) => String(item)));
  return {
    wrong: rows.filter(([, isWrong]) => Number(isWrong) === 1).map(([item]) => String(item)),
    open: CANARIES.filter(({ name }) => !known.has(name)),
    since: Math.min(now, ...rows.map(([, , at]) => Number(at))),
  };
}

/**
 * Judges the items and stores each at once, so that what is paid is not paid again.
 * @param epochOf epoch of a reply of this model
 * @param keep renews the right to do this; false when another worker has it now
 * @returns false when the endpoint or the budget could not be used, and the rest is for another time
 * @throws StorageError
 */
export async function runCanaries(
  deps: Deps,
  run: Pick<EvaluatorRun, 'evaluator' | 'judgeAside'>,
  items: readonly Canary[],
  { epochOf, keep }: { readonly epochOf: (model: string) => string; readonly keep: () => Promise<boolean> },
): Promise<boolean> {
  const { evaluator } = run;
  const rubric = evaluator.rubrics.find(({ name }) => name === DIMENSION);
  if (rubric === undefined) return true;
  const [worst, best] = scaleOf(rubric);
  for (const canary of items) {
    if (!(await keep())) return false;
    const result = await run.judgeAside(canary, { trace_id: canary.name, service: '', environment: '', generated: 1 }, 'canary');
    if (result.kind !== 'judged') return false;
    const reply = result.judgement.byDimension.get(DIMENSION);
    const value = reply?.outcome === 'scored' ? reply.score : null;
    const share = value === null ? null : (value - worst) / (best - worst);
    const row: JudgeCanaryRow = {
      evaluator: evaluator.name,
      evaluator_epoch: epochOf(result.judgement.model),
      judged_at: nanoseconds(deps.clock.now()),
      item: canary.name,
      kind: canary.kind,
      name: DIMENSION,
      value,
      error_type: reply?.outcome === 'failed' ? reply.error : '',
      is_wrong: wrongCanaries([{ name: canary.name, share }]).length,
    };
    await deps.driver.insert(judgeCanaries, [row]);
  }
  return true;
}
