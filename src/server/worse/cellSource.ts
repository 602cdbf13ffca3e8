/**
 * The hourly cells of a metric as a subquery with the columns h (start of the hour, seconds), the group-by columns as g0, g1,
 * …, t (topic), n, w, ww, x, xx and base (1 for answers that a release baseline takes). What the columns mean: src/core/worse/cell.ts.
 */
import { validatorOfRate, type ValidatorName } from '../../core/model/validatorNames';
import { feedbackCounts, isFeedbackRate } from '../../core/feedback/feedbackRates';
import type { Metric, OwnRate, RateName } from '../../core/query/worse';
import { activeFilters, compileFilters, isRollupFilter } from '../../core/sql/compileFilter';
import type { Filter } from '../../core/query/commonFields';
import { SEGMENT_FIELDS } from '../../core/sql/fields';
import { QueryError } from '../../core/query/queryError';
import { identifier, join, newest, param, sql, view, type Sql } from '../../core/sql/sql';

/** What is read of a judged dimension. */
export interface JudgedBy {
  readonly dimension: string;
  readonly isRate: boolean;
  /** Null, in statements for people only: the epoch that scored last. */
  readonly epochs: readonly SegmentEpoch[] | null;
}

/** Scores of two epochs, or of two evaluators, are never mixed: each segment is read from one of one. */
export interface SegmentEpoch {
  /** Values of the group-by columns. */
  readonly segment: readonly string[];
  readonly evaluator: string;
  readonly epoch: string;
}

export interface CellQuery {
  readonly metric: Metric;
  /** Null for what no judge is asked about. */
  readonly judged: JudgedBy | null;
  /** Seconds since 1970-01-01 UTC, whole hours, the end exclusive. */
  readonly from: number;
  readonly to: number;
  readonly filters: readonly Filter[];
  readonly groupBy: readonly string[];
  /** Version whose answers alone are baseline. */
  readonly release: { readonly field: string; readonly version: string } | null;
  /** First bucket that is too slow, by segment: its key is the JSON text of the group-by values. */
  readonly limits: ReadonlyMap<string, number>;
}

/**
 * @param what the sums of the scan, or the column `histogram` of a latency instead of them
 * @throws QueryError for a field that cannot be filtered or grouped by
 */
export function cellSource(query: CellQuery, what: 'sums' | 'histogram' = 'sums'): Sql {
  const { metric, judged, groupBy, release } = query;
  const figures = what === 'histogram' ? sql`${latencyColumn(metric)} AS histogram` : figuresOf(metric, judged, query);
  const groups = groupColumns(groupBy).map((column, index) => sql`${column} AS ${groupName(index)}, `);
  const base = release === null ? sql`1` : sql`${identifier(checked(release.field))} = ${param(release.version, 'String')}`;
  return sql`(
  SELECT toInt64(toUnixTimestamp(hour)) AS h, ${join(groups, '')}topic AS t, ${figures}, ${base} AS base
  FROM ${rowsOf(query)}
)`;
}

const NAMES = [sql`g0`, sql`g1`, sql`g2`, sql`g3`, sql`g4`] as const;

/** Name of a group-by column inside the statements, so that grouping by topic does not collide with the topic. */
export function groupName(index: number): Sql {
  const name = NAMES[index];
  if (name === undefined) throw new QueryError(`No more than ${NAMES.length} fields can be told apart.`);
  return name;
}

export function groupColumns(groupBy: readonly string[]): Sql[] {
  return groupBy.map((field) => identifier(checked(field)));
}

function checked(field: string): string {
  if (SEGMENT_FIELDS.has(field)) return field;
  throw new QueryError(`"${field}" cannot be grouped by. Choose one of: ${[...SEGMENT_FIELDS].join(', ')}.`);
}

