/** Statement of the `metric` query: sums by bucket and segment, from the hours or from single requests. */
import { feedbackSums, isFeedbackMeasure } from '../feedback/feedbackRates';
import { validatorOfRate, type ValidatorName } from '../model/validatorNames';
import { isQuantile, type Measure, type OwnMeasure, type QuantileMeasure } from '../query/measure';
import type { MetricQuery } from '../query/operations';
import { bucketStart, bucketWidth } from './bucket';
import { activeFilters, compileFilters, isRollupFilter } from './compileFilter';
import { groupColumns } from './groupColumns';
import { identifier, join, param, sql, view, type Sql } from './sql';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Buckets below an hour, which single requests are cut into. */
const FINE_WIDTHS_MS = [1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS);

/** A table over at most this long is read request by request, so that its ends are exact; alert rules look back minutes. */
const EXACT_MS = 24 * HOUR_MS;

export interface MetricPlan {
  /** Milliseconds; 0 for one value over the whole range. */
  readonly bucketMs: number;
  /** True when the hours are read, whole ones. */
  readonly byHour: boolean;
  /** What is read, milliseconds since 1970-01-01 UTC: whole hours when they are. */
  readonly from: number;
  readonly to: number;
}

/** @param range milliseconds since 1970-01-01 UTC */
export function planMetric(query: MetricQuery, { from, to }: { readonly from: number; readonly to: number }): MetricPlan {
  const isTable = query.format === 'table';
  const bucketMs = isTable ? 0 : metricBucket(to - from, query.maxDataPoints ?? 1000, query.intervalMs ?? 0);
  const isFine = isTable ? to - from <= EXACT_MS : bucketMs < HOUR_MS;
  const byHour = !isFine && activeFilters(query.filters).every(isRollupFilter);
  const whole = byHour || (!isTable && !isFine);
  return {
    bucketMs,
    byHour,
    from: whole ? Math.floor(from / HOUR_MS) * HOUR_MS : from,
    to: whole ? Math.ceil(to / HOUR_MS) * HOUR_MS : to,
  };
}

/** The narrowest width that gives at most `maxPoints` and is not below what was asked; minutes where that is enough. */
function metricBucket(rangeMs: number, maxPoints: number, askedMs: number): number {
  const wanted = Math.max(askedMs, rangeMs / Math.max(1, maxPoints));
  return FINE_WIDTHS_MS.find((width) => width >= wanted) ?? bucketWidth(rangeMs, maxPoints, askedMs);
}

/**
 * Rows of [bucket in seconds, …group, …values]. The values are two sums, top and bottom, or one quantile, which the hours
 * give as a map of buckets (src/core/stats/quantileOfBuckets.ts).
 * @throws QueryError for a field that cannot be filtered or grouped by
 */
export function metricStatement(query: MetricQuery, plan: MetricPlan): Sql {
  const group = groupColumns(query.groupBy);
  const time = plan.byHour ? 'hour' : 'time';
  const target = plan.byHour ? 'rollup' : 'interactions';
  const at = (ms: number): Sql =>
    plan.byHour ? param(Math.floor(ms / 1000), "DateTime('UTC')") : sql`fromUnixTimestamp64Milli(${param(Math.round(ms), 'Int64')})`;
  const conditions = [
    sql`${identifier(time)} >= ${at(plan.from)} AND ${identifier(time)} < ${at(plan.to)}`,
    ...(activeFilters(query.filters).length === 0 ? [] : [compileFilters(query.filters, { target, from: plan.from, to: plan.to })]),
  ];
  return sql`SELECT ${bucketOf(query, plan)} AS bucket${group}, ${valuesOf(query, plan)}
FROM ${plan.byHour ? view('traffic_hourly') : REQUESTS}
WHERE ${join(conditions, ' AND ')}
GROUP BY bucket${group}
ORDER BY bucket${group}`;
}

function bucketOf({ timezone }: MetricQuery, { bucketMs }: MetricPlan): Sql {
  if (bucketMs === 0) return sql`0`;
  if (bucketMs >= HOUR_MS) return bucketStart(bucketMs, timezone);
  return sql`toUnixTimestamp(toStartOfInterval(time, toIntervalSecond(${param(bucketMs / 1000, 'UInt32')})))`;
}

