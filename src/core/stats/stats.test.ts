/**
 * Expected values: Wilson from the published example of Newcombe 1998 (Statistics in Medicine 17:857, table I: 81 of 263
 * gives 0.2553 to 0.3662; 15 of 148 gives 0.0624 to 0.1605; 0 of 20 gives 0 to 0.1611), the rest by hand beside each row.
 */
import fc from 'fast-check';
import { addMoments, kishSize, meanOf, NO_MOMENTS, varianceOf, type Moments } from './moments';
import { moreNeeded } from './moreNeeded';
import { poissonAtMost } from './poisson';
import { effectiveSize, scoreInterval } from './scoreInterval';
import { wilson } from './wilson';

const FIVE = { min: 1, max: 5, isRate: false };

function momentsOf(scores: readonly number[], weights: readonly number[] = scores.map(() => 1)): Moments {
  return scores.reduce((sum, x, i) => {
    const w = weights[i] ?? 1;
    return addMoments(sum, { n: 1, sw: w, sw2: w * w, swx: w * x, swxx: w * x * x });
  }, NO_MOMENTS);
}

describe('Wilson', () => {
  const rows: [string, number, number, number, number][] = [
    ['81 of 263', 81, 263, 0.2553, 0.3662],
    ['15 of 148', 15, 148, 0.0624, 0.1605],
    ['0 of 20', 0, 20, 0, 0.1611],
    ['29 of 29', 29, 29, 0.883, 1],
  ];
  test.each(rows)('%s', (_name, k, n, lower, upper) => {
    const interval = wilson(k / n, n);
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });
  test('nothing observed says nothing', () => expect(wilson(0, 0)).toEqual({ lower: 0, upper: 1 }));
});

describe('moments', () => {
  // 4, 5, 5, 2: mean 4, squared deviations 0 + 1 + 1 + 4 = 6, variance 6 / 3 = 2.
  test('equal weights give the plain mean and variance', () => {
    const m = momentsOf([4, 5, 5, 2]);
    expect(meanOf(m)).toBe(4);
    expect(varianceOf(m)).toBeCloseTo(2, 12);
    expect(kishSize(m)).toBe(4);
  });
  // Weights 4, 4, 1, 1: mean (4·5 + 4·5 + 1 + 1) / 10 = 4.2; Kish 100 / (16 + 16 + 1 + 1) = 2.941.
  test('an answer judged with probability 1/4 counts four times', () => {
    const m = momentsOf([5, 5, 1, 1], [4, 4, 1, 1]);
    expect(meanOf(m)).toBeCloseTo(4.2, 12);
    expect(kishSize(m)).toBeCloseTo(100 / 34, 12);
  });
  test('the unit of the weights does not matter', () => {
    const a = momentsOf([1, 2, 5, 4], [1, 2, 3, 4]);
    const b = momentsOf([1, 2, 5, 4], [10, 20, 30, 40]);
    expect(varianceOf(b)).toBeCloseTo(varianceOf(a), 12);
    expect(kishSize(b)).toBeCloseTo(kishSize(a), 12);
  });
});

