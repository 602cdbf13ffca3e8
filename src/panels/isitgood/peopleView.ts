/** What the labels of people say of a judge and its mean, in words. Pure. */
import type { GoodNumber } from '../../core/frames/goodFrames';
import { formatCount, formatScore } from '../../ui/format';

export interface PeopleView {
  readonly isCalibrated: boolean;
  /** "Judge calibrated", "Judge not calibrated". */
  readonly title: string;
  /** Agreement, bias and what they rest on. */
  readonly detail: string;
  /** "People: 4.1 (3.9 to 4.3), by 60 labels of these answers"; empty below 20 labels. */
  readonly corrected: string;
}

type Numbers = Readonly<Partial<Record<GoodNumber, number | null>>>;

/** Null where nobody has labelled anything. */
export function peopleView(numbers: Numbers): PeopleView | null {
  const labels = numbers.human_labels ?? 0;
  if (labels === 0) return null;
  const isCalibrated = numbers.calibrated === 1;
  const { kappa, kappa_lower: lower, bias, is_rate: rate } = numbers;
  const isRate = rate === 1;
  const figures = [
    ...(kappa === null || kappa === undefined
      ? []
      : [`agreement ${kappa.toFixed(2)}${typeof lower === 'number' ? ` (at least ${lower.toFixed(2)})` : ''}`]),
    ...(bias === null || bias === undefined ? [] : [`judge ${bias < 0 ? 'stricter' : 'kinder'} by ${formatScore(Math.abs(bias), isRate)}`]),
  ];
  return {
    isCalibrated,
    title: isCalibrated ? 'Judge calibrated' : 'Judge not calibrated',
    detail: [...figures, `${formatCount(labels)} labels`].join(', '),
    corrected: correctedText(numbers, isRate),
  };
}

function correctedText(numbers: Numbers, isRate: boolean): string {
  const {
    corrected_mean: mean,
    corrected_lower: lower,
    corrected_upper: upper,
    corrected_labels: labels,
    corrected_by_range: own,
  } = numbers;
  if (typeof mean !== 'number' || typeof lower !== 'number' || typeof upper !== 'number') return '';
  const write = (value: number): string => formatScore(value, isRate);
  const source = own === 1 ? 'labels of these answers' : 'labels of the evaluator';
  return `People: ${write(mean)} (${write(lower)} to ${write(upper)}), by ${formatCount(labels ?? 0)} ${source}`;
}
