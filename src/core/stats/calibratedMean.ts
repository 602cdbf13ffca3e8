import { tQuantile } from './tQuantile';
import type { Interval } from './wilson';

/** Labels below which nothing is shifted, and from which on lambda is tuned (statistics §2.3). */
const MIN_LABELS = 20;
const TUNED_LABELS = 50;

/** What people and the judge said of the same answers: a random subset of the judged ones. */
export interface Labels {
  readonly n: number;
  readonly human: number;
  readonly judge: number;
  readonly humanVariance: number;
  readonly judgeVariance: number;
  readonly covariance: number;
}

export interface CalibratedMean extends Interval {
  readonly mean: number;
  /** How far the judge's mean is trusted, 0 to 1. */
  readonly lambda: number;
}

/**
 * Mean that people would give, from the judge's on all N answers and people's on some: PPI++ (Angelopoulos, Duchi and
 * Zrnic 2023; statistics §2.3). theta = h + lambda (f_N - f), se² = (v_h - 2 lambda c + lambda² v_f) / n + lambda² v_N / N;
 * lambda = clip(c / ((1 + n/N) v_N), 0, 1), and 1 below 50 labels.
 * @returns null below 20 labels: the judge is not calibrated
 */
export function calibratedMean(
  judged: { readonly n: number; readonly mean: number; readonly variance: number },
  labels: Labels,
): CalibratedMean | null {
  if (labels.n < MIN_LABELS) return null;
  const tuned = labels.covariance / ((1 + labels.n / judged.n) * judged.variance);
  const lambda = labels.n < TUNED_LABELS ? 1 : judged.variance > 0 ? Math.min(1, Math.max(0, tuned)) : 0;
  const mean = labels.human + lambda * (judged.mean - labels.judge);
  const residual = labels.humanVariance - 2 * lambda * labels.covariance + lambda * lambda * labels.judgeVariance;
  const half = tQuantile(labels.n - 1) * Math.sqrt(Math.max(0, residual) / labels.n + (lambda * lambda * judged.variance) / judged.n);
  return { mean, lambda, lower: mean - half, upper: mean + half };
}
