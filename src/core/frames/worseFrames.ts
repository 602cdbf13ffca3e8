/**
 * What a `worse` query answers: up to ten frames in one answer, told apart by `meta.custom.kind`. `server` writes them,
 * `plumbline-isitworse-panel` and alert rules read them; docs/contracts/worse.md describes them for people.
 *
 * All numbers that belong to one (metric, segment) share the same labels, and no label holds a changing value: start, size
 * and evidence of a fall are numbers.
 */

export const WORSE_FRAME_KINDS = [
  /** numeric-long: a row a metric, over the whole selection; in the format `table` a row a metric and segment. */
  'worse_summary',
  /** numeric-long: a row a metric and segment; by topic when the query does not group. */
  'worse_segments',
  /** timeseries-long: a row a bucket and metric, over the whole selection. */
  'worse_series',
  /** timeseries-long: a row a bucket of the metric and segment that is explained, when it is not the whole selection. */
  'worse_segment_series',
  /** table: slices that the fall is blamed on, of the metric that fell most clearly. */
  'worse_causes',
  /** table: versions first seen around the start, ranked. */
  'worse_changes',
  /** table: traces that show the fall, and good ones from before. */
  'worse_examples',
  /** table: mix against within, by topic. */
  'worse_mix',
  /** table: documents of the worst slice, before the start and since. */
  'worse_documents',
  /** table: what drifted besides quality, by kind of drift. */
  'worse_drift',
] as const;
export type WorseFrameKind = (typeof WORSE_FRAME_KINDS)[number];

/** Number fields of `worse_summary`, in order, after the string fields (metric, then group-by columns). */
export const WORSE_NUMBERS = [
  /** 1 when the rule fires, else 0; never null. */
  'firing',
  /** Code of WORSE_STATES. */
  'state',
  /** 0 none, 1 warning, 2 high, 3 critical; 0 unless firing. */
  'severity',
  /** How much worse, in the unit of the metric, with its 95 % interval; negative when better. Null without a window. */
  'fall',
  'fall_lower',
  'fall_upper',
  /** fall / expected; null when nothing is expected. */
  'fall_share',
  /** Evidence of the change in the direction of `state`, and what it has to reach. */
  'z',
  'z_threshold',
  /** Start of the change, milliseconds since 1970-01-01 UTC; null unless worse or better. */
  'since',
  /** Answers since then, or in the window with the strongest evidence. */
  'n',
  'n_effective',
  /** Observed and expected value in that window. For a latency: the share of requests over the limit. */
  'observed',
  'expected',
  /** Mean of the baseline, its answers, and days of it with answers. */
  'baseline',
  'n_baseline',
  'days_baseline',
  /** Standard deviation between days beyond chance. */
  'wobble',
  /** Smallest fall that the rule sees with 80 % power, in a day and in a week, at the present number of answers. */
  'sensitivity_day',
  'sensitivity_week',
  /** 1 when sensitivity_day is worse than the fall that must be seen, and that fall. */
  'blind_spot',
  'must_see',
  /** How many times more answers a day would cure the blind spot; null when none would or none are needed. */
  'answers_factor',
  /** Answers still needed before anything can be said; null when enough. */
  'more_needed',
  /** Why there is not enough data: code of WORSE_REASONS; 0 when there is. */
  'reason',
  /** Limit of a latency in milliseconds; null for others. */
  'limit',
  /** Scored / requests of the last week, 0 to 1; null for what is not judged. */
  'coverage',
  'scale_min',
  'scale_max',
  /** 1 when the metric is a rate between 0 and 1. */
  'is_rate',
  /** 1 when more of the metric is worse. */
  'higher_is_worse',
  /** 1 when enough human labels stand behind the judge; 0 until then. */
  'calibrated',
  /** Milliseconds at which the evaluator epoch of the metric began, when another was there before; else null. */
  'epoch_since',
  /** Share of generated demo data among the answers, 0 to 1. */
  'generated',
] as const;
export type WorseNumber = (typeof WORSE_NUMBERS)[number];

/**
 * Fields of `worse_series` after `time` and `metric`: observed value with its 95 % interval, expected value with the band
 * in which 95 % of such buckets lie while nothing changes, answers.
 */
export const WORSE_SERIES_NUMBERS = ['observed', 'observed_lower', 'observed_upper', 'expected', 'band_lower', 'band_upper', 'n'] as const;

/** Number fields of `worse_causes` after rank, role, metric, slice, field_1, value_1, field_2, value_2. */
export const WORSE_CAUSE_NUMBERS = [
  'n',
  /** Points lost over all answers of the slice, and its share of the whole. */
  'shortfall',
  'share',
  'fall',
  'fall_lower',
  'fall_upper',
  'observed',
  'expected',
  /** Observed mean drawn towards the parent's, for small slices. */
  'shrunk',
  'gain',
  'z',
  'q',
] as const;

/** `meta.custom` of each frame of a worse answer. */
export interface WorseFrameCustom {
  readonly kind: WorseFrameKind;
  readonly groupBy: readonly string[];
  /** Bucket width of the series, milliseconds. */
  readonly bucketMs: number;
  /** The answer in one line; in the first frame. */
  readonly sentence?: string;
  /** "A fall under 0.16 is likely to be missed in a week": in the first frame, for the first metric. */
  readonly sensitivity?: string;
  /** Metric whose causes, changes, examples, mix and documents the answer carries. */
  readonly explained?: string;
  /** Values of the group-by columns of the segment that is explained; absent for the whole selection. */
  readonly explainedSegment?: readonly string[];
}
