/** Reads text and evaluations of a range out of log records, and hands them in. What is handed in again replaces itself. */
import { logOfRow } from '../core/otelTables/logOfRow';
import { LOG_CELLS, logsSql, type LogCursor } from '../core/otelTables/logsSql';
import type { Range } from '../core/otelTables/tracesSql';
import { CONTENT_EVENTS } from '../core/semconv/messages/forms';
import { EVALUATION_EVENT } from '../core/semconv/readEvaluations';
import type { OtelTable } from '../core/otelTables/otelTable';
import type { Pulled, SourceDeps } from './pullDeps';
import { BOUNDED_RESULT, isTooMuch } from './resultLimit';
import { READ_SETTINGS } from './sourceTables';

/** Names of the events that mean something to Plumbline. */
export const EVENTS: readonly string[] = [...CONTENT_EVENTS, EVALUATION_EVENT];

export async function pullLogs(deps: SourceDeps, table: OtelTable, range: Range): Promise<Pulled> {
  let [logs, refused] = [0, 0];
  for (let after: LogCursor | undefined; ;) {
    deps.signal.throwIfAborted();
    const { rows, asked } = await readPage(deps, table, range, after, deps.pages.rows);
    const read = rows.map(logOfRow);
    const groups = read.flatMap((one) => ('record' in one ? [{ resource: one.resource, scope: one.scope, items: [one.record] }] : []));
    if (groups.length > 0) await deps.intake.logs(groups);
    logs += groups.length;
    refused += read.length - groups.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < asked) return { spans: 0, logs, refused };
    after = cursorOf(last);
  }
}

interface Page {
  readonly rows: readonly (readonly unknown[])[];
  /** How many rows were asked for; fewer are the last ones. */
  readonly asked: number;
}

/** The next rows, fewer of them when they are too large together. A single one is read whatever its size. */
async function readPage(deps: SourceDeps, table: OtelTable, range: Range, after: LogCursor | undefined, asked: number): Promise<Page> {
  try {
    const { rows } = await deps.from.query({
      ...logsSql(table, range, EVENTS, after, asked),
      settings: { ...(asked === 1 ? {} : BOUNDED_RESULT), ...READ_SETTINGS },
      signal: deps.signal,
    });
    return { rows, asked };
  } catch (error) {
    if (!isTooMuch(error) || asked === 1) throw error;
    return readPage(deps, table, range, after, asked >> 1);
  }
}

function cursorOf(row: readonly unknown[]): LogCursor {
  const cell = (name: (typeof LOG_CELLS)[number]): string => String(row[LOG_CELLS.indexOf(name)] ?? '');
  return { time: BigInt(cell('time')), traceId: cell('traceId'), spanId: cell('spanId'), key: BigInt(cell('key')) };
}
