import { agreement } from '../calibration/agreement';
import { correctedMean } from '../calibration/correctedMean';
import type { LabelledAnswer } from '../calibration/labelledAnswers';
import { GOOD_PEOPLE_NUMBERS, type GoodNumber } from '../frames/goodFrames';
import type { Moments } from '../stats/moments';
import { MIN_SHOWN } from '../verdict/good';
import type { ChosenEpoch } from './chooseEpochs';

/** Answers that people labelled, and the range whose mean is corrected. */
export interface Labelled {
  readonly answers: readonly LabelledAnswer[];
  /** Milliseconds since 1970-01-01 UTC. */
  readonly from: number;
  readonly to: number;
}

const PEOPLE_NUMBERS = ['calibrated', ...GOOD_PEOPLE_NUMBERS] as const satisfies readonly GoodNumber[];
export type PeopleNumbers = Readonly<Record<(typeof PEOPLE_NUMBERS)[number], number | null>>;

export const NO_PEOPLE: PeopleNumbers = {
  calibrated: 0,
  corrected_mean: null,
  corrected_lower: null,
  corrected_upper: null,
  corrected_labels: 0,
  corrected_by_range: null,
  human_labels: 0,
  kappa: null,
  kappa_lower: null,
  bias: null,
  bias_lower: null,
  bias_upper: null,
};

/** How the judge of a dimension agrees with people, over all labels of its epoch, whatever is filtered. */
export function agreementNumbers({ answers, to }: Labelled, judged: ChosenEpoch): PeopleNumbers {
  const own = answers.filter((answer) => isOf(answer, judged));
  if (own.length === 0) return NO_PEOPLE;
  const { n, kappa, bias, shortfalls } = agreement(own, to);
  return {
    ...NO_PEOPLE,
    calibrated: shortfalls.length === 0 ? 1 : 0,
    human_labels: n,
    kappa: kappa?.value ?? null,
    kappa_lower: kappa?.lower ?? null,
    bias: bias?.value ?? null,
    bias_lower: bias?.lower ?? null,
    bias_upper: bias?.upper ?? null,
  };
}

/**
 * The mean that people would have given to these answers.
 * @param segment values of the group-by columns; null for the whole, which the labels of other times may correct as well
 */
export function correctedNumbers(
  { answers, from, to }: Labelled,
  judged: ChosenEpoch,
  moments: Moments,
  segment: readonly string[] | null,
): Partial<PeopleNumbers> {
  if (moments.n < MIN_SHOWN || answers.length === 0) return {};
  const key = segment === null ? null : JSON.stringify(segment);
  const own = answers.filter(
    (answer) => isOf(answer, judged) && !answer.isFailed && answer.fits && (key === null || JSON.stringify(answer.segment) === key),
  );
  const inRange = own.filter(({ time }) => time >= from && time < to);
  const found = correctedMean(moments, inRange, key === null ? own : null);
  if (found === null) return {};
  return {
    corrected_mean: found.mean,
    corrected_lower: found.lower,
    corrected_upper: found.upper,
    corrected_labels: found.labels,
    corrected_by_range: found.source === 'range' ? 1 : 0,
  };
}

function isOf(answer: LabelledAnswer, { dimension, evaluator, epoch }: ChosenEpoch): boolean {
  return answer.dimension === dimension && answer.evaluator === evaluator && answer.epoch === epoch;
}
