/** Statements of the `good` query. All read sums; what they mean is computed in src/core/good. */
import type { GoodQuery } from '../query/model';
import { bucketStart } from './bucket';
import { activeFilters, compileFilters, isRollupFilter } from './compileFilter';
import { TOTALS_FIELDS } from './fields';
import { groupColumns } from './groupColumns';
import { identifier, join, param, sql, view, type Sql } from './sql';

export interface GoodRange {
  /** Milliseconds since 1970-01-01 UTC; every whole hour that overlaps is read. */
  readonly from: number;
  readonly to: number;
  /** Where the newest part begins, in which scoring is compared with before. */
  readonly recent: number;
  readonly bucketMs: number;
}

export interface GoodStatements {
  /** Sums a bucket, dimension, evaluator epoch and segment: [bucket, name, evaluator, epoch, …segment, …SUMS, …rest]. */
  readonly scores: Sql;
  /**
   * The histogram of a panel, which is of the whole: [name, evaluator, epoch, n and weight of each step]; null for other
   * formats. Apart, as ten more sums for each bucket and segment would take longer than a second look at the totals.
   */
  readonly steps: Sql | null;
  /** Requests a bucket and segment that did not fail, as only those have an answer to judge: [bucket, n, recent n, generated, …segment]. */
  readonly traffic: Sql;
  /** What was judged in the weeks before, successfully or not: [name, …segment]. */
  readonly before: Sql;
}

const HOUR_MS = 3_600_000;
const LOOK_BACK_MS = 30 * 24 * HOUR_MS;

/** Sums of a row of `scores`, in order. */
export const SUMS = ['n', 'sw', 'sw2', 'swx', 'swxx', 'n_failed', 'n_generated'] as const;
const STEPS = [1, 2, 3, 4, 5] as const;

/**
 * What a query is read from, the quickest that can answer it: the hours' totals (a row an hour and dimension), the hourly
 * cells of all segments (ten to a hundred times as many), or single scores and requests.
 */
export type GoodSource = 'totals' | 'cells' | 'single';

/**
 * The rollups' tables keep a key within one partition, so their last versions can be found partition by partition. Finding
 * them in several threads cuts the rows into layers that overlap: over a month of cells 40 % more are read and 35 % more
 * processor time goes, on which the other statements of the same answer are waiting.
 */
export const ROLLUP_SETTINGS: Readonly<Record<string, number>> = { do_not_merge_across_partitions_select_final: 1, max_final_threads: 1 };

/** Totals are some thousand rows: handing them to several threads takes longer than adding them up. */
export const SOURCE_SETTINGS: Readonly<Record<GoodSource, Readonly<Record<string, number>>>> = {
  totals: { ...ROLLUP_SETTINGS, max_threads: 1 },
  cells: ROLLUP_SETTINGS,
  single: {},
};

/**
 * One pass over the scores and one over the requests, however many frames are made of them.
 * @throws QueryError for a field that cannot be filtered or grouped by
 */
export function goodStatements(query: GoodQuery, range: GoodRange): GoodStatements {
  const group = groupColumns(query.groupBy);
  const source = goodSource(query);
  const where = join([...conditionsOf(query, range, source === 'single' ? 'scores' : 'rollup'), ...scoreConditions(query)], ' AND ');
  const key = sql`name, evaluator, evaluator_epoch${group}`;
  const sums = join([...SUMS.map(sumOf), sql`sumIf(n, hour >= ${seconds(range.recent)})`], ', ');
  const rest = sql`any(scale_min), any(scale_max), any(is_rate), toUnixTimestamp(min(hour)), toUnixTimestamp(max(hour))`;
  return {
    scores: sql`SELECT ${bucketOf(query, range)} AS bucket, ${key}, ${sums}, ${rest}
FROM ${SCORES[source]}
WHERE ${where}
GROUP BY bucket, ${key}
ORDER BY bucket`,
    steps: query.format === 'panel' ? stepsStatement(query, range) : null,
    traffic: trafficStatement(query, range),
    before: beforeStatement(query, range),
  };
}

function stepsStatement(query: GoodQuery, range: GoodRange): Sql {
  const source = stepsSource(query);
  const conditions = [...conditionsOf(query, range, source === 'single' ? 'scores' : 'rollup'), ...scoreConditions(query)];
  const sums = STEPS.flatMap((step) => [sumOf(`c${step}`), sumOf(`w${step}`)]);
  return sql`SELECT name, evaluator, evaluator_epoch, ${join(sums, ', ')}
FROM ${SCORES[source]}
WHERE ${join(conditions, ' AND ')}
GROUP BY name, evaluator, evaluator_epoch`;
}

