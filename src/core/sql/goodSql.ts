/** Statements of the `good` query. All read sums; what they mean is computed in src/core/good. */
import type { GoodQuery } from '../query/model';
import { QueryError } from '../query/queryError';
import { bucketStart } from './bucket';
import { activeFilters, compileFilters, isRollupFilter } from './compileFilter';
import { SEGMENT_FIELDS } from './fields';
import { EMPTY, identifier, join, param, sql, type Sql } from './sql';

export interface GoodRange {
  /** Milliseconds since 1970-01-01 UTC; every whole hour that overlaps is read. */
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
  /** Requests a segment over the whole range. */
  readonly traffic: Sql;
  /** Requests a bucket and segment. */
  readonly trafficSeries: Sql;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Sums that every row of `totals` and `series` has, in order. */
export const SUMS = ['n', 'sw', 'sw2', 'swx', 'swxx', 'n_failed', 'n_generated'] as const;
const STEPS = [1, 2, 3, 4, 5] as const;

/** @throws QueryError for a field that cannot be filtered or grouped by */
export function goodStatements(query: GoodQuery, range: GoodRange): GoodStatements {
  const group = groupColumns(query.groupBy);
  const fast = usesRollup(query);
  const where = join([...conditionsOf(query, range, fast ? 'rollup' : 'scores'), ...scoreConditions(query)], ' AND ');
  const scores = fast ? sql`quality_hourly` : SCORES_BY_HOUR;
  const key = sql`name, evaluator, evaluator_epoch${group}`;
  const bucket = bucketStart(range.bucketMs, query.timezone);
  const sums = join(SUMS.map(sumOf), ', ');
  const steps = join(
    STEPS.flatMap((step) => [sumOf(`c${step}`), sumOf(`w${step}`)]),
    ', ',
  );
  return {
    totals: sql`SELECT ${key}, ${sums}, sumIf(n, hour >= ${seconds(range.recent)}), any(scale_min), any(scale_max), any(is_rate), toUnixTimestamp(min(hour)), toUnixTimestamp(max(hour)), ${steps}
FROM ${scores}
WHERE ${where}
GROUP BY ${key}`,
    series: sql`SELECT ${bucket} AS bucket, ${key}, ${sums}
FROM ${scores}
WHERE ${where}
GROUP BY bucket, ${key}
ORDER BY bucket`,
    traffic: trafficStatement(query, range),
    trafficSeries: sql`SELECT ${bucket} AS bucket${group}, sum(n)
FROM ${requestsOf(query)}
WHERE ${requestConditions(query, range)}
GROUP BY bucket${group}
ORDER BY bucket`,
  };
}

/** Requests a segment from `range.from` on, which may be later than the range asked for: an evaluator epoch has its own start. */
export function trafficStatement(query: GoodQuery, range: GoodRange): Sql {
  const group = groupColumns(query.groupBy);
  const grouping =
    query.groupBy.length === 0
      ? EMPTY
      : sql`
GROUP BY ${join(query.groupBy.map(identifier), ', ')}`;
  return sql`SELECT sum(n), sumIf(n, hour >= ${seconds(range.recent)}), sum(n_generated)${group}
FROM ${requestsOf(query)}
WHERE ${requestConditions(query, range)}${grouping}`;
}

/** Range and look-back together, so that a short range looks far back and a long one reads little more than itself. */
const LOOK_BACK_MS = 30 * DAY_MS;

/**
 * Dimensions that had scores before the range: one that has none any more must show as such, not vanish.
 * @returns null where the rollup cannot tell, as with filters on fields that it does not have
 */
export function earlierDimensions(query: GoodQuery, range: GoodRange): Sql | null {
  if (!usesRollup(query)) return null;
  const lookBack = Math.max(7 * DAY_MS, LOOK_BACK_MS - (range.to - range.from));
  const before = { ...range, from: range.from - lookBack, to: range.from };
  const where = join([...conditionsOf(query, before, 'rollup'), ...scoreConditions(query)], ' AND ');
  return sql`SELECT name, any(scale_min), any(scale_max), any(is_rate) FROM quality_hourly WHERE ${where} GROUP BY name ORDER BY name LIMIT 50`;
}

function usesRollup({ filters }: GoodQuery): boolean {
  return activeFilters(filters).every(isRollupFilter);
}

function requestsOf(query: GoodQuery): Sql {
  return usesRollup(query) ? sql`traffic_hourly` : REQUESTS_BY_HOUR;
}

function requestConditions(query: GoodQuery, range: GoodRange): Sql {
  return join(conditionsOf(query, range, usesRollup(query) ? 'rollup' : 'interactions'), ' AND ');
}

function conditionsOf(query: GoodQuery, { from, to }: GoodRange, target: 'rollup' | 'scores' | 'interactions'): Sql[] {
  const [first, end] = [Math.floor(from / HOUR_MS) * HOUR_MS, Math.ceil(to / HOUR_MS) * HOUR_MS];
  const column = target === 'rollup' ? 'hour' : 'time';
  const range = sql`${identifier(column)} >= ${seconds(first)} AND ${identifier(column)} < ${seconds(end)}`;
  return activeFilters(query.filters).length === 0 ? [range] : [range, compileFilters(query.filters, { target, from, to })];
}

function groupColumns(groupBy: readonly string[]): Sql {
  for (const field of groupBy) {
    if (!SEGMENT_FIELDS.has(field))
      throw new QueryError(`"${field}" cannot be grouped by. Choose one of: ${[...SEGMENT_FIELDS].join(', ')}.`);
  }
  return groupBy.length === 0 ? EMPTY : sql`, ${join(groupBy.map(identifier), ', ')}`;
}

function scoreConditions({ dimensions, evaluator }: GoodQuery): Sql[] {
  return [
    ...(dimensions.length === 0 ? [] : [sql`name IN ${param(dimensions, 'Array(String)')}`]),
    ...(evaluator === undefined || evaluator === '' ? [] : [sql`evaluator = ${param(evaluator, 'String')}`]),
  ];
}

function sumOf(column: string): Sql {
  return sql`sum(${identifier(column)})`;
}

/** A time in the past or future that the type does not hold stands for its first or last second. */
function seconds(ms: number): Sql {
  return param(Math.min(2 ** 32 - 1, Math.max(0, Math.floor(ms / 1000))), "DateTime('UTC')");
}

/** The rollup's columns made from single scores, for filters on fields that the rollup does not have. */
const SCORES_BY_HOUR = sql`(
  SELECT *, toStartOfHour(time, 'UTC') AS hour, toUInt64(value IS NOT NULL) AS n, toUInt64(value IS NULL) AS n_failed,
    n / inclusion_probability AS sw, sw / inclusion_probability AS sw2, ifNull(value, 0) AS x, x * sw AS swx, x * swx AS swxx,
    n * generated AS n_generated, 1 + round(4 * (x - scale_min) / (scale_max - scale_min)) AS step,
    n * (step = 1) AS c1, n * (step = 2) AS c2, n * (step = 3) AS c3, n * (step = 4) AS c4, n * (step = 5) AS c5,
    sw * (step = 1) AS w1, sw * (step = 2) AS w2, sw * (step = 3) AS w3, sw * (step = 4) AS w4, sw * (step = 5) AS w5
  FROM scores
)`;

const REQUESTS_BY_HOUR = sql`(SELECT *, toStartOfHour(time, 'UTC') AS hour, toUInt64(1) AS n, toUInt64(generated) AS n_generated FROM interaction_metrics)`;
