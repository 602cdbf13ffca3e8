/**
 * What a `good` query answers: up to five frames in one answer, told apart by `meta.custom.kind`. `server` writes them,
 * `plumbline-isitgood-panel` and alert rules read them; docs/contracts/good.md describes them for people.
 *
 * All numbers that belong to one (dimension, segment) share the same labels, and no label holds a changing value.
 */

export const GOOD_FRAME_KINDS = [
  /** numeric-long: a row a dimension over the whole range. */
  'good_summary',
  /** numeric-long: a row a dimension and segment; only when the query groups. */
  'good_segments',
  /** timeseries-long: a row a bucket and dimension. */
  'good_series',
  /** timeseries-long: a row a bucket, dimension and segment; only when the query groups. */
  'good_segment_series',
  /** table: a row a dimension and score step 1 to 5. */
  'good_histogram',
] as const;
export type GoodFrameKind = (typeof GOOD_FRAME_KINDS)[number];

/** Numbers of a `good` row that rest on labels of people. */
export const GOOD_PEOPLE_NUMBERS = [
  /** Mean that people would have given, with its interval; null below 20 labels. Ends may lie beyond the scale. */
  'corrected_mean',
  'corrected_lower',
  'corrected_upper',
  /** Labels behind it, and whether they are of the answers shown (1) or of the whole evaluator epoch (0). */
  'corrected_labels',
  'corrected_by_range',
  /** Labels of the epoch; agreement with people over them: kappa and judge minus people, each with the interval's ends. */
  'human_labels',
  'kappa',
  'kappa_lower',
  'bias',
  'bias_lower',
  'bias_upper',
] as const;

/** Number fields of `good_summary` and `good_segments`, in order, after the string fields (dimension, then group-by columns). */
export const GOOD_NUMBERS = [
  /** Mean score, or rate between 0 and 1; null below 10 scored answers (statistics §4). */
  'mean',
  /** Ends of the 95 % interval; null when n is 0. */
  'lower',
  'upper',
  /** Scored answers, and what they are worth after weighting (Kish). */
  'n',
  'n_effective',
  'target',
  /** Code of GOOD_STATES. */
  'state',
  /** Judged answers still needed for a verdict; null when there is one. */
  'more_needed',
  /** Requests; of them chosen for judging; of them scored; of them failed. */
  'eligible',
  'sampled',
  'scored',
  'failed',
  /** scored / eligible, 0 to 1; null without requests. */
  'coverage',
  'scale_min',
  'scale_max',
  /** 1 when mean is a rate. */
  'is_rate',
  /** 1 when enough human labels stand behind the judge; 0 until then. */
  'calibrated',
  /** Milliseconds at which the current evaluator epoch was first seen, when that is inside the range; else null. */
  'epoch_since',
  /** Share of the scored answers that are generated demo traffic, 0 to 1. */
  'generated',
  ...GOOD_PEOPLE_NUMBERS,
] as const;
export type GoodNumber = (typeof GOOD_NUMBERS)[number];

/** Fields of the two series frames after `time`, `dimension` and the group-by columns. */
export const GOOD_SERIES_NUMBERS = ['mean', 'lower', 'upper', 'n', 'eligible'] as const;

/** Fields of `good_histogram` after `dimension`: step 1..5, its score, scored answers and their weighted share. */
export const GOOD_HISTOGRAM_NUMBERS = ['step', 'score', 'n', 'share'] as const;

/** `meta.custom` of each frame of a good answer. */
export interface GoodFrameCustom {
  readonly kind: GoodFrameKind;
  /** Group-by columns in the order of the string fields. */
  readonly groupBy: readonly string[];
  /** Bucket width of the series, milliseconds. */
  readonly bucketMs: number;
  /** The answer in one line, over all dimensions; in the first frame of the answer. */
  readonly sentence?: string;
}