function valuesOf({ measure, quantile }: MetricQuery, { byHour }: MetricPlan): Sql {
  if (isQuantile(measure)) {
    if (byHour) return sql`sumMap(${identifier(measure)})`;
    const column = measure === 'latency' ? sql`latency_ms` : sql`ttft_ms`;
    return sql`quantileExactInclusiveOrNull(${level(quantile)})(${column})`;
  }
  const { top, bottom } = sumsOf(measure, byHour);
  return sql`${top}, ${bottom}`;
}

/** The engine takes no parameter in this place, so the number is written out; the schema bounds it. */
function level(quantile: number): Sql {
  return { kind: 'sql', parts: [{ kind: 'text', text: String(Math.round(quantile * 10_000) / 10_000) }] };
}

const ONE = sql`1`;
const REQUEST_COUNT = sql`sum(n)`;

interface Sums {
  readonly top: Sql;
  readonly bottom: Sql;
}

/** What each measure divides by what. A bottom of 1 is a plain sum. */
const SUMS: Readonly<Record<Exclude<OwnMeasure, QuantileMeasure | 'pii_rate'>, Sums>> = {
  requests: { top: REQUEST_COUNT, bottom: ONE },
  request_rate: { top: REQUEST_COUNT, bottom: ONE },
  error_rate: { top: sql`sum(n_error)`, bottom: REQUEST_COUNT },
  cost: { top: sql`sum(cost)`, bottom: ONE },
  cost_per_request: { top: sql`sum(cost)`, bottom: sql`sum(n_cost)` },
  input_tokens: { top: sql`sum(input_tokens)`, bottom: ONE },
  output_tokens: { top: sql`sum(output_tokens)`, bottom: ONE },
  cached_tokens: { top: sql`sum(cached_tokens)`, bottom: ONE },
  reasoning_tokens: { top: sql`sum(reasoning_tokens)`, bottom: ONE },
  tokens_per_request: { top: sql`sum(input_tokens) + sum(output_tokens)`, bottom: REQUEST_COUNT },
  cached_share: { top: sql`sum(cached_tokens)`, bottom: sql`sum(input_tokens)` },
  format_failure_rate: { top: sql`sum(n_format_failed)`, bottom: sql`sum(n_format_checked)` },
  guardrail_rate: { top: sql`sum(n_guardrail)`, bottom: REQUEST_COUNT },
  truncated_rate: { top: sql`sum(n_truncated)`, bottom: REQUEST_COUNT },
  groundedness: { top: sql`sum(groundedness)`, bottom: sql`sum(n_groundedness)` },
};

function sumsOf(measure: Exclude<Measure, QuantileMeasure>, byHour: boolean): Sums {
  if (isFeedbackMeasure(measure)) return feedbackSums(measure, byHour);
  if (measure === 'pii_rate') return validatorSums('pii', byHour);
  const validator = validatorOfRate(measure);
  if (validator !== undefined) return validatorSums(validator, byHour);
  return SUMS[measure as keyof typeof SUMS];
}

/** Hours hold counts by validator, requests the list of those that ran. What nothing looked at is on neither side. */
function validatorSums(name: ValidatorName, byHour: boolean): Sums {
  const value = param(name, 'String');
  return byHour
    ? { top: sql`sum(validators_failed[${value}])`, bottom: sql`sum(validators_run[${value}])` }
    : { top: sql`countIf(has(validators_failed, ${value}))`, bottom: sql`countIf(has(validators_run, ${value}))` };
}

/** True when nothing is there means 0 and not unknown. */
export function isSum(measure: Measure): boolean {
  return !isQuantile(measure) && sumsOf(measure, true).bottom === ONE;
}

/** The rollup's columns made from single requests. */
const REQUESTS = sql`(
  SELECT * REPLACE (ifNull(input_tokens, 0) AS input_tokens, ifNull(output_tokens, 0) AS output_tokens,
      ifNull(cached_tokens, 0) AS cached_tokens, ifNull(reasoning_tokens, 0) AS reasoning_tokens, ifNull(groundedness, 0) AS groundedness),
    toStartOfHour(time, 'UTC') AS hour, toUInt64(1) AS n, status = 'error' AS n_error,
    isNotNull(format_ok) AS n_format_checked, ifNull(format_ok = 0, 0) AS n_format_failed,
    notEmpty(guardrails_triggered) AS n_guardrail, notEmpty(pii_found) AS n_pii, ifNull(context_truncated = 1, 0) AS n_truncated,
    isNotNull(groundedness) AS n_groundedness, isNotNull(cost_usd) AS n_cost, ifNull(cost_usd, 0) AS cost
  FROM interaction_metrics
)`;
