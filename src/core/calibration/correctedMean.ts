import { calibratedMean, type CalibratedMean } from '../stats/calibratedMean';
import { kishSize, meanOf, varianceOf, type Moments } from '../stats/moments';
import { tQuantile } from '../stats/tQuantile';
import { pairMoments, pairSums, type Pair } from './pair';

/** Labels below which nothing is corrected (statistics §2.3). */
export const MIN_LABELS = 20;

/** Where the labels come from: of the answers that are shown, or of all of the epoch. */
export type CorrectionSource = 'range' | 'epoch';

export interface CorrectedMean extends CalibratedMean {
  readonly source: CorrectionSource;
  readonly labels: number;
}

/**
 * Mean that people would have given (PPI, PPI++). Labels of the answers themselves are used where there are enough of them;
 * otherwise how far the judge was off over its whole epoch is taken off its mean, which holds while it is off by as much.
 * @param epoch null where labels from elsewhere say nothing, as in a segment
 */
export function correctedMean(judged: Moments, range: readonly Pair[], epoch: readonly Pair[] | null): CorrectedMean | null {
  const mean = meanOf(judged);
  if (mean === null) return null;
  const all = { n: kishSize(judged), mean, variance: varianceOf(judged) };
  if (range.length >= MIN_LABELS) {
    const found = calibratedMean(all, labelsOf(range));
    if (found !== null) return { ...found, source: 'range', labels: range.length };
  }
  if (epoch === null || epoch.length < MIN_LABELS) return null;
  const labels = labelsOf(epoch);
  const shifted = mean + labels.human - labels.judge;
  const residual = Math.max(0, labels.humanVariance - 2 * labels.covariance + labels.judgeVariance);
  const half = tQuantile(Math.max(1, labels.n - 1)) * Math.sqrt(residual / labels.n + all.variance / all.n);
  return { mean: shifted, lambda: 1, lower: shifted - half, upper: shifted + half, source: 'epoch', labels: epoch.length };
}

/** Sample moments: Bessel's correction on what the labels are worth. */
function labelsOf(pairs: readonly Pair[]) {
  const { judge, human, judgeVariance, humanVariance, covariance, size } = pairMoments(pairSums(pairs));
  const bessel = size > 1 ? size / (size - 1) : 1;
  return {
    n: size,
    human,
    judge,
    humanVariance: humanVariance * bessel,
    judgeVariance: judgeVariance * bessel,
    covariance: covariance * bessel,
  };
}
