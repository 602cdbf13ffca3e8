import { LOG_CELLS } from '../core/otelTables/logsSql';
import type { OtelTable } from '../core/otelTables/otelTable';
import { StorageError, type QueryResult, type Statement } from '../storage/driver';
import type { SourceDeps } from './pullDeps';
import { pullLogs } from './pullLogs';

const record = (key: number): unknown[] => LOG_CELLS.map((cell) => (cell === 'key' || cell === 'time' ? String(key) : ''));
const TABLE: OtelTable = { database: 'otel', table: 'otel_logs', columns: new Map() };

test('records too large for one result are asked for in halves, down to one without a bound', async () => {
  const all = Array.from({ length: 5 }, (_, index) => record(index + 1));
  const asked: number[] = [];
  const query = ({ params = {}, settings = {} }: Statement): Promise<QueryResult> => {
    const [limit, key] = [Number(params['limit']), Number(params['key'] ?? 0)];
    asked.push(limit);
    // Two records do not fit, and one alone only without a bound.
    if (settings['max_result_bytes'] !== undefined) return Promise.reject(new StorageError('limit', 'too much', 396));
    return Promise.resolve({ columns: [], rows: all.slice(key, key + limit), statistics: { elapsedMs: 0, rowsRead: 0, bytesRead: 0 } });
  };
  const deps = {
    from: { query },
    intake: { logs: () => Promise.resolve() },
    pages: { keys: 10, rows: 4 },
    signal: new AbortController().signal,
  } as unknown as SourceDeps;
  const { logs, refused } = await pullLogs(deps, TABLE, { from: 0n, to: 10n });
  expect(logs + refused).toBe(5);
  expect(asked.slice(0, 6)).toEqual([4, 2, 1, 4, 2, 1]);
});
