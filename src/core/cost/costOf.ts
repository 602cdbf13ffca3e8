import type { Price } from './priceTable';

/** Tokens of one call. `input` holds the cached and the cache-written ones, `output` the reasoning, as in OpenTelemetry. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** US dollars of one call. Tokens read from the cache and written to it have prices of their own and count once. */
export function costOf({ input, output, cacheRead, cacheWrite }: Usage, price: Price): number {
  const rates = price.long_context !== undefined && input > price.long_context.above ? price.long_context : price;
  const plain = Math.max(0, input - cacheRead - cacheWrite);
  const perMillion =
    plain * rates.input +
    cacheRead * (rates.cache_read ?? rates.input) +
    cacheWrite * (rates.cache_write ?? rates.input) +
    output * rates.output;
  return perMillion / 1e6 + (price.per_thousand_calls ?? 0) / 1e3;
}
