import { costOf } from '../cost/costOf';
import type { PriceLookup } from '../cost/compilePrices';
import { PAID_STAGES } from '../model/stage';
import type { InteractionRow } from '../model/tables';
import { belowAny } from './belowAny';
import { isFailed } from './isFailed';
import type { SettleSpan } from './settleInput';
import type { TraceShape } from './traceShape';

export type PaidTotals = Pick<
  InteractionRow,
  'input_tokens' | 'output_tokens' | 'cached_tokens' | 'reasoning_tokens' | 'cost_usd' | 'cost_source'
>;

/** Sums of the tokens and the cost of all calls that are paid for. Nothing reported is NULL, never 0. */
export function paidTotals(shape: TraceShape, priceOf: PriceLookup): PaidTotals {
  const calls = paidCalls(shape);
  return {
    input_tokens: sum(calls, 'input_tokens'),
    output_tokens: sum(calls, 'output_tokens'),
    cached_tokens: sum(calls, 'cached_tokens'),
    reasoning_tokens: sum(calls, 'reasoning_tokens'),
    ...totalCost(calls.filter(isCharged), priceOf),
  };
}

/**
 * Calls without one below them that reports usage: the usage of an outer call repeats that of its inner ones. Where only the
 * outer one reports it, the inner one is the same call, seen once more by another instrumentation.
 */
function paidCalls(shape: TraceShape): readonly SettleSpan[] {
  const paid = shape.product.filter(({ stage }) => (PAID_STAGES as ReadonlySet<string>).has(stage));
  const aggregates = new Set<string>();
  for (const call of paid) {
    if (!hasUsage(call)) continue;
    for (let at = shape.parentOf(call); at !== undefined && !aggregates.has(at.span_id); at = shape.parentOf(at))
      aggregates.add(at.span_id);
  }
  const counted = new Set(paid.filter((call) => hasUsage(call) && !aggregates.has(call.span_id)));
  const isWithin = belowAny(shape, (span) => counted.has(span));
  return paid.filter((call) => counted.has(call) || (!hasUsage(call) && !aggregates.has(call.span_id) && !isWithin(call)));
}

function hasUsage({ input_tokens, output_tokens, cost_usd }: SettleSpan): boolean {
  return input_tokens !== null || output_tokens !== null || cost_usd !== null;
}

/**
 * A call that failed before it used anything is not charged, and a step without usage and model (a reranker of one's
 * own, say) is nobody's bill.
 */
function isCharged(call: SettleSpan): boolean {
  return hasUsage(call) || (call.model !== '' && !isFailed(call));
}

/** Largest value of the UInt32 columns. */
const MOST_TOKENS = 0xffff_ffff;

function sum(calls: readonly SettleSpan[], column: 'input_tokens' | 'output_tokens' | 'cached_tokens' | 'reasoning_tokens'): number | null {
  const known = calls.flatMap((call) => call[column] ?? []);
  return known.length === 0
    ? null
    : Math.min(
        MOST_TOKENS,
        known.reduce((total, tokens) => total + tokens, 0),
      );
}

type Cost = Pick<InteractionRow, 'cost_usd' | 'cost_source'>;

const UNKNOWN: Cost = { cost_usd: null, cost_source: 'unknown' };

/** Unknown as soon as one call's cost is: a sum without it would look like a saving. */
function totalCost(calls: readonly SettleSpan[], priceOf: PriceLookup): Cost {
  let total = 0;
  const sources = new Set<string>();
  for (const call of calls) {
    const cost = call.cost_usd ?? pricedCost(call, priceOf);
    if (cost === null) return UNKNOWN;
    total += cost;
    sources.add(call.cost_usd === null ? 'prices' : 'reported');
  }
  if (sources.size === 0) return UNKNOWN;
  return { cost_usd: total, cost_source: sources.size > 1 ? 'mixed' : ([...sources][0] ?? 'unknown') };
}

function pricedCost(call: SettleSpan, priceOf: PriceLookup): number | null {
  const { provider, model, model_version, start_time } = call;
  const price = priceOf({ provider, models: [model_version, model], time: start_time });
  if (price === undefined) return null;
  const isUsageKnown = call.input_tokens !== null && (call.output_tokens !== null || call.stage !== 'generation' || isFailed(call));
  if (!isUsageKnown && price.per_thousand_calls === undefined) return null;
  return costOf(
    {
      input: call.input_tokens ?? 0,
      output: call.output_tokens ?? 0,
      cacheRead: call.cached_tokens ?? 0,
      cacheWrite: call.cache_write_tokens ?? 0,
    },
    price,
  );
}
