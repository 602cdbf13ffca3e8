import { costOf, type Usage } from './costOf';
import type { Price } from './priceTable';

const SONNET: Price = { model: 'claude-sonnet-4-5', input: 3, output: 15, cache_read: 0.3, cache_write: 3.75 };
const PLAIN: Price = { model: 'plain', input: 3, output: 15 };
const TIERED: Price = { ...SONNET, long_context: { above: 200_000, input: 6, output: 22.5, cache_read: 0.6, cache_write: 7.5 } };
const none: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

/** Expected by hand: dollars per million times tokens, divided by a million. */
test.each<[string, Partial<Usage>, Price, number]>([
  ['input and output', { input: 1000, output: 200 }, SONNET, 0.003 + 0.003],
  ['cached tokens are part of the input and count once', { input: 10_000, output: 0, cacheRead: 9000 }, SONNET, 0.003 + 0.0027],
  ['tokens written to the cache', { input: 10_000, cacheWrite: 4000 }, SONNET, 0.018 + 0.015],
  ['no cache prices: all at the input price', { input: 10_000, cacheRead: 5000, cacheWrite: 5000 }, PLAIN, 0.03],
  ['more cached than input never costs less than nothing', { input: 10, cacheRead: 1000 }, SONNET, 0.0003],
  ['at the limit of the long context', { input: 200_000 }, TIERED, 0.6],
  ['above it the whole call is dearer', { input: 200_001, output: 1000 }, TIERED, 1.200006 + 0.0225],
  ['a price for calls', {}, { ...PLAIN, per_thousand_calls: 2 }, 0.002],
])('%s', (_name, usage, price, expected) => {
  expect(costOf({ ...none, ...usage }, price)).toBeCloseTo(expected, 12);
});