/** Requests from `range.from` on, which may be later than the range asked for: an evaluator epoch has its own start. */
export function trafficStatement(query: GoodQuery, range: GoodRange): Sql {
  const group = groupColumns(query.groupBy);
  const source = goodSource(query);
  return sql`SELECT ${bucketOf(query, range)} AS bucket, sum(n) - sum(n_error), sumIf(n, hour >= ${seconds(range.recent)}) - sumIf(n_error, hour >= ${seconds(range.recent)}), sum(n_generated)${group}
FROM ${REQUESTS[source]}
WHERE ${join(conditionsOf(query, range, source === 'single' ? 'interactions' : 'rollup'), ' AND ')}
GROUP BY bucket${group}
ORDER BY bucket`;
}

/**
 * A dimension that is not scored any more must show as such, not vanish; one that was never scored in a segment is
 * nobody's silence there.
 */
function beforeStatement(query: GoodQuery, { from }: GoodRange): Sql {
  const group = groupColumns(query.groupBy);
  const source = goodSource(query);
  const range = { from: from - LOOK_BACK_MS, to: Math.floor(from / HOUR_MS) * HOUR_MS };
  const conditions = [
    ...conditionsOf(query, range, source === 'single' ? 'scores' : 'rollup'),
    ...scoreConditions(query),
    sql`n + n_failed > 0`,
  ];
  return sql`SELECT DISTINCT name${group} FROM ${SCORES[source]} WHERE ${join(conditions, ' AND ')} ORDER BY name${group} LIMIT 10000`;
}

/**
 * Names of the dimensions that some evaluator of the services scored in the weeks before. Evaluators are known by service
 * only: filters on other fields do not narrow this.
 */
export function evaluatorsStatement(query: GoodQuery, { from, to }: Pick<GoodRange, 'from' | 'to'>): Sql {
  const at = (ms: number): Sql => sql`fromUnixTimestamp64Milli(${param(Math.round(ms), 'Int64')})`;
  const services = query.filters.filter(({ field }) => field === 'service');
  const conditions = [
    sql`kind = 'evaluator' AND first_seen < ${at(to)} AND last_seen >= ${at(from - LOOK_BACK_MS)}`,
    ...(activeFilters(services).length === 0 ? [] : [compileFilters(services, { target: 'rollup', from, to })]),
    ...(query.dimensions.length === 0 ? [] : [sql`name IN ${param(query.dimensions, 'Array(String)')}`]),
  ];
  return sql`SELECT DISTINCT name FROM ${view('changes')} WHERE ${join(conditions, ' AND ')} ORDER BY name LIMIT 50`;
}

function bucketOf({ format, timezone }: GoodQuery, { bucketMs }: GoodRange): Sql {
  return format === 'table' ? sql`0` : bucketStart(bucketMs, timezone);
}

export function goodSource({ filters, groupBy }: Pick<GoodQuery, 'filters' | 'groupBy'>): GoodSource {
  const active = activeFilters(filters);
  if (!active.every(isRollupFilter)) return 'single';
  return [...active.map(({ field }) => field), ...groupBy].every((field) => TOTALS_FIELDS.has(field)) ? 'totals' : 'cells';
}

/** Where the histogram is read from: it has no segments. */
export function stepsSource({ filters }: Pick<GoodQuery, 'filters'>): GoodSource {
  return goodSource({ filters, groupBy: [] });
}

function conditionsOf(query: GoodQuery, { from, to }: Pick<GoodRange, 'from' | 'to'>, target: 'rollup' | 'scores' | 'interactions'): Sql[] {
  const [first, end] = [Math.floor(from / HOUR_MS) * HOUR_MS, Math.ceil(to / HOUR_MS) * HOUR_MS];
  const column = target === 'rollup' ? 'hour' : 'time';
  const range = sql`${identifier(column)} >= ${seconds(first)} AND ${identifier(column)} < ${seconds(end)}`;
  return activeFilters(query.filters).length === 0 ? [range] : [range, compileFilters(query.filters, { target, from, to })];
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

/**
 * The rollup's columns made from single scores, for filters on fields that the rollup does not have. A score without a
 * value is a failure when it has an error; a bare label is neither score nor failure.
 */
const SCORES_BY_HOUR = sql`(
  SELECT *, toStartOfHour(time, 'UTC') AS hour, toUInt64(value IS NOT NULL) AS n, toUInt64(value IS NULL AND error_type != '') AS n_failed,
    n / inclusion_probability AS sw, sw / inclusion_probability AS sw2, ifNull(value, 0) AS x, x * sw AS swx, x * swx AS swxx,
    n * generated AS n_generated, 1 + round(4 * (x - scale_min) / (scale_max - scale_min)) AS step,
    n * (step = 1) AS c1, n * (step = 2) AS c2, n * (step = 3) AS c3, n * (step = 4) AS c4, n * (step = 5) AS c5,
    sw * (step = 1) AS w1, sw * (step = 2) AS w2, sw * (step = 3) AS w3, sw * (step = 4) AS w4, sw * (step = 5) AS w5
  FROM scores
)`;

const REQUESTS_BY_HOUR = sql`(SELECT *, toStartOfHour(time, 'UTC') AS hour, toUInt64(1) AS n, toUInt64(status = 'error') AS n_error, toUInt64(generated) AS n_generated FROM interaction_metrics)`;

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
