import type { FrameJSON, NoticeJSON } from '../core/frames/frame';
import { tableFrame } from '../core/frames/tableFrame';
import type { SqlQuery } from '../core/query/model';
import { expandMacros } from '../core/sql/macros';
import type { QueryDeps, TimeRange } from './deps';

const MINUTE_MS = 60_000;

/** Operators' own SQL: macros filled in, read-only, bounded. */
export async function answerSql(
  query: SqlQuery,
  { from, to }: TimeRange,
  { driver, settings }: QueryDeps,
  signal?: AbortSignal,
): Promise<FrameJSON[]> {
  const sql = expandMacros(query.rawSql, { from, to, intervalMs: query.intervalMs ?? MINUTE_MS });
  const { columns, rows } = await driver.queryGuarded({ sql, ...(signal === undefined ? {} : { signal }) });
  const limit = settings.file.query.max_rows;
  const notices: NoticeJSON[] =
    rows.length > limit
      ? [{ severity: 'warning', text: `The answer is cut at ${limit.toLocaleString('en')} rows. Add a LIMIT or a narrower condition.` }]
      : [];
  return [tableFrame({ refId: query.refId, columns, rows: rows.slice(0, limit), executedQueryString: sql, notices, format: query.format })];
}
