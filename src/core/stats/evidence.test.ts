import fc from 'fast-check';
import { benjaminiHochberg } from './benjaminiHochberg';
import { erfc } from './erfc';
import { mixtureBound } from './mixtureBound';
import { normalTail } from './normalTail';
import { signedRoot } from './signedRoot';

/** Abramowitz and Stegun, table 7.1, and for x >= 2 its continuation by a 50-digit calculator. */
const ERFC: [number, number][] = [
  [0, 1],
  [0.5, 0.4795001221869535],
  [1, 0.15729920705028513],
  [2, 0.004677734981047266],
  [3, 2.209049699858544e-5],
  [5, 1.5374597944280349e-12],
  [-1, 1.8427007929497148],
];
test.each(ERFC)('erfc(%d)', (x, expected) => expect(erfc(x) / expected).toBeCloseTo(1, 12));

test('erfc has no step where its two forms meet', () => expect(erfc(2 - 1e-9) - erfc(2)).toBeCloseTo(2.0667e-11, 14));

test.each([
  [0, 0.5],
  [1.6448536269514722, 0.05],
  [4, 3.167124183311986e-5],
])('one-sided p of z = %d', (z, p) => expect(normalTail(z) / p).toBeCloseTo(1, 10));

/** The example of Benjamini and Hochberg's paper: 15 p-values, of which the first four pass at 0.05. */
test('q-values of the paper', () => {
  const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
  const q = benjaminiHochberg(p);
  expect(q.filter((value) => value <= 0.05)).toHaveLength(4);
  expect(q[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
  expect(q[4]).toBeCloseTo((0.0201 * 15) / 5, 12);
  expect(benjaminiHochberg([...p].reverse())).toEqual([...q].reverse());
  expect(benjaminiHochberg([])).toEqual([]);
});

/** V = 0.04, rho = 0.2, alpha = 0.05: sqrt(0.04 · 0.08 / 0.04 · (2 ln 10 + ln 2)) = sqrt(0.08 · 5.298317). */
test('mixture bound by hand', () => {
  expect(mixtureBound(0.04, 0.2, 0.05)).toBeCloseTo(Math.sqrt(0.08 * 5.298317366548036), 12);
  expect(mixtureBound(0, 0.2, 0.05)).toBe(0);
});

test('signed root', () => {
  expect(signedRoot(0.2, 50, 0.05)).toBeCloseTo(Math.sqrt(100 * (0.2 * Math.log(4) + 0.8 * Math.log(0.8 / 0.95))), 12);
  expect(signedRoot(0, 10, 0.5)).toBeCloseTo(-Math.sqrt(20 * Math.log(2)), 12);
  expect(signedRoot(0.3, 10, 0.3)).toBe(0);
  expect(signedRoot(0.3, 0, 0.1)).toBe(0);
});

test('signed root is odd when good and bad are swapped, and finite', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, fc.double({ min: 0, max: 1e6, noNaN: true }), share, (p, n, q) => {
      const root = signedRoot(p, n, q);
      expect(Number.isFinite(root)).toBe(true);
      expect(signedRoot(1 - p, n, 1 - q)).toBeCloseTo(-root, 5);
    }),
  );
});
