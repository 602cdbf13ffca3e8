/**
 * Sums of scores that add up over hours and segments, and what follows from them. Weights are 1 / inclusion probability
 * (Horvitz-Thompson; statistics §2.1 and §2.2); with equal weights every figure is the plain one.
 */
export interface Moments {
  /** Scored answers. */
  readonly n: number;
  readonly sw: number;
  readonly sw2: number;
  readonly swx: number;
  readonly swxx: number;
}

export const NO_MOMENTS: Moments = { n: 0, sw: 0, sw2: 0, swx: 0, swxx: 0 };

export function addMoments(a: Moments, b: Moments): Moments {
  return { n: a.n + b.n, sw: a.sw + b.sw, sw2: a.sw2 + b.sw2, swx: a.swx + b.swx, swxx: a.swxx + b.swxx };
}

/** Hájek mean swx / sw (statistics §2.2); null without scores. */
export function meanOf({ sw, swx }: Moments): number | null {
  return sw > 0 ? swx / sw : null;
}

/** Kish's effective sample size sw² / sw2 (statistics §2.2): what the weighted answers are worth in equally likely ones. */
export function kishSize({ sw, sw2 }: Moments): number {
  return sw2 > 0 ? (sw * sw) / sw2 : 0;
}

/**
 * Variance of the scores: swxx / sw - mean², with Bessel's correction on the effective size, so that equal weights give
 * (sxx - n mean²) / (n - 1). 0 below two scores.
 */
export function varianceOf(moments: Moments): number {
  const mean = meanOf(moments);
  const size = kishSize(moments);
  if (mean === null || size <= 1) return 0;
  const spread = moments.swxx / moments.sw - mean * mean;
  return (Math.max(0, spread) * size) / (size - 1);
}
