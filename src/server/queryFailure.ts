import { ZodError } from 'zod';
import type { QueryAnswer } from '../core/frames/frame';
import { QueryError } from '../core/query/queryError';
import { StorageError } from '../storage/driver';

/** ClickHouse's codes that the text of a query can cause although the statement is ours. */
const CANNOT_COMPILE_REGEXP = 427;
const TIMEOUT_EXCEEDED = 159;

/**
 * A failure as the answer to one query. Who is at fault decides the source: the query or Plumbline (`plugin`), or
 * ClickHouse (`downstream`). Statuses are ones that Grafana knows by name.
 */
export function queryFailure(error: unknown, kind: string): QueryAnswer {
  if (error instanceof QueryError) return failed(400, error.message, 'plugin');
  if (error instanceof ZodError) return failed(400, explainZod(error), 'plugin');
  if (error instanceof StorageError) return storageFailure(error, kind);
  return failed(500, 'Plumbline could not answer this query. The log of the service says why.', 'plugin');
}

function storageFailure({ kind: storageKind, code, message }: StorageError, kind: string): QueryAnswer {
  if (code === CANNOT_COMPILE_REGEXP && kind !== 'sql')
    return failed(
      400,
      `A pattern of a filter is no regular expression: ${/error: (.+?)\. Look at /s.exec(message)?.[1] ?? message}`,
      'plugin',
    );
  switch (storageKind) {
    case 'limit':
      return code === TIMEOUT_EXCEEDED
        ? failed(504, `ClickHouse stopped the query at its time limit. Narrow the time range or the filters. (${message})`, 'downstream')
        : failed(422, `ClickHouse stopped the query at a limit. Narrow the time range, or group by less. (${message})`, 'downstream');
    case 'unavailable':
      return failed(503, `ClickHouse cannot answer now: ${message}`, 'downstream');
    case 'cancelled':
      return failed(504, 'The query was cancelled before it ended.', 'downstream');
    case 'invalid':
      // A statement of ours that the engine refuses is our bug; one that a person wrote is the query's.
      return kind === 'sql'
        ? failed(400, message, 'plugin')
        : failed(500, `ClickHouse refused a statement of Plumbline: ${message}`, 'plugin');
  }
}

function failed(status: number, error: string, errorSource: 'plugin' | 'downstream'): QueryAnswer {
  return { status, frames: [], error, errorSource };
}

/** Each problem with the place where it is. */
export function explainZod({ issues }: ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.') || 'query'}: ${message}`).join('; ');
}
