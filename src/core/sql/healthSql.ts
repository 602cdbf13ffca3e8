/** Statements of the `health` query: how many rows of each service have each field. */
import { REQUEST_FIELDS, SPAN_FIELDS, type HealthField } from '../health/healthFields';
import type { HealthQuery } from '../query/health';
import { activeFilters, compileFilters } from './compileFilter';
import { join, param, sql, type Sql } from './sql';
import { timeWithin } from './timeWithin';

/** Milliseconds since 1970-01-01 UTC. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Services and instrumentations beyond these are no list that anybody reads. */
const MAX_GROUPS = 1000;

/** For each field the rows that could have it and those that do. */
function counts(fields: readonly HealthField[]): Sql {
  return join(
    fields.map(({ applies, filled }) =>
      applies === undefined ? sql`count(), countIf(${filled})` : sql`countIf(${applies}), countIf((${applies}) AND (${filled}))`,
    ),
    ', ',
  );
}

function filters(query: HealthQuery, range: Range): Sql | undefined {
  return activeFilters(query.filters).length === 0 ? undefined : compileFilters(query.filters, { target: 'interactions', ...range });
}

/** [service, …for each request field rows that could have it, rows that do]. @throws QueryError for a filter that does not fit */
export function requestHealthStatement(query: HealthQuery, range: Range): Sql {
  const filter = filters(query, range);
  return sql`SELECT service, ${counts(REQUEST_FIELDS)}
FROM interaction_metrics
WHERE ${join([timeWithin(range), ...(filter === undefined ? [] : [filter])], ' AND ')}
GROUP BY service
ORDER BY service
LIMIT ${param(MAX_GROUPS, 'UInt32')}`;
}

/** Stages with fields, in the order in which the statement counts their fields. */
export const HEALTH_STAGES = Object.entries(SPAN_FIELDS).map(([stage, fields]) => ({ stage, fields }));

/**
 * [stage, service, instrumentation, …the same of the fields of every stage]. A row tells of its own stage alone.
 * @throws QueryError for a filter that does not fit
 */
export function spanHealthStatement(query: HealthQuery, range: Range): Sql {
  const filter = filters(query, range);
  const at = (ms: number): Sql => sql`fromUnixTimestamp64Milli(${param(Math.round(ms), 'Int64')})`;
  const conditions = [
    sql`start_time >= ${at(range.from)} AND start_time < ${at(range.to)}`,
    sql`stage IN ${param(
      HEALTH_STAGES.map(({ stage }) => stage),
      'Array(String)',
    )}`,
    // On a cluster both sides are distributed.
    ...(filter === undefined
      ? []
      : [sql`trace_id GLOBAL IN (SELECT trace_id FROM interaction_metrics WHERE ${timeWithin(range)} AND ${filter})`]),
  ];
  return sql`SELECT stage, service, scope_name, ${counts(HEALTH_STAGES.flatMap(({ fields }) => fields))}
FROM spans
WHERE ${join(conditions, ' AND ')}
GROUP BY stage, service, scope_name
ORDER BY service, stage, scope_name
LIMIT ${param(MAX_GROUPS, 'UInt32')}`;
}
