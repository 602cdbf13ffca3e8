import fc from 'fast-check';
import { quantileOfBuckets } from './quantileOfBuckets';

const bucketOf = (ms: number): number => Math.floor(Math.log2(1 + ms) * 8);

test('nothing has no quantile', () => expect(quantileOfBuckets(new Map([[3, 0]]), 0.5)).toBeNull());

test('of one bucket, by hand: bucket 80 is 2^10 - 1 to 2^10.125 - 1 ms', () => {
  expect(quantileOfBuckets(new Map([[80, 4]]), 0)).toBeCloseTo(1023, 9);
  expect(quantileOfBuckets(new Map([[80, 4]]), 0.5)).toBeCloseTo(2 ** 10.0625 - 1, 9);
  expect(quantileOfBuckets(new Map([[80, 4]]), 1)).toBeCloseTo(2 ** 10.125 - 1, 9);
});

test('lies in the bucket of the value itself', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (values, q) => {
        const counts = new Map<number, number>();
        for (const value of values) counts.set(bucketOf(value), (counts.get(bucketOf(value)) ?? 0) + 1);
        const rank = Math.min(values.length - 1, Math.max(0, Math.ceil(q * values.length) - 1));
        const exact = [...values].sort((a, b) => a - b)[rank] ?? 0;
        const found = quantileOfBuckets(counts, q) ?? Number.NaN;
        // The edge of a bucket belongs to the next one.
        expect(1 + found).toBeGreaterThanOrEqual(2 ** (bucketOf(exact) / 8) * (1 - 1e-9));
        expect(1 + found).toBeLessThanOrEqual(2 ** ((bucketOf(exact) + 1) / 8) * (1 + 1e-9));
      },
    ),
  );
});
