/** Reads text and evaluations of a range out of log records, and hands them in. What is handed in again replaces itself. */
import { logOfRow } from '../core/otelTables/logOfRow';
import { LOG_CELLS, logsSql, type LogCursor } from '../core/otelTables/logsSql';
import type { Range } from '../core/otelTables/tracesSql';
import { CONTENT_EVENTS } from '../core/semconv/messages/forms';
import { EVALUATION_EVENT } from '../core/semconv/readEvaluations';
import type { OtelTable } from '../core/otelTables/otelTable';
import type { Pulled, SourceDeps } from './pullDeps';
import { READ_SETTINGS } from './sourceTables';

/** Names of the events that mean something to Plumbline. */
export const EVENTS: readonly string[] = [...CONTENT_EVENTS, EVALUATION_EVENT];

export async function pullLogs(deps: SourceDeps, table: OtelTable, range: Range): Promise<Pulled> {
  let [logs, refused] = [0, 0];
  for (let after: LogCursor | undefined; ;) {
    deps.signal.throwIfAborted();
    const { rows } = await deps.from.query({
      ...logsSql(table, range, EVENTS, after, deps.pages.rows),
      settings: READ_SETTINGS,
      signal: deps.signal,
    });
    const read = rows.map(logOfRow);
    const groups = read.flatMap((one) => ('record' in one ? [{ resource: one.resource, scope: one.scope, items: [one.record] }] : []));
    if (groups.length > 0) await deps.intake.logs(groups);
    logs += groups.length;
    refused += read.length - groups.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < deps.pages.rows) return { spans: 0, logs, refused };
    after = cursorOf(last);
  }
}

function cursorOf(row: readonly unknown[]): LogCursor {
  const cell = (name: (typeof LOG_CELLS)[number]): string => String(row[LOG_CELLS.indexOf(name)] ?? '');
  return { time: BigInt(cell('time')), traceId: cell('traceId'), spanId: cell('spanId'), key: BigInt(cell('key')) };
}