describe('interval of a mean score', () => {
  // Ten scores 4 and ten 5: mean 4.5, p = 0.875, p(1-p) = 0.109375; v = 0.25·20/19 = 0.263158, /16 = 0.016447;
  // quotient 6.65, capped at 4, so 80 tosses. Wilson(0.875, 80): centre 0.857818, half 0.072846.
  test('is Wilson on at most four tosses an answer', () => {
    const m = momentsOf([...Array(10).fill(4), ...Array(10).fill(5)]);
    expect(effectiveSize(m, FIVE)).toBeCloseTo(80, 10);
    const interval = scoreInterval(m, FIVE);
    expect(interval?.lower).toBeCloseTo(1 + 4 * (0.857818 - 0.072846), 3);
    expect(interval?.upper).toBeCloseTo(1 + 4 * (0.857818 + 0.072846), 3);
  });
  // 1 and 5 only is a coin: quotient 1 up to Bessel, so about n tosses, never fewer.
  test('scores at both ends are worth one toss each', () => expect(effectiveSize(momentsOf([1, 5, 1, 5, 5, 1]), FIVE)).toBeCloseTo(6, 10));
  test('all scores at the top still leave room below', () => {
    const interval = scoreInterval(momentsOf([5, 5, 5, 5, 5]), FIVE);
    expect(interval?.upper).toBe(5);
    expect(interval?.lower).toBeCloseTo(1 + 4 * wilson(1, 5).lower, 12);
  });
  test('no scores, no interval', () => expect(scoreInterval(NO_MOMENTS, FIVE)).toBeNull());

  const scores = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 200 });
  test('contains the mean, stays on the scale, does not depend on order', () => {
    fc.assert(
      fc.property(scores, (list) => {
        const m = momentsOf(list);
        const interval = scoreInterval(m, FIVE);
        const mean = meanOf(m) ?? 0;
        expect(interval?.lower).toBeLessThanOrEqual(mean + 1e-9);
        expect(interval?.upper).toBeGreaterThanOrEqual(mean - 1e-9);
        expect(interval?.lower).toBeGreaterThanOrEqual(1);
        expect(interval?.upper).toBeLessThanOrEqual(5);
        expect(scoreInterval(momentsOf([...list].reverse()), FIVE)?.lower).toBeCloseTo(interval?.lower ?? 0, 9);
      }),
    );
  });
  test('moves with the scale: 1 to 5 and 0 to 100 say the same', () => {
    fc.assert(
      fc.property(scores, (list) => {
        const five = scoreInterval(momentsOf(list), FIVE);
        const hundred = scoreInterval(momentsOf(list.map((x) => (x - 1) * 25)), { min: 0, max: 100, isRate: false });
        expect(((five?.lower ?? 0) - 1) * 25).toBeCloseTo(hundred?.lower ?? 0, 6);
      }),
    );
  });
  test('the same scores four times over give a narrower interval', () => {
    fc.assert(
      fc.property(scores, (list) => {
        const once = scoreInterval(momentsOf(list), FIVE);
        const often = scoreInterval(momentsOf([...list, ...list, ...list, ...list]), FIVE);
        expect((often?.upper ?? 0) - (often?.lower ?? 0)).toBeLessThan((once?.upper ?? 0) - (once?.lower ?? 0) + 1e-9);
      }),
    );
  });
});

// z² · 1 / 0.1² = 384.1, minus 100 is 284.1: 285 more.
test('answers needed for a verdict', () => {
  expect(moreNeeded({ mean: 4.1, target: 4, variance: 1, n: 100 })).toBe(285);
  expect(moreNeeded({ mean: 4, target: 4, variance: 1, n: 100 })).toBeNull();
});

// Poisson(2): P(0) = e^-2, P(<=2) = e^-2 (1 + 2 + 2).
test('Poisson sums', () => {
  expect(poissonAtMost(0, 2)).toBeCloseTo(Math.exp(-2), 12);
  expect(poissonAtMost(2, 2)).toBeCloseTo(5 * Math.exp(-2), 12);
  expect(poissonAtMost(0, 800)).toBe(0);
});

describe('coverage of the 95 % interval, as measured in statistics §2.2', () => {
  // Rows of the reference: true mean 4.7, n = 10 about 97 %, n = 20 about 94 %; simulated with the same kind of scores.
  const pmf = [0.005, 0.015, 0.03, 0.175, 0.775];
  const truth = pmf.reduce((sum, p, i) => sum + p * (i + 1), 0);
  test.each([10, 20, 50])('n = %i covers the truth in 91 to 99 %% of samples', (n) => {
    let seed = 42;
    const uniform = (): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed / 2 ** 32;
    };
    const draw = (): number => {
      let u = uniform();
      for (let i = 0; i < 5; i++) {
        u -= pmf[i] ?? 0;
        if (u < 0) return i + 1;
      }
      return 5;
    };
    const runs = 3000;
    let hits = 0;
    for (let r = 0; r < runs; r++) {
      const interval = scoreInterval(momentsOf(Array.from({ length: n }, draw)), FIVE);
      if (interval !== null && interval.lower <= truth && truth <= interval.upper) hits++;
    }
    expect(hits / runs).toBeGreaterThan(0.91);
    expect(hits / runs).toBeLessThan(0.99);
  });
});
