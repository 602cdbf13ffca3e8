/** Tries a judge with the fixed items: once a day and in each epoch, by whichever worker comes first. */
import { CANARIES, wrongCanaries } from '../core/judge/canaries';
import { scaleOf, type Evaluator } from '../core/judge/evaluator';
import { judgeCanaries, type JudgeCanaryRow } from '../core/model/judgeTables';
import { nanoseconds, tableOf, type JudgeDeps } from './judgeDeps';
import { judgeText, type Asker } from './judgeText';

/** The dimension that the items have a known verdict in. */
const DIMENSION = 'factuality';
const DAY_NS = 86_400_000_000_000n;

type Deps = Pick<JudgeDeps, 'driver' | 'layout' | 'clock' | 'nonce' | 'priceOf'>;

export function hasCanaries({ canaries, rubrics }: Evaluator): boolean {
  return canaries && rubrics.some(({ name }) => name === DIMENSION);
}

/** Items that the judge got wrong in its last trial of this epoch, within a day; undefined when there was none. */
export async function lastCanaries(deps: Deps, evaluator: string, epoch: string): Promise<readonly string[] | undefined> {
  const { rows } = await deps.driver.query({
    sql: `SELECT item, is_wrong FROM ${tableOf(deps, 'judge_canaries')} FINAL
WHERE evaluator = {evaluator:String} AND evaluator_epoch = {epoch:String} AND judged_at >= fromUnixTimestamp64Nano({since:Int64})
ORDER BY judged_at DESC LIMIT {limit:UInt32}`,
    params: { evaluator, epoch, since: nanoseconds(deps.clock.now()) - DAY_NS, limit: CANARIES.length },
  });
  return rows.length === 0 ? undefined : rows.filter(([, wrong]) => Number(wrong) === 1).map(([item]) => String(item));
}

/**
 * Judges the items and stores what came of it. Undefined when the endpoint cannot be used now.
 * @param epochOf epoch of a reply of this model
 */
export async function runCanaries(
  deps: Deps,
  evaluator: Evaluator,
  client: Asker,
  epochOf: (model: string) => string,
): Promise<readonly string[] | undefined> {
  const rubric = evaluator.rubrics.find(({ name }) => name === DIMENSION);
  if (rubric === undefined) return [];
  const [worst, best] = scaleOf(rubric);
  const judged_at = nanoseconds(deps.clock.now());
  const rows: JudgeCanaryRow[] = [];
  for (const canary of CANARIES) {
    const result = await judgeText(canary, evaluator, client, deps);
    if (result.kind === 'later') return undefined;
    const reply = result.judgement.byDimension.get(DIMENSION);
    const value = reply?.outcome === 'scored' ? reply.score : null;
    const share = value === null ? null : (value - worst) / (best - worst);
    rows.push({
      evaluator: evaluator.name,
      evaluator_epoch: epochOf(result.judgement.model),
      judged_at,
      item: canary.name,
      kind: canary.kind,
      name: DIMENSION,
      value,
      error_type: reply?.outcome === 'failed' ? reply.error : '',
      is_wrong: wrongCanaries([{ name: canary.name, share }]).length,
    });
  }
  await deps.driver.insert(judgeCanaries, rows);
  return rows.filter(({ is_wrong }) => is_wrong === 1).map(({ item }) => item);
}
