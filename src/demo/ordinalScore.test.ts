import { ordinalScore } from './ordinalScore';

/** The exact mean is the integral over u, taken here with 20,000 steps. */
function meanAt(mean: number): number {
  const steps = 20_000;
  return Array.from({ length: steps }, (_, i) => ordinalScore(mean, (i + 0.5) / steps)).reduce((a, b) => a + b, 0) / steps;
}

test.each([1.5, 2.37, 3.1, 4.2, 4.6, 4.9])('a mean of %d is met', (mean) => {
  expect(Math.abs(meanAt(mean) - mean)).toBeLessThan(0.002);
});

test('the usual judge: 2, 3, 8, 22 and 65 % at its own mean of 4.45', () => {
  const at = (u: number): number => ordinalScore(4.45, u);
  expect([0.019, 0.021, 0.049, 0.051, 0.129, 0.131, 0.349, 0.351].map(at)).toEqual([1, 2, 2, 3, 3, 4, 4, 5]);
});

test('never leaves the scale', () => {
  expect([ordinalScore(-3, 0), ordinalScore(9, 0.999999)]).toEqual([1, 5]);
});
