import type { ChangesQuery, Filter } from '../query/model';
import { QueryError } from '../query/queryError';
import { activeFilters } from './compileFilter';
import { identifier, join, param, sql, type Sql } from './sql';

const MAX_CHANGES = 1000;
const FIELDS: ReadonlySet<string> = new Set(['service', 'kind', 'name', 'version']);

/**
 * First sights of versions within the range, the oldest first. The first version ever of a name is no change and is left
 * out, except for documents: a document that was never retrieved before is news.
 * @param range milliseconds since 1970-01-01 UTC
 * @throws QueryError for an operator other than =, !=, in and not in
 */
export function changesStatement(query: ChangesQuery, { from, to }: { readonly from: number; readonly to: number }): Sql {
  const at = (ms: number): Sql => sql`fromUnixTimestamp64Milli(${param(Math.round(ms), 'Int64')})`;
  const conditions = [
    sql`first_seen >= ${at(from)} AND first_seen < ${at(to)} AND (previous != '' OR kind = 'document')`,
    ...(query.kinds.length === 0 ? [] : [sql`kind IN ${param(query.kinds, 'Array(String)')}`]),
    ...activeFilters(query.filters).map(condition),
  ];
  return sql`SELECT toUnixTimestamp64Milli(first_seen), kind, service, name, version, previous, trace_id, generated
FROM (
  SELECT *, lagInFrame(version) OVER (PARTITION BY kind, service, name ORDER BY first_seen, version ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS previous
  FROM changes
)
WHERE ${join(conditions, ' AND ')}
ORDER BY first_seen, kind, service, name, version
LIMIT ${param(MAX_CHANGES, 'UInt32')}`;
}

/** Filters that a dashboard sets for all of its panels, such as the topic, say nothing about a change: they are left out. */
function condition({ field, operator, values }: Filter): Sql {
  if (!FIELDS.has(field)) return sql`1`;
  const list = param(values, 'Array(String)');
  switch (operator) {
    case '=':
    case 'in':
      return sql`${identifier(field)} IN ${list}`;
    case '!=':
    case 'not in':
      return sql`${identifier(field)} NOT IN ${list}`;
    default:
      throw new QueryError(`Changes cannot be filtered with ${field} ${operator}: use =, !=, in or not in.`);
  }
}
