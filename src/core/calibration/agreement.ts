/** How well a judge agrees with people, beside how well people agree with each other (judging §1.11). */
import { tQuantile } from '../stats/tQuantile';
import { wilson, Z_95 } from '../stats/wilson';
import { cohenKappa, MIN_PAIRS, pearson, quadraticKappa, spearman, type Estimate } from './correlations';
import { groupBy } from './groupBy';
import { judgeDrift, type Drift } from './drift';
import type { LabelledAnswer } from './labelledAnswers';
import { pairMoments, pairSums, type Pair } from './pair';

export interface PairAgreement {
  readonly n: number;
  readonly kappa: Estimate | null;
  readonly cohen: number | null;
  readonly pearson: Estimate | null;
  readonly spearman: Estimate | null;
  /** Share of the pairs on the same point, and at most one point apart; a point is a quarter of the scale, all of it for a rate. */
  readonly exact: Estimate | null;
  readonly withinOne: Estimate | null;
  /** Mean of first minus second, on the scale. */
  readonly bias: Estimate | null;
}

export interface Agreement extends PairAgreement {
  /** Labelled answers on which the judge failed. */
  readonly failed: number;
  readonly labellers: number;
  /** People with each other, on answers that two or more labelled. */
  readonly people: PairAgreement;
  readonly drift: Drift | null;
  /** Empty when the judge is calibrated. */
  readonly shortfalls: readonly Shortfall[];
  /** First and last labelled request, milliseconds since 1970; null without labels. */
  readonly from: number | null;
  readonly to: number | null;
}

export type Shortfall = 'few_labels' | 'low_agreement' | 'biased' | 'topic_off';

/** Choices of judging §1.11. Bias and topics are in points of five. */
export const CALIBRATED = { labels: 100, kappa: 0.4, bias: 0.5, topicLabels: 20, topicBias: 1 } as const;

/** @param answers of one evaluator, epoch and dimension @param now milliseconds since 1970 */
export function agreement(answers: readonly LabelledAnswer[], now: number): Agreement {
  const judged = answers.filter(({ isFailed }) => !isFailed);
  const [first] = answers;
  const point = first === undefined ? 1 : pointOf(first);
  const own = pairAgreement(judged, point);
  const times = answers.map(({ time }) => time);
  return {
    ...own,
    failed: answers.length - judged.length,
    labellers: new Set(answers.flatMap(({ people }) => people.map(([name]) => name))).size,
    people: pairAgreement(answers.flatMap(pairsOfPeople), point),
    drift: judgeDrift(
      judged.map(({ time, judge, human, weight }) => ({ time, weight, error: Math.abs(judge - human) / point })),
      now,
    ),
    shortfalls: shortfallsOf(own, judged, point),
    from: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
    to: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
  };
}

function pointOf({ scaleMin, scaleMax, isRate }: LabelledAnswer): number {
  return isRate ? scaleMax - scaleMin : (scaleMax - scaleMin) / 4;
}

function pairAgreement(pairs: readonly Pair[], point: number): PairAgreement {
  return {
    n: pairs.length,
    kappa: quadraticKappa(pairs),
    cohen: cohenKappa(pairs),
    pearson: pearson(pairs),
    spearman: spearman(pairs),
    exact: share(pairs, (gap) => gap < point / 2),
    // Means of several people are no whole points; rounding must not put a whole point outside.
    withinOne: share(pairs, (gap) => gap <= point * (1 + 1e-9)),
    bias: biasOf(pairs),
  };
}

function share(pairs: readonly Pair[], counts: (gap: number) => boolean): Estimate | null {
  if (pairs.length < MIN_PAIRS) return null;
  const { w } = pairSums(pairs);
  const value = pairs.reduce((sum, { judge, human, weight }) => sum + (counts(Math.abs(judge - human)) ? weight : 0), 0) / w;
  return { value, ...wilson(value, pairMoments(pairSums(pairs)).size, Z_95) };
}

/** Mean difference with Student's interval on Kish's size. */
function biasOf(pairs: readonly Pair[]): Estimate | null {
  if (pairs.length < MIN_PAIRS) return null;
  const { judge, human, judgeVariance, humanVariance, covariance, size } = pairMoments(pairSums(pairs));
  const value = judge - human;
  const spread = Math.max(0, judgeVariance + humanVariance - 2 * covariance);
  // Divided by n - 1: the moments are those of a population.
  const half = tQuantile(Math.max(1, size - 1)) * Math.sqrt(spread / Math.max(1, size - 1));
  return { value, lower: value - half, upper: value + half };
}

/** Every two people on one answer, in the order of their names. */
function pairsOfPeople({ people, weight }: LabelledAnswer): Pair[] {
  return people.flatMap(([, judge], index) => people.slice(index + 1).map(([, human]) => ({ judge, human, weight })));
}

function shortfallsOf({ n, kappa, bias }: PairAgreement, judged: readonly LabelledAnswer[], point: number): Shortfall[] {
  return [
    ...(n < CALIBRATED.labels ? ['few_labels' as const] : []),
    // With so few labels that there is no figure, that is the reason, and no other is known.
    ...((kappa === null ? n >= CALIBRATED.labels : kappa.lower < CALIBRATED.kappa) ? ['low_agreement' as const] : []),
    ...((bias === null ? n >= CALIBRATED.labels : Math.abs(bias.value) > CALIBRATED.bias * point) ? ['biased' as const] : []),
    ...(topicsOff(judged, point).length > 0 ? ['topic_off' as const] : []),
  ];
}

/** Topics on which the judge is a point or more off. */
export function topicsOff(judged: readonly LabelledAnswer[], point: number): string[] {
  return [...groupBy(judged, ({ topic }) => topic)]
    .filter(([, own]) => own.length >= CALIBRATED.topicLabels && Math.abs(biasOf(own)?.value ?? 0) >= CALIBRATED.topicBias * point)
    .map(([topic]) => topic)
    .sort();
}
