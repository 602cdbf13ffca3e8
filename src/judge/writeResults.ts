/** Finished judgements to the store. The scores come first: if the process ends in between, the work is done again under the same ids. */
import { scoreRowsOf, spanOf, workRowOf, type Finished } from '../core/judge/judgementRows';
import { judgeWork } from '../core/model/judgeTables';
import { scoreEvents, spans } from '../core/model/tables';
import type { JudgeDeps } from './judgeDeps';

/** @throws StorageError. The same again changes nothing. */
export async function writeResults(
  { driver, onTraces }: Pick<JudgeDeps, 'driver' | 'onTraces'>,
  finished: readonly Finished[],
): Promise<void> {
  const scores = finished.flatMap(scoreRowsOf);
  await Promise.all([
    driver.insert(scoreEvents, scores),
    driver.insert(
      spans,
      finished.flatMap((one) => spanOf(one) ?? []),
    ),
  ]);
  await driver.insert(judgeWork, finished.map(workRowOf));
  const touched = new Map(scores.map(({ trace_id, ingest_ts }) => [trace_id, { receivedAt: ingest_ts }]));
  if (touched.size > 0) onTraces(touched);
}