/** n, w, ww, x, xx of a cell. */
function figuresOf(metric: Metric, judged: JudgedBy | null, { groupBy, limits, filters }: CellQuery): Sql {
  switch (metric.kind) {
    case 'score':
      // Of a yes or no the bad half is counted.
      return judged?.isRate === true ? FAILED : sql`n, sw AS w, sw2 AS ww, swx AS x, swxx AS xx`;
    case 'fail_rate':
    case 'hallucination':
      return FAILED;
    case 'rate': {
      const [all, bad] = rateColumns(metric.rate, readsRollup(metric, filters));
      return plain(all, sql`toFloat64(${bad})`);
    }
    case 'latency': {
      const column = latencyColumn(metric);
      const slow = sql`arraySum((k, c) -> if(k >= ${limitOf(groupBy, limits)}, c, 0), mapKeys(${column}), mapValues(${column}))`;
      return plain(sql`arraySum(mapValues(${column}))`, sql`toFloat64(${slow})`);
    }
    case 'cost':
      return plain(sql`n_cost`, sql`cost`, sql`cost2`);
  }
}

function latencyColumn(metric: Metric): Sql {
  return metric.kind === 'latency' && metric.of === 'ttft' ? sql`ttft` : sql`latency`;
}

/** Without weights, so Σw and Σw² are the number of requests. */
function plain(n: Sql, x: Sql, xx: Sql = x): Sql {
  return sql`toUInt64(${n}) AS n, toFloat64(${n}) AS w, toFloat64(${n}) AS ww, ${x} AS x, ${xx} AS xx`;
}

/** The lower two of five steps; a no is step 1, a yes step 5. */
const FAILED = sql`n, sw AS w, sw2 AS ww, w1 + w2 AS x, w1 + w2 AS xx`;

/** Rates that a validator gives under an older name. */
const BY_VALIDATOR: Readonly<Partial<Record<RateName, ValidatorName>>> = { refusal: 'refusal', pii: 'pii' };

/** The validator behind a rate; undefined for one that is counted otherwise. */
export function validatorBehind(rate: RateName): ValidatorName | undefined {
  return BY_VALIDATOR[rate] ?? validatorOfRate(rate);
}

/** Hours hold counts by validator, requests the list of those that ran. */
function rateColumns(rate: RateName, fast: boolean): readonly [all: Sql, bad: Sql] {
  if (isFeedbackRate(rate)) {
    const { all, bad } = feedbackCounts(rate, fast);
    return [all, bad];
  }
  if (rate === 'thumbs_down' && !fast)
    return [sql`has(signals, 'thumbs_up') + has(signals, 'thumbs_down')`, sql`has(signals, 'thumbs_down')`];
  const validator = validatorBehind(rate);
  if (validator === undefined) return RATE_COLUMNS[rate as keyof typeof RATE_COLUMNS];
  const name = param(validator, 'String');
  return fast
    ? [sql`validators_run[${name}]`, sql`validators_failed[${name}]`]
    : [sql`has(validators_run, ${name})`, sql`has(validators_failed, ${name})`];
}

const RATE_COLUMNS: Readonly<Record<Exclude<OwnRate, 'refusal' | 'pii'>, readonly [all: Sql, bad: Sql]>> = {
  error: [sql`n`, sql`n_error`],
  format_failure: [sql`n_format_checked`, sql`n_format_failed`],
  guardrail: [sql`n`, sql`n_guardrail`],
  thumbs_down: [sql`up + down`, sql`down`],
  truncated: [sql`n`, sql`n_truncated`],
};

/** No request of a segment without a limit is too slow: it has no baseline. */
const NO_LIMIT = 65_535;

function limitOf(groupBy: readonly string[], limits: ReadonlyMap<string, number>): Sql {
  const entries = [...limits];
  // Slices of a selection are all held against the limit of the whole.
  if (groupBy.length === 0 || limits.has('[]')) return param(entries[0]?.[1] ?? NO_LIMIT, 'UInt32');
  const key = sql`toJSONString([${join(groupColumns(groupBy), ', ')}])`;
  return sql`transform(${key}, ${param(
    entries.map(([name]) => name),
    'Array(String)',
  )}, ${param(
    entries.map(([, bucket]) => bucket),
    'Array(Float64)',
  )}, ${param(NO_LIMIT, 'Float64')})`;
}

