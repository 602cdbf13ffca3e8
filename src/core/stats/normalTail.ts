import { erfc } from './erfc';

/** Probability that a standard normal value is above z: the one-sided p-value of a z statistic. */
export function normalTail(z: number): number {
  return erfc(z / Math.SQRT2) / 2;
}
