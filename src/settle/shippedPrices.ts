import { parse } from 'yaml';
import prices from '../core/cost/prices.yaml';
import { priceTableSchema, type Price } from '../core/cost/priceTable';

/** The price table that ships with Plumbline. */
export function shippedPrices(): readonly Price[] {
  return priceTableSchema.parse(parse(prices)).prices;
}
