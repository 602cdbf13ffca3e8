import { kishSize, meanOf, varianceOf, type Moments } from './moments';
import { wilson, Z_95, type Interval } from './wilson';

export interface Scale {
  readonly min: number;
  readonly max: number;
  /** True when every score is one end of the scale or the other and the mean is a rate. */
  readonly isRate: boolean;
}

/** A score between two ends varies less than a coin of the same mean, so it is worth more than one toss: at most this many. */
const MAX_WORTH = 4;

/**
 * Coin tosses that the scores are worth: n · min(4, max(1, p(1-p) / v)) with p and v on a scale from 0 to 1
 * (statistics §2.2); plain n for a rate, and where every score is at one end of the scale.
 */
export function effectiveSize(moments: Moments, scale: Scale): number {
  const size = kishSize(moments);
  const mean = meanOf(moments);
  if (scale.isRate || mean === null) return size;
  const range = scale.max - scale.min;
  const p = (mean - scale.min) / range;
  const coin = p * (1 - p);
  if (coin <= 0) return size;
  // Equal scores have variance 0 up to rounding; the floor keeps the quotient finite and the cap decides.
  const variance = Math.max(varianceOf(moments) / (range * range), 1e-12);
  return size * Math.min(MAX_WORTH, Math.max(1, coin / variance));
}

/**
 * 95 % interval of a mean score or of a rate, on the scale of the scores.
 * @returns null without scores
 */
export function scoreInterval(moments: Moments, scale: Scale, z: number = Z_95): Interval | null {
  const mean = meanOf(moments);
  if (mean === null) return null;
  const range = scale.max - scale.min;
  const p = Math.min(1, Math.max(0, (mean - scale.min) / range));
  const { lower, upper } = wilson(p, effectiveSize(moments, scale), z);
  return { lower: scale.min + range * lower, upper: scale.min + range * upper };
}
