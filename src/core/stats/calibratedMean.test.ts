import { calibratedMean, type Labels } from './calibratedMean';
import { tQuantile } from './tQuantile';

/** Published table of Student's t, 0.975. */
test.each([
  [5, 2.5706, 3],
  [10, 2.2281, 3],
  [19, 2.093, 4],
  [49, 2.0096, 4],
  [199, 1.972, 4],
])('t quantile of %i degrees of freedom', (freedom, expected, digits) => expect(tQuantile(freedom)).toBeCloseTo(expected, digits));

const judged = { n: 2000, mean: 4.5, variance: 1 };
const labels = (n: number): Labels => ({ n, human: 4.2, judge: 4.45, humanVariance: 1, judgeVariance: 1, covariance: 0.6 });

/** By hand: lambda = 0.6 / 1.05, mean = 4.2 + lambda · 0.05, se² = (1 - 1.2 lambda + lambda²)/100 + lambda²/2000. */
test('tuned, by hand', () => {
  const lambda = 0.6 / 1.05;
  const half = tQuantile(99) * Math.sqrt((1 - 1.2 * lambda + lambda * lambda) / 100 + (lambda * lambda) / 2000);
  const found = calibratedMean(judged, labels(100));
  expect(found?.lambda).toBeCloseTo(lambda, 12);
  expect(found?.mean).toBeCloseTo(4.2 + lambda * 0.05, 12);
  expect(found?.lower).toBeCloseTo(4.2 + lambda * 0.05 - half, 12);
});

test.each([
  [19, null],
  [20, 1],
  [49, 1],
  [50, 0.6 / 1.025],
])('%i labels', (n, lambda) => expect(calibratedMean(judged, labels(n))?.lambda ?? null).toBe(lambda));
