/**
 * Single requests with the value that a metric gives them, for what hours cannot tell: which documents were first, which
 * traces are the worst. The same values as the cells of cellSource.ts, a row a request.
 */
import { feedbackCounts, isFeedbackRate } from '../../core/feedback/feedbackRates';
import type { Filter } from '../../core/query/commonFields';
import type { Metric, OwnRate, RateName } from '../../core/query/worse';
import { compileFilters } from '../../core/sql/compileFilter';
import { join, param, sql, type Sql } from '../../core/sql/sql';
import { judgedConditions, validatorBehind, type CellQuery } from './cellSource';

/** Seconds since 1970-01-01 UTC, the end exclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * @returns subquery with the columns trace_id, time, topic, prompt_version, model_version, service, x (the value that is
 *   added up), shown (the value that people know: of a judged answer its score), w (weight), ids (documents given to the
 *   model) and tools; null for a metric that single requests do not have
 */
export function requestSource({ metric, judged, filters, limits }: CellQuery, stretch: Stretch): Sql | null {
  if (judged !== null) {
    const conditions = [within(stretch), sql`value IS NOT NULL`, ...judgedConditions(judged, []), filtered(filters, 'scores', stretch)];
    const isBad = sql`toFloat64(1 + round(4 * (value - scale_min) / (scale_max - scale_min)) <= 2)`;
    const x = metric.kind === 'score' && !judged.isRate ? sql`assumeNotNull(value)` : sql`assumeNotNull(${isBad})`;
    return sql`(
  SELECT trace_id, time, topic, prompt_version, model_version, service, x, shown, w, ids, tools
  FROM (
    SELECT trace_id, time, topic, prompt_version, model_version, service, ${x} AS x, assumeNotNull(value) AS shown, 1 / inclusion_probability AS w
    FROM scores WHERE ${join(conditions, ' AND ')}
  ) AS scored
  GLOBAL ANY LEFT JOIN (
    SELECT trace_id, retrieved_context_ids AS ids, tool_calls AS tools
    FROM interaction_metrics WHERE ${within(stretch)} AND ${filtered(filters, 'interactions', stretch)}
  ) AS requests USING (trace_id)
)`;
  }
  const value = valueOf(metric, [...limits.values()][0] ?? null);
  if (value === null) return null;
  const conditions = [within(stretch), sql`(${value.known})`, filtered(filters, 'interactions', stretch)];
  return sql`(
  SELECT trace_id, time, topic, prompt_version, model_version, service, toFloat64(${value.x}) AS x, toFloat64(${value.shown}) AS shown, 1. AS w,
    retrieved_context_ids AS ids, tool_calls AS tools
  FROM interaction_metrics WHERE ${join(conditions, ' AND ')}
)`;
}

export function within({ from, to }: Stretch): Sql {
  return sql`time >= ${param(from, "DateTime('UTC')")} AND time < ${param(to, "DateTime('UTC')")}`;
}

export function filtered(filters: readonly Filter[], target: 'scores' | 'interactions', { from, to }: Stretch): Sql {
  return compileFilters(filters, { target, from: from * 1000, to: to * 1000 });
}

interface RequestValue {
  readonly known: Sql;
  readonly x: Sql;
  readonly shown: Sql;
}

const ALWAYS = sql`1`;
const event = (x: Sql, known: Sql = ALWAYS): RequestValue => ({ known, x, shown: x });

const RATES: Readonly<Record<Exclude<OwnRate, 'thumbs_down' | 'refusal' | 'pii'>, RequestValue>> = {
  error: event(sql`status = 'error'`),
  format_failure: event(sql`ifNull(format_ok = 0, 0)`, sql`format_ok IS NOT NULL`),
  guardrail: event(sql`notEmpty(guardrails_triggered)`),
  truncated: event(sql`ifNull(context_truncated = 1, 0)`),
};

function rateValue(rate: RateName): RequestValue {
  if (isFeedbackRate(rate)) {
    const { all, bad } = feedbackCounts(rate, false);
    return event(bad, all);
  }
  if (rate === 'thumbs_down') return event(sql`has(signals, 'thumbs_down')`, sql`hasAny(signals, ['thumbs_up', 'thumbs_down'])`);
  const validator = validatorBehind(rate);
  if (validator === undefined) return RATES[rate as keyof typeof RATES];
  const name = param(validator, 'String');
  return event(sql`has(validators_failed, ${name})`, sql`has(validators_run, ${name})`);
}

/** @param limit first bucket that is too slow */
function valueOf(metric: Metric, limit: number | null): RequestValue | null {
  switch (metric.kind) {
    case 'rate':
      return rateValue(metric.rate);
    case 'latency': {
      if (limit === null) return null;
      const ms = metric.of === 'ttft' ? sql`ttft_ms` : sql`latency_ms`;
      const bucket = sql`floor(log2(1 + greatest(0, ifNull(${ms}, 0))) * 8)`;
      return { known: sql`${ms} IS NOT NULL`, x: sql`${bucket} >= ${param(limit, 'Float64')}`, shown: sql`ifNull(${ms}, 0)` };
    }
    case 'cost':
      return event(sql`ifNull(cost_usd, 0)`, sql`cost_usd IS NOT NULL`);
    default:
      return null;
  }
}
