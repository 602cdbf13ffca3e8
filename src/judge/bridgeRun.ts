/** Judges in a new epoch what the epoch before has scored, so that the offset between the two can be seen. */
import { judgeBridge, type JudgeBridgeRow } from '../core/model/judgeTables';
import type { EvaluatorRun } from './evaluatorRun';
import { nanoseconds, tableOf, type JudgeDeps } from './judgeDeps';
import { readTexts } from './readWork';

type Deps = Pick<JudgeDeps, 'driver' | 'layout' | 'clock'>;

interface OldScore {
  readonly trace_id: string;
  readonly time: bigint;
  readonly service: string;
  readonly topic: string;
  readonly name: string;
  readonly value: number;
}

/** Requests whose texts are read together. */
const PART = 10;

/**
 * Each judgement is stored at once: an interrupted bridge goes on where it was.
 * @param keep renews the right to do this; false when another worker has it now
 * @returns false when the endpoint or the budget could not be used, and the rest is for another time
 * @throws StorageError
 */
export async function runBridge(
  deps: Deps,
  run: Pick<EvaluatorRun, 'evaluator' | 'judgeAside'>,
  newEpoch: string,
  keep: () => Promise<boolean>,
): Promise<boolean> {
  const { evaluator } = run;
  const items = evaluator.bridge?.items ?? 0;
  const oldEpoch = items === 0 ? '' : await epochBefore(deps, evaluator.name, newEpoch);
  if (oldEpoch === '') return true;
  const open = await openScores(deps, { evaluator: evaluator.name, oldEpoch, newEpoch, items });
  const traces = [...group(open).values()];
  for (let at = 0; at < traces.length; at += PART) {
    const part = traces.slice(at, at + PART);
    const texts = await readTexts(
      deps,
      part.flatMap(([first]) => first ?? []),
    );
    for (const scores of part) {
      const [first] = scores;
      const text = texts.get(first?.trace_id ?? '');
      if (first === undefined || text === undefined) continue;
      if (!(await keep())) return false;
      const result = await run.judgeAside(text, { ...first, environment: '', generated: 0 }, 'bridge');
      if (result.kind !== 'judged') return false;
      const rows: JudgeBridgeRow[] = [];
      for (const { name, value, ...request } of scores) {
        const reply = result.judgement.byDimension.get(name);
        if (reply?.outcome !== 'scored') continue;
        const judged_at = nanoseconds(deps.clock.now());
        rows.push({
          ...request,
          evaluator: evaluator.name,
          name,
          old_epoch: oldEpoch,
          new_epoch: newEpoch,
          old_value: value,
          new_value: reply.score,
          judged_at,
        });
      }
      await deps.driver.insert(judgeBridge, rows);
    }
  }
  return true;
}

function group(scores: readonly OldScore[]): Map<string, OldScore[]> {
  const byTrace = new Map<string, OldScore[]>();
  for (const score of scores) byTrace.set(score.trace_id, [...(byTrace.get(score.trace_id) ?? []), score]);
  return byTrace;
}

/** The other epoch of this evaluator that scored last; empty without one. */
async function epochBefore(deps: Deps, evaluator: string, newEpoch: string): Promise<string> {
  const { rows } = await deps.driver.query({
    sql: `SELECT evaluator_epoch FROM ${tableOf(deps, 'scores')} FINAL
WHERE evaluator = {evaluator:String} AND evaluator_epoch != {newEpoch:String} AND source = 'judge' AND isNotNull(value)
ORDER BY scored_at DESC LIMIT 1`,
    params: { evaluator, newEpoch },
  });
  return String(rows[0]?.[0] ?? '');
}

/** Scores of the old epoch, of so many requests in an order that every worker sees, without those that are bridged already. */
async function openScores(
  deps: Deps,
  params: { readonly evaluator: string; readonly oldEpoch: string; readonly newEpoch: string; readonly items: number },
): Promise<readonly OldScore[]> {
  const { rows } = await deps.driver.query({
    sql: `SELECT trace_id, toUnixTimestamp64Nano(time), service, topic, name, value FROM ${tableOf(deps, 'scores')} FINAL
WHERE evaluator = {evaluator:String} AND evaluator_epoch = {oldEpoch:String} AND isNotNull(value) AND trace_id GLOBAL IN (
  SELECT trace_id FROM ${tableOf(deps, 'scores')} FINAL WHERE evaluator = {evaluator:String} AND evaluator_epoch = {oldEpoch:String} AND isNotNull(value)
  GROUP BY trace_id ORDER BY cityHash64(trace_id) LIMIT {items:UInt32})
AND trace_id GLOBAL NOT IN (SELECT trace_id FROM ${tableOf(deps, 'judge_bridge')} WHERE evaluator = {evaluator:String} AND old_epoch = {oldEpoch:String} AND new_epoch = {newEpoch:String})`,
    params,
  });
  return rows.map(([trace_id, time, service, topic, name, value]) => ({
    trace_id: String(trace_id),
    time: BigInt(String(time)),
    service: String(service),
    topic: String(topic),
    name: String(name),
    value: Number(value),
  }));
}
