/**
 * A dimension of yes and no is watched by its failing share, which has the law of a rate of bad events. It is shown by its
 * passing share, as the page "is it good?" shows it: who reads "correct 51 %" on one page and "correct 49 %" on the other at
 * three in the morning would not trust either. A fall stays positive when things got worse.
 */
import type { DocumentShift } from '../frames/causeFrames';
import type { Metric } from '../query/worse';
import type { Scale } from '../stats/scoreInterval';
import type { WorseNumbers } from './judgeSegment';
import type { MixPart } from './kitagawa';
import type { Slice } from './scanSlices';
import type { SeriesRow } from './seriesRows';

export function isShownPassing(metric: Metric, scale: Pick<Scale, 'isRate'>): boolean {
  return metric.kind === 'score' && scale.isRate;
}

const flipped = (share: number): number => 1 - share;
const flippedOrNull = (share: number | null): number | null => (share === null ? null : flipped(share));

export function passingNumbers(numbers: WorseNumbers): WorseNumbers {
  const expected = flippedOrNull(numbers.expected);
  return {
    ...numbers,
    observed: flippedOrNull(numbers.observed),
    expected,
    baseline: flippedOrNull(numbers.baseline),
    fall_share: numbers.fall === null || expected === null || !(expected > 0) ? null : numbers.fall / expected,
    higher_is_worse: 0,
  };
}

export function passingSeries({ time, values }: SeriesRow): SeriesRow {
  return {
    time,
    values: {
      observed: flippedOrNull(values.observed),
      observed_lower: flippedOrNull(values.observed_upper),
      observed_upper: flippedOrNull(values.observed_lower),
      expected: flippedOrNull(values.expected),
      band_lower: flippedOrNull(values.band_upper),
      band_upper: flippedOrNull(values.band_lower),
      n: values.n,
    },
  };
}

export function passingSlice(slice: Slice): Slice {
  return { ...slice, observed: flipped(slice.observed), expected: flipped(slice.expected), shrunk: flipped(slice.shrunk) };
}

/** The change of a passing share is that of the failing one, the other way round. */
export function passingMix(part: MixPart): MixPart {
  const { meanBefore, meanNow, mix, within } = part;
  return { ...part, meanBefore: flippedOrNull(meanBefore), meanNow: flippedOrNull(meanNow), mix: -mix, within: -within };
}

export function passingDocument(document: DocumentShift): DocumentShift {
  return { ...document, valueTop: flippedOrNull(document.valueTop), valueOther: flippedOrNull(document.valueOther) };
}
