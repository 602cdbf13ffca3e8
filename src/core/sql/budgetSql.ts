/** Statement of the `budget` query: what each segment spent, from the hours. */
import { QueryError } from '../query/queryError';
import type { BudgetQuery } from '../query/budget';
import { activeFilters, compileFilters, isRollupFilter } from './compileFilter';
import { groupColumns } from './groupColumns';
import { EMPTY, identifier, join, param, sql, view, type Sql } from './sql';

/** Milliseconds since 1970-01-01 UTC at whole hours. */
export interface BudgetRange {
  /** Segments with a request since then have a row, so that an alert instance does not go missing when a period begins. */
  readonly from: number;
  readonly periodStart: number;
  /** Hours of the present rate. */
  readonly rateFrom: number;
  readonly rateTo: number;
  /** End of the hour that is running. */
  readonly to: number;
}

const hourAt = (ms: number): Sql => param(Math.floor(ms / 1000), "DateTime('UTC')");

/**
 * Rows of [spent, lately, requests, priced, …segment].
 * @throws QueryError for a field that the hours do not have: costs of single requests would be read for weeks
 */
export function budgetStatement({ filters, groupBy }: BudgetQuery, range: BudgetRange): Sql {
  const active = activeFilters(filters);
  if (!active.every(isRollupFilter))
    throw new QueryError('A budget is read from the hours. Filter it by service, topic, model, version and the like.');
  const group = groupColumns(groupBy);
  const inPeriod = sql`hour >= ${hourAt(range.periodStart)}`;
  const conditions = [
    sql`hour >= ${hourAt(range.from)} AND hour < ${hourAt(range.to)}`,
    ...(active.length === 0 ? [] : [compileFilters(filters, { target: 'rollup', from: range.from, to: range.to })]),
  ];
  return sql`SELECT sumIf(cost, ${inPeriod}), sumIf(cost, hour >= ${hourAt(range.rateFrom)} AND hour < ${hourAt(range.rateTo)}),
  sumIf(n, ${inPeriod}), sumIf(n_cost, ${inPeriod})${group}
FROM ${view('traffic_hourly')}
WHERE ${join(conditions, ' AND ')}
${groupBy.length === 0 ? EMPTY : sql`GROUP BY ${join(groupBy.map(identifier), ', ')}`}`;
}
