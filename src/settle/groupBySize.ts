/** How much of a batch is held in memory at once. */
import { inChunks } from './inChunks';
import { tableOf, type SettleDeps } from './settleDeps';
import type { QueuedTrace } from './traceQueue';

/** Spans of one group, about a kilobyte each while they are worked on; a trace with more is a group of its own. */
const MOST_SPANS = 20_000;
/** Bytes of text of one group. */
const MOST_TEXT = 32 * 1024 ** 2;

export interface TraceSize {
  readonly spans: number;
  /** Bytes. */
  readonly text: number;
}

/** The traces in their order, cut into groups that fit into memory. @throws StorageError */
export async function groupBySize(deps: SettleDeps, traces: readonly QueuedTrace[]): Promise<QueuedTrace[][]> {
  const ids = traces.map(({ id }) => id);
  const [spans, text, logs] = await Promise.all([
    // Rows that wait to be merged count twice here, which only makes groups smaller.
    sumBy(deps, ids, 'spans', 'count()'),
    sumBy(deps, ids, 'span_content', 'sum(input_text.size + output_text.size + documents.size)'),
    sumBy(deps, ids, 'log_content', 'sum(input_messages.size + output_messages.size)'),
  ]);
  return cutIntoGroups(traces, ({ id }) => ({ spans: spans.get(id) ?? 0, text: (text.get(id) ?? 0) + (logs.get(id) ?? 0) }));
}

async function sumBy(deps: SettleDeps, ids: readonly string[], table: string, sum: string): Promise<ReadonlyMap<string, number>> {
  const rows = await inChunks(ids, async (chunk) => {
    const sql = `SELECT trace_id, ${sum} FROM ${tableOf(deps, table)} WHERE trace_id IN {ids:Array(String)} GROUP BY trace_id`;
    return (await deps.driver.query({ sql, params: { ids: chunk } })).rows;
  });
  return new Map(rows.map(([id, total]) => [String(id), Number(total)]));
}

/** Pure part of `groupBySize`. */
export function cutIntoGroups<T>(items: readonly T[], sizeOf: (item: T) => TraceSize): T[][] {
  const groups: T[][] = [];
  let used: TraceSize = { spans: Infinity, text: 0 };
  for (const item of items) {
    const size = sizeOf(item);
    used = { spans: used.spans + size.spans, text: used.text + size.text };
    if (used.spans <= MOST_SPANS && used.text <= MOST_TEXT) groups.at(-1)?.push(item);
    else {
      groups.push([item]);
      used = size;
    }
  }
  return groups;
}
