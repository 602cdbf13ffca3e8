import type { FrameJSON, NoticeJSON } from '../core/frames/frame';
import { tableFrame } from '../core/frames/tableFrame';
import type { SqlQuery } from '../core/query/model';
import { knownZone } from '../core/sql/bucket';
import { checkReadOnly } from '../core/sql/checkReadOnly';
import { expandMacros } from '../core/sql/macros';
import type { QueryContext, TimeRange } from './deps';

/** Width of `$__interval` where Grafana has not given one. */
const INTERVAL_MS = 60_000;

/** Operators' own SQL: macros filled in, read-only, bounded. @throws QueryError, StorageError */
export async function answerSql(query: SqlQuery, { range, deps, signal }: QueryContext): Promise<FrameJSON[]> {
  const sql = sqlText(query, range);
  const { columns, rows } = await deps.driver.queryGuarded({ sql, signal });
  const limit = deps.settings.file.query.max_rows;
  const notices: NoticeJSON[] =
    rows.length < limit ? [] : [{ severity: 'warning', text: `Cut after ${limit.toLocaleString('en')} rows. Add a LIMIT or a condition.` }];
  return tableFrame({ refId: query.refId, columns, rows: rows.slice(0, limit), executedQueryString: sql, notices, format: query.format });
}

/** The SQL as it is run. @throws QueryError */
export function sqlText({ rawSql, intervalMs, timezone }: SqlQuery, range: TimeRange): string {
  const sql = expandMacros(rawSql, { ...range, intervalMs: intervalMs ?? INTERVAL_MS, timezone: knownZone(timezone) });
  checkReadOnly(sql);
  return sql;
}
