/** Text that came in log records is laid into the text of its spans, before the traces are read. */
import { logContent, spanContent, spans, type LogContentRow, type SpanContentRow } from '../core/model/tables';
import { mergeLogs, type SpanOfText } from '../core/settle/mergeLogs';
import { inChunks } from './inChunks';
import { mapInTurns } from './mapInTurns';
import { tableOf, type SettleDeps } from './settleDeps';
import { rowReader, selectList } from './storedRows';

const LOG_COLUMNS = Object.keys(logContent.columns) as (keyof typeof logContent.columns)[];
const CONTENT_COLUMNS = Object.keys(spanContent.columns) as (keyof typeof spanContent.columns)[];
const SPAN_COLUMNS = ['trace_id', 'span_id', 'start_time', 'service', 'stage'] as const satisfies readonly (keyof SpanOfText)[];

const readLog = rowReader(logContent, LOG_COLUMNS);
const readContent = rowReader(spanContent, CONTENT_COLUMNS);
const readSpan = rowReader(spans, SPAN_COLUMNS);

/** Records of one span that are read: a conversation of more messages has lost its first ones long before. */
const MOST_RECORDS = 2000;
/** Bytes of one side of the merged text, as of a side that came on the span. */
const MOST_TEXT = 1024 ** 2;

/** Rows of some spans, by trace and span. */
type BySpan<T> = ReadonlyMap<string, T>;
const keyOf = ({ trace_id, span_id }: { readonly trace_id: string; readonly span_id: string }): string => `${trace_id}:${span_id}`;

/** Writes the rows of `span_content` that records changed. Traces without records cost one look. @throws StorageError */
export async function layInLogs(deps: SettleDeps, ids: readonly string[]): Promise<void> {
  const records = await inChunks(ids, (chunk) => readRecords(deps, chunk));
  if (records.length === 0) return;
  const bySpan = new Map<string, LogContentRow[]>();
  for (const record of records) {
    const known = bySpan.get(keyOf(record));
    if (known === undefined) bySpan.set(keyOf(record), [record]);
    else known.push(record);
  }
  const traces = [...new Set(records.map(({ trace_id }) => trace_id))];
  const [spanOf, contentOf] = await Promise.all([
    readBySpan(deps, { table: 'spans', list: selectList(spans, SPAN_COLUMNS), read: readSpan, traces, wanted: bySpan }),
    readBySpan(deps, { table: 'span_content', list: selectList(spanContent, CONTENT_COLUMNS), read: readContent, traces, wanted: bySpan }),
  ]);
  const merged = await mapInTurns([...bySpan], ([key, rows]): SpanContentRow | null => {
    const span = spanOf.get(key);
    return span === undefined ? null : mergeLogs(span, contentOf.get(key), rows, MOST_TEXT);
  });
  await deps.driver.insert(
    spanContent,
    merged.filter((row) => row !== null),
  );
}

async function readRecords(deps: SettleDeps, ids: readonly string[]): Promise<LogContentRow[]> {
  const { rows } = await deps.driver.query({
    sql: `SELECT ${selectList(logContent, LOG_COLUMNS)} FROM ${tableOf(deps, 'log_content')} FINAL
WHERE trace_id IN {ids:Array(String)} ORDER BY time DESC, position DESC LIMIT ${MOST_RECORDS} BY trace_id, span_id`,
    params: { ids },
  });
  return rows.map(readLog);
}

interface Reading<T> {
  readonly table: string;
  readonly list: string;
  readonly read: (row: readonly unknown[]) => T;
  readonly traces: readonly string[];
  readonly wanted: ReadonlyMap<string, unknown>;
}

async function readBySpan<T extends { readonly trace_id: string; readonly span_id: string }>(
  deps: SettleDeps,
  { table, list, read, traces, wanted }: Reading<T>,
): Promise<BySpan<T>> {
  const spanIds = [...new Set([...wanted.keys()].map((key) => key.slice(key.indexOf(':') + 1)))];
  const found = await inChunks(spanIds, async (chunk) => {
    const { rows } = await deps.driver.query({
      sql: `SELECT ${list} FROM ${tableOf(deps, table)} FINAL WHERE trace_id IN {traces:Array(String)} AND span_id IN {spans:Array(String)}`,
      params: { traces, spans: chunk },
    });
    return rows.map(read);
  });
  return new Map(found.map((row) => [keyOf(row), row]));
}
