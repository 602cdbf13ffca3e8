import { erfc } from './erfc';

/** Probability that a standard normal value is above z: the one-sided p-value of a z statistic, erfc(z/√2)/2 (statistics §5). */
export function normalTail(z: number): number {
  return erfc(z / Math.SQRT2) / 2;
}
