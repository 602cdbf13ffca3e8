/** Who judged what, and how much of the traffic: read once for all metrics of a query. */
import type { Filter } from '../../core/query/commonFields';
import { activeFilters, compileFilters } from '../../core/sql/compileFilter';
import { EMPTY, join, param, sql, view, type Sql } from '../../core/sql/sql';
import { goodSource, type GoodSource } from '../../core/sql/goodSql';
import { groupColumns, REQUESTS_BY_HOUR, SCORES_BY_HOUR } from './cellSource';

const SCORES: Readonly<Record<GoodSource, Sql>> = {
  totals: view('quality_totals'),
  cells: view('quality_hourly'),
  single: SCORES_BY_HOUR,
};
const REQUESTS: Readonly<Record<GoodSource, Sql>> = {
  totals: view('traffic_totals'),
  cells: view('traffic_hourly'),
  single: REQUESTS_BY_HOUR,
};

export interface CoverageQuery {
  /** Seconds since 1970-01-01 UTC at whole hours, the end exclusive. */
  readonly from: number;
  readonly to: number;
  /** Start of the last week, in which coverage counts, and of its newest part. */
  readonly week: number;
  readonly newest: number;
  readonly filters: Filter[];
  readonly groupBy: string[];
  /** Empty for all that have scores. */
  readonly dimensions: readonly string[];
  readonly evaluator: string | undefined;
}

const hourAt = (seconds: number): Sql => param(seconds, "DateTime('UTC')");

/** [name, evaluator, epoch, …segment, n, failed, generated, week's n and failed, newest n, first and last hour, scale, is_rate] */
export function judgedStatement(query: CoverageQuery): Sql {
  const { week, newest, groupBy, dimensions, evaluator } = query;
  const source = goodSource(query);
  const conditions = [
    ...conditionsOf(query, source === 'single' ? 'scores' : 'rollup'),
    ...(dimensions.length === 0 ? [] : [sql`name IN ${param([...dimensions], 'Array(String)')}`]),
    ...(evaluator === undefined || evaluator === '' ? [] : [sql`evaluator = ${param(evaluator, 'String')}`]),
  ];
  const key = sql`name, evaluator, evaluator_epoch${groupsOf(groupBy)}`;
  return sql`SELECT ${key}, sum(n), sum(n_failed), sum(n_generated), sumIf(n, hour >= ${hourAt(week)}), sumIf(n_failed, hour >= ${hourAt(week)}),
  sumIf(n, hour >= ${hourAt(newest)}), toUnixTimestamp(min(hour)), toUnixTimestamp(max(hour)), any(scale_min), any(scale_max), min(is_rate)
FROM ${SCORES[source]}
WHERE ${join(conditions, ' AND ')}
GROUP BY ${key}`;
}

/** [...segment, requests, generated, week's requests, newest requests] */
export function trafficStatement(query: CoverageQuery): Sql {
  const source = goodSource(query);
  const groups = join(
    groupColumns(query.groupBy).map((column) => sql`${column}, `),
    '',
  );
  const by = query.groupBy.length === 0 ? EMPTY : sql`GROUP BY ${join(groupColumns(query.groupBy), ', ')}`;
  return sql`SELECT ${groups}sum(n), sum(n_generated), sumIf(n, hour >= ${hourAt(query.week)}), sumIf(n, hour >= ${hourAt(query.newest)})
FROM ${REQUESTS[source]}
WHERE ${join(conditionsOf(query, source === 'single' ? 'interactions' : 'rollup'), ' AND ')}
${by}`;
}

function groupsOf(groupBy: readonly string[]): Sql {
  return groupBy.length === 0 ? EMPTY : sql`, ${join(groupColumns(groupBy), ', ')}`;
}

function conditionsOf({ from, to, filters }: CoverageQuery, target: 'rollup' | 'scores' | 'interactions'): Sql[] {
  const time = target === 'rollup' ? sql`hour` : sql`time`;
  const range = sql`${time} >= ${hourAt(from)} AND ${time} < ${hourAt(to)}`;
  return activeFilters(filters).length === 0 ? [range] : [range, compileFilters(filters, { target, from: from * 1000, to: to * 1000 })];
}
