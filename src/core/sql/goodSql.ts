/** Statements of the `good` query. All three read sums; what they mean is computed in src/core/good. */
import type { GoodQuery } from '../query/model';
import { bucketStart } from './bucket';
import { activeFilters, compileFilters, isRollupFilter, QueryError } from './compileFilter';
import { ROLLUP_FIELDS } from './fields';
import { EMPTY, identifier, join, param, sql, type Sql } from './sql';

export interface GoodRange {
  /** Milliseconds since 1970-01-01 UTC; whole hours that overlap are read. */
  readonly from: number;
  readonly to: number;
  /** Where the newest part begins, in which scoring is compared with before. */
  readonly recent: number;
  readonly bucketMs: number;
}

export interface GoodStatements {
  /** Sums a dimension, evaluator epoch and segment over the whole range. */
  readonly totals: Sql;
  /** The same a bucket. */
  readonly series: Sql;
  /** Requests a bucket and segment. */
  readonly traffic: Sql;
}

/** Sums that every row of `totals` has, in order; `series` has those before `n_recent`. */
export const SUMS = ['n', 'sw', 'sw2', 'swx', 'swxx', 'n_failed', 'n_generated'] as const;
export const STEPS = [1, 2, 3, 4, 5] as const;

/** @throws QueryError for a field that cannot be filtered or grouped by */
export function goodStatements(query: GoodQuery, range: GoodRange): GoodStatements {
  const group = groupColumns(query.groupBy);
  const fast = activeFilters(query.filters).every(isRollupFilter);
  const where = join([timeCondition(range), compileFilters(query.filters), ...scoreConditions(query)], ' AND ');
  const trafficWhere = join([timeCondition(range), compileFilters(query.filters)], ' AND ');
  const scores = fast ? sql`quality_hourly` : SCORES_BY_HOUR;
  const requests = fast ? sql`traffic_hourly` : REQUESTS_BY_HOUR;
  const key = sql`name, evaluator, evaluator_epoch${group}`;
  const bucket = bucketStart(range.bucketMs, query.timezone);
  const recent = seconds(range.recent);
  const sums = join(
    SUMS.map((column) => sql`sum(${identifier(column)})`),
    ', ',
  );
  const steps = join(
    STEPS.flatMap((step) => [sql`sum(${identifier(`c${step}`)})`, sql`sum(${identifier(`w${step}`)})`]),
    ', ',
  );
  return {
    totals: sql`SELECT ${key}, ${sums}, sumIf(n + n_failed, hour >= ${recent}), any(scale_min), any(scale_max), any(is_rate), toUnixTimestamp(min(hour)), toUnixTimestamp(max(hour)), ${steps}
FROM ${scores}
WHERE ${where}
GROUP BY ${key}`,
    series: sql`SELECT ${bucket} AS bucket, ${key}, ${sums}
FROM ${scores}
WHERE ${where}
GROUP BY bucket, ${key}
ORDER BY bucket`,
    traffic: sql`SELECT ${bucket} AS bucket${group}, sum(n), sumIf(n, hour >= ${recent}), sum(n_generated)
FROM ${requests}
WHERE ${trafficWhere}
GROUP BY bucket${group}
ORDER BY bucket`,
  };
}

/** Dimensions that had scores in the three months before; asked only when the range has none. */
export function earlierDimensions(query: GoodQuery, from: number): Sql {
  const conditions = join(
    [sql`hour >= ${seconds(from)} - INTERVAL 90 DAY AND hour < ${seconds(from)}`, ...scoreConditions(query)],
    ' AND ',
  );
  return sql`SELECT name, any(scale_min), any(scale_max), any(is_rate) FROM quality_hourly WHERE ${conditions} GROUP BY name ORDER BY name LIMIT 50`;
}

function groupColumns(groupBy: readonly string[]): Sql {
  for (const field of groupBy) {
    if (!ROLLUP_FIELDS.has(field))
      throw new QueryError(`"${field}" cannot be grouped by. Choose one of: ${[...ROLLUP_FIELDS].join(', ')}.`);
  }
  return groupBy.length === 0 ? EMPTY : sql`, ${join(groupBy.map(identifier), ', ')}`;
}

function scoreConditions({ dimensions, evaluator }: GoodQuery): Sql[] {
  return [
    ...(dimensions.length === 0 ? [] : [sql`has(${param(dimensions, 'Array(String)')}, toString(name))`]),
    ...(evaluator === undefined ? [] : [sql`evaluator = ${param(evaluator, 'String')}`]),
  ];
}

function timeCondition({ from, to }: GoodRange): Sql {
  return sql`hour >= toStartOfHour(${seconds(from)}) AND hour < ${seconds(to)}`;
}

function seconds(ms: number): Sql {
  return param(Math.floor(ms / 1000), "DateTime('UTC')");
}

/** The rollup's columns made from single scores, for filters on fields that the rollup does not have. */
const SCORES_BY_HOUR = sql`(
  SELECT *, toDateTime(toStartOfHour(time), 'UTC') AS hour, toUInt64(value IS NOT NULL) AS n, toUInt64(value IS NULL) AS n_failed,
    n / inclusion_probability AS sw, n / (inclusion_probability * inclusion_probability) AS sw2,
    ifNull(value, 0) * sw AS swx, ifNull(value, 0) * swx AS swxx, generated AS n_generated,
    1 + round(4 * (ifNull(value, scale_min) - scale_min) / (scale_max - scale_min)) AS step,
    n * (step = 1) AS c1, n * (step = 2) AS c2, n * (step = 3) AS c3, n * (step = 4) AS c4, n * (step = 5) AS c5,
    sw * (step = 1) AS w1, sw * (step = 2) AS w2, sw * (step = 3) AS w3, sw * (step = 4) AS w4, sw * (step = 5) AS w5
  FROM scores
)`;

const REQUESTS_BY_HOUR = sql`(SELECT *, toDateTime(toStartOfHour(time), 'UTC') AS hour, toUInt64(1) AS n, generated AS n_generated FROM interaction_metrics)`;
