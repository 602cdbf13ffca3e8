import { Z_95 } from './wilson';

/**
 * About how many more judged answers until the target leaves the interval, if mean and variance stay: z² v / (mean -
 * target)² - n (statistics §2.2).
 * @returns at least 1; null when the mean is at the target, where no number of answers decides
 */
export function moreNeeded(input: {
  readonly mean: number;
  readonly target: number;
  readonly variance: number;
  readonly n: number;
}): number | null {
  const gap = input.mean - input.target;
  if (gap === 0) return null;
  const needed = (Z_95 * Z_95 * input.variance) / (gap * gap) - input.n;
  return Math.max(1, Math.ceil(needed));
}
