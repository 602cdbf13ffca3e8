/** Two-sided 95 % quantile of the normal distribution. */
export const Z_95 = 1.959963984540054;

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Wilson's score interval of a share (Wilson 1927; statistics §2.2).
 * @param p observed share, 0 to 1
 * @param n observations it rests on; may be a fraction, as an effective sample size is
 * @param z quantile of the normal distribution
 * @returns ends between 0 and 1; the whole range when n is 0
 */
export function wilson(p: number, n: number, z: number = Z_95): Interval {
  if (!(n > 0)) return { lower: 0, upper: 1 };
  const z2 = z * z;
  const scale = 1 / (1 + z2 / n);
  const centre = (p + z2 / (2 * n)) * scale;
  const half = z * scale * Math.sqrt(Math.max(0, p * (1 - p)) / n + z2 / (4 * n * n));
  return { lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}
