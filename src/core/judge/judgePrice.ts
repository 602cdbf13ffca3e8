import type { PriceLookup } from '../cost/compilePrices';
import type { Price } from '../cost/priceTable';
import { SHAPES } from './apis/shapes';
import type { Evaluator } from './evaluator';

/**
 * Price of an evaluator's calls; undefined when nobody knows it. The provider is that of the API, also behind a gateway: what
 * decides whether a budget in dollars can be held and what books the cost have to find the same price.
 * @param answered model that answered; empty before any did
 * @param time nanoseconds since 1970
 */
export function judgePrice(
  { endpoint, model }: Pick<Evaluator, 'endpoint' | 'model'>,
  answered: string,
  time: bigint,
  priceOf: PriceLookup,
): Price | undefined {
  return priceOf({ provider: SHAPES[endpoint.api].provider, models: [answered, model], time });
}
