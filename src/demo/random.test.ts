import { createRandom } from './random';

const draw = (keys: readonly number[], count: number): number[] => {
  const random = createRandom(...keys);
  return Array.from({ length: count }, () => random.uniform());
};
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

test('the same keys give the same numbers; other keys, also in another order, give others', () => {
  expect(draw([1, 2], 5)).toEqual(draw([1, 2], 5));
  expect(draw([1, 2], 1)).not.toEqual(draw([2, 1], 1));
  expect(new Set(Array.from({ length: 2_000 }, (_, day) => draw([1, day - 1_000], 1)[0])).size).toBe(2_000);
});

test('first numbers of neighbouring keys do not depend on each other', () => {
  const firsts = Array.from({ length: 4_000 }, (_, day) => draw([1, day], 1)[0] ?? 0);
  const products = firsts.slice(1).map((value, i) => (value - 0.5) * ((firsts[i] ?? 0) - 0.5));
  // Correlation of independent numbers: within 4 standard errors of 0.
  expect(Math.abs(mean(products) * 12)).toBeLessThan(4 / Math.sqrt(4_000));
});

test('distributions have the moments of the text book', () => {
  const random = createRandom(3);
  const normal = Array.from({ length: 20_000 }, () => random.normal());
  expect(Math.abs(mean(normal))).toBeLessThan(0.03);
  expect(Math.abs(deviation(normal) - 1)).toBeLessThan(0.03);
  const counts = Array.from({ length: 20_000 }, () => random.poisson(7));
  expect(Math.abs(mean(counts) - 7)).toBeLessThan(0.08);
  expect(Math.abs(deviation(counts) - Math.sqrt(7))).toBeLessThan(0.06);
  expect(random.hex(16)).toMatch(/^[0-9a-f]{16}$/);
});
