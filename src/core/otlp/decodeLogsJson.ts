/** ExportLogsServiceRequest in JSON, by the same rules as traces. */
import { decodeGroupsJson, type JsonSignal, type JsonStep } from './decodeGroupsJson';
import { read, textOf, type JsonObject } from './jsonFields';
import { anyValue, attributesOf, idOf, readOrReason, timeOf } from './jsonValues';
import { toLogRecord } from './toLogRecord';
import type { LogRecord } from './types';

const LOGS: JsonSignal<LogRecord> = {
  name: 'logs',
  resources: 'resourceLogs',
  scopes: 'scopeLogs',
  items: 'logRecords',
  item: 'log record',
  readItem: recordOf,
};

/**
 * Decodes step by step; a record that cannot be read is rejected alone.
 * @param request what JSON.parse made of the body, with long whole numbers quoted before (quoteLongIntegers)
 * @throws MalformedRequest when it is no log request at all
 */
export function decodeLogsJson(request: unknown): Generator<JsonStep<LogRecord>> {
  return decodeGroupsJson(request, LOGS);
}

function recordOf(given: JsonObject, resourceMended: readonly string[]): { readonly item: LogRecord } | { readonly reason: string } {
  const mended = new Set(resourceMended);
  const result = readOrReason(() =>
    toLogRecord({
      traceId: idOf(read(given, 'traceId'), 16),
      spanId: idOf(read(given, 'spanId'), 8),
      name: textOf(read(given, 'eventName')) ?? '',
      time: timeOf(read(given, 'timeUnixNano')),
      observed: timeOf(read(given, 'observedTimeUnixNano')),
      body: anyValue(given.body, mended, 0),
      attributes: attributesOf(given, mended),
    }),
  );
  return typeof result === 'string' ? { reason: result } : result;
}
