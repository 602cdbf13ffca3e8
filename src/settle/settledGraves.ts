import { feedback, type FeedbackRow } from '../core/model/tables';
import { inChunks } from './inChunks';
import { tableOf, type SettleDeps } from './settleDeps';
import { rowReader, selectList } from './storedRows';

const COLUMNS = Object.keys(feedback.columns) as (keyof typeof feedback.columns)[];
const readRow = rowReader(feedback, COLUMNS);

/** Feedback on a trace. */
export interface FeedbackKey {
  readonly id: string;
  readonly traceId: string;
}

/**
 * What takes settled feedback out. A grave has the times of its row: by them rows are deleted when they are old and skipped
 * when they are read, and a grave that went before its row would bring it back. What has not settled has no grave.
 *
 * @param version nanoseconds at which it is taken out
 */
export async function settledGraves(
  deps: Pick<SettleDeps, 'driver' | 'layout'>,
  gone: readonly FeedbackKey[],
  version: bigint,
): Promise<FeedbackRow[]> {
  const wanted = new Set(gone.map(keyOf));
  const traces = [...new Set(gone.map(({ traceId }) => traceId))];
  const rows = await inChunks(traces, async (chunk) => {
    const sql = `SELECT ${selectList(feedback, COLUMNS)} FROM ${tableOf(deps, 'feedback')} FINAL WHERE trace_id IN {ids:Array(String)}`;
    return (await deps.driver.query({ sql, params: { ids: chunk } })).rows.map(readRow);
  });
  return rows
    .filter(({ feedback_id: id, trace_id: traceId }) => wanted.has(keyOf({ id, traceId })))
    .map((row) => ({
      ...row,
      comment: '',
      reason: '',
      row_version: row.row_version > version ? row.row_version : version,
      is_deleted: 1,
    }));
}

function keyOf({ id, traceId }: FeedbackKey): string {
  return `${traceId} ${id}`;
}