/** What stands after FROM: the source with its conditions. */
function rowsOf(query: CellQuery): Sql {
  const { metric, judged, filters } = query;
  const conditions = join(conditionsOf(query), ' AND ');
  if (readsRollup(metric, filters)) return newest(judged === null ? 'traffic_hourly' : 'quality_hourly', conditions);
  return sql`${judged === null ? REQUESTS_BY_HOUR : SCORES_BY_HOUR} WHERE ${conditions}`;
}

function conditionsOf({ judged, from, to, filters, metric, groupBy }: CellQuery): Sql[] {
  const fast = readsRollup(metric, filters);
  const target = fast ? 'rollup' : judged === null ? 'interactions' : 'scores';
  const time = fast ? sql`hour` : sql`time`;
  return [
    sql`${time} >= ${param(from, "DateTime('UTC')")} AND ${time} < ${param(to, "DateTime('UTC')")}`,
    ...(judged === null ? [] : judgedConditions(judged, groupBy)),
    ...(activeFilters(filters).length === 0 ? [] : [compileFilters(filters, { target, from: from * 1000, to: to * 1000 })]),
  ];
}

/** @param groupBy columns that the segments of `epochs` stand for */
export function judgedConditions({ dimension, epochs }: JudgedBy, groupBy: readonly string[]): Sql[] {
  const name = sql`name = ${param(dimension, 'String')}`;
  if (epochs === null)
    return [
      name,
      sql`(evaluator, evaluator_epoch) = (SELECT argMax((evaluator, evaluator_epoch), hour) FROM ${view('quality_hourly')} WHERE ${name})`,
    ];
  const text = (value: string): Sql => param(value, 'String');
  const [first] = epochs;
  if (first === undefined) return [name, sql`0`];
  if (epochs.every(({ evaluator, epoch }) => evaluator === first.evaluator && epoch === first.epoch))
    return [name, sql`evaluator = ${text(first.evaluator)}`, sql`evaluator_epoch = ${text(first.epoch)}`];
  const columns = join([...groupColumns(groupBy), sql`evaluator`, sql`evaluator_epoch`], ', ');
  const tuples = epochs.map(({ segment, evaluator, epoch }) => sql`(${join([...segment, evaluator, epoch].map(text), ', ')})`);
  return [name, sql`(${columns}) IN (${join(tuples, ', ')})`];
}

/** True when the hours hold everything that is asked for. */
export function readsRollup(metric: Metric, filters: readonly Filter[]): boolean {
  return activeFilters(filters).every(isRollupFilter);
}

/** The rollups' columns made from single rows, for filters on fields that the rollups do not have. */
export const SCORES_BY_HOUR = sql`(
    SELECT *, toStartOfHour(time, 'UTC') AS hour, toUInt64(value IS NOT NULL) AS n, toUInt64(value IS NULL AND error_type != '') AS n_failed,
      n * generated AS n_generated, n / inclusion_probability AS sw,
      sw / inclusion_probability AS sw2, ifNull(value, 0) AS score, score * sw AS swx, score * swx AS swxx,
      1 + round(4 * (score - scale_min) / (scale_max - scale_min)) AS step, sw * (step = 1) AS w1, sw * (step = 2) AS w2
    FROM scores
  )`;

const BUCKET = (column: Sql): Sql => sql`toUInt16(least(65535, floor(log2(1 + greatest(0, ${column})) * 8)))`;

export const REQUESTS_BY_HOUR = sql`(
    SELECT *, toStartOfHour(time, 'UTC') AS hour, toUInt64(1) AS n, toUInt64(generated) AS n_generated, status = 'error' AS n_error, format_ok IS NOT NULL AS n_format_checked,
      ifNull(format_ok = 0, 0) AS n_format_failed, notEmpty(guardrails_triggered) AS n_guardrail, notEmpty(pii_found) AS n_pii,
      ifNull(context_truncated = 1, 0) AS n_truncated,
      cost_usd IS NOT NULL AS n_cost, ifNull(cost_usd, 0) AS cost, cost * cost AS cost2,
      map(${BUCKET(sql`latency_ms`)}, toUInt64(1)) AS latency,
      map(${BUCKET(sql`ifNull(ttft_ms, 0)`)}, toUInt64(ttft_ms IS NOT NULL)) AS ttft
    FROM interaction_metrics
  )`;
