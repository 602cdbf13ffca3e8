import fc from 'fast-check';
import { evidenceAbove, lowerBound, upperBound } from './boundedMean';

const UNIT = { min: 0, max: 1 };

/** Deterministic noise (Lehmer, "minimal standard"). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

test.each([
  // E = ∫ (1 − b + 2 b x) dF(b) at mean 1/2, and the arcsine law has mean 1/2 and second moment 3/8.
  ['one value of 1', [1], Math.log(1.5)],
  ['one value of 0', [0], Math.log(0.5)],
  ['one value at the mean says nothing', [0.5], 0],
  ['1 and 1: ∫ (1 + b)² = 1 + 1 + 3/8', [1, 1], Math.log(2.375)],
  ['1 and 0: ∫ (1 + b)(1 − b) = 1 − 3/8', [1, 0], Math.log(0.625)],
  ['no value', [], 0],
])('evidence by hand: %s', (_name, values, expected) => {
  expect(evidenceAbove(values, 0.5, UNIT)).toBeCloseTo(expected, 12);
});

test('without values nothing is known', () => {
  expect([lowerBound([], 0.05, { min: -4, max: 4 }), upperBound([], 0.05, { min: -4, max: 4 })]).toEqual([-4, 4]);
});

test('100 equal answers: about the rule of three, 3 / n, on either side', () => {
  const same = Array.from({ length: 100 }, () => 0);
  const lower = lowerBound(same, 0.05, { min: -1, max: 1 });
  expect(lower).toBeLessThan(-0.025);
  expect(lower).toBeGreaterThan(-0.06);
  expect(upperBound(same, 0.05, { min: -1, max: 1 })).toBeCloseTo(-lower, 9);
});

test('a value outside of the limits is a mistake', () => {
  expect(() => lowerBound([1.5], 0.05, UNIT)).toThrow('1.5 does not lie between 0 and 1.');
});

test('bounds stand on either side of the mean, do not depend on the order, and narrow as alpha grows', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 60 }), (values) => {
      const scale = { min: 1, max: 5 };
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const lower = lowerBound(values, 0.05, scale);
      expect(lower).toBeLessThanOrEqual(mean);
      expect(upperBound(values, 0.05, scale)).toBeGreaterThanOrEqual(mean);
      expect(lowerBound([...values].reverse(), 0.05, scale)).toBeCloseTo(lower, 9);
      expect(lowerBound(values, 0.2, scale)).toBeGreaterThanOrEqual(lower - 1e-9);
      expect(evidenceAbove(values, lower + 0.01, scale)).toBeLessThan(-Math.log(0.05));
    }),
    { numRuns: 100 },
  );
});

/** Shapes on which an interval of t fails: hardly any difference, or few large ones. */
const SHAPES: readonly (readonly [string, number, (random: () => number) => number, number])[] = [
  ['2 of 100 answers wrong, 50 cases', 50, (random) => (random() < 0.98 ? 1 : 0), 0.98],
  ['2 of 100 answers wrong, 200 cases', 200, (random) => (random() < 0.98 ? 1 : 0), 0.98],
  ['a catastrophe in a hundred', 100, (random) => (random() < 0.99 ? 0.75 : 0), 0.7425],
  ['five steps', 40, (random) => Math.floor(random() * 5) / 4, 0.5],
  ['a coin', 30, (random) => (random() < 0.5 ? 1 : 0), 0.5],
];

test.each(SHAPES)('at most 5 of 100 lower bounds are too high: %s', (_name, size, draw, truth) => {
  const random = randomOf(7);
  const repeats = 400;
  let wrong = 0;
  for (let i = 0; i < repeats; i++) {
    const values = Array.from({ length: size }, () => draw(random));
    // The bound lies above the truth exactly where the truth is refused.
    if (evidenceAbove(values, truth, UNIT) >= -Math.log(0.05)) wrong++;
  }
  expect(wrong / repeats).toBeLessThanOrEqual(0.05);
});
