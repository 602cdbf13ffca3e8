/** Rates and means that follow from what users did after an answer; each counts answered requests alone. */
import { param, sql, type Sql } from '../sql/sql';
import type { Signal } from './feedbackKinds';

interface FeedbackRateInfo {
  readonly label: string;
  readonly description: string;
  /** Answers that count as bad. */
  readonly bad: Signal;
  /** True when those without the signal are the bad ones. */
  readonly isMissing?: boolean;
  /** Signal of the answers that the rate is about; of all answered requests when absent. */
  readonly of?: Signal;
}

/** Bad events, as every rate of a `worse` query is one. */
export const FEEDBACK_RATE_INFO = {
  rephrase: { label: 'Rephrased', description: 'The user asked the same in other words within three minutes', bad: 'rephrase' },
  repeat: { label: 'Repeated', description: 'The user asked the same again within ten minutes', bad: 'repeat' },
  correction: { label: 'Corrected', description: 'The user said that the answer was wrong or not what was asked', bad: 'correction' },
  doubt: { label: 'Doubted', description: 'The user asked whether the assistant is sure', bad: 'doubt' },
  frustration: { label: 'Frustration', description: 'Insults, capitals or exclamation marks', bad: 'frustration' },
  abandonment: { label: 'Abandoned', description: 'The conversation ended after a sign of failure', bad: 'abandonment' },
  escalation: { label: 'Escalated', description: 'The user asked for a person, or was handed over', bad: 'escalation' },
  regenerate: { label: 'Regenerated', description: 'The user had the answer written anew', bad: 'regenerate' },
  not_copied: { label: 'Not copied', description: 'Nothing was copied out of the answer', bad: 'copy', isMissing: true },
  short_read: {
    label: 'Hardly read',
    description: 'Of the answers whose reading time is known, in view for less than three seconds',
    bad: 'short_read',
    of: 'read',
  },
} as const satisfies Readonly<Record<string, FeedbackRateInfo>>;

export type FeedbackRate = keyof typeof FEEDBACK_RATE_INFO;
export const FEEDBACK_RATES = Object.keys(FEEDBACK_RATE_INFO) as readonly FeedbackRate[];

export function isFeedbackRate(name: string): name is FeedbackRate {
  return Object.hasOwn(FEEDBACK_RATE_INFO, name);
}

export interface Counted {
  /** Requests that the rate is about, and the bad ones among them. */
  readonly all: Sql;
  readonly bad: Sql;
}

/** @param byHour columns of the hours (counts), else of single requests (0 or 1) */
export function feedbackCounts(rate: FeedbackRate, byHour: boolean): Counted {
  const info: FeedbackRateInfo = FEEDBACK_RATE_INFO[rate];
  const isAnswered = sql`status != 'error'`;
  const has = (signal: Signal): Sql => {
    const name = param(signal, 'String');
    return byHour ? sql`signal_counts[${name}]` : sql`toUInt64(has(signals, ${name}) AND ${isAnswered})`;
  };
  const answered = byHour ? sql`n - n_error` : sql`toUInt64(${isAnswered})`;
  const all = info.of === undefined ? answered : has(info.of);
  return { all, bad: info.isMissing === true ? sql`(${all}) - ${has(info.bad)}` : has(info.bad) };
}

/** Measures of a `metric` query: top divided by bottom. */
export const FEEDBACK_MEASURE_INFO = {
  thumbs_down_rate: { label: 'Thumbs down', description: 'Share of the thumbs that point down', unit: 'percentunit' },
  rephrase_rate: { label: 'Rephrased', description: FEEDBACK_RATE_INFO.rephrase.description, unit: 'percentunit' },
  repeat_rate: { label: 'Repeated', description: FEEDBACK_RATE_INFO.repeat.description, unit: 'percentunit' },
  correction_rate: { label: 'Corrected', description: FEEDBACK_RATE_INFO.correction.description, unit: 'percentunit' },
  doubt_rate: { label: 'Doubted', description: FEEDBACK_RATE_INFO.doubt.description, unit: 'percentunit' },
  frustration_rate: { label: 'Frustration', description: FEEDBACK_RATE_INFO.frustration.description, unit: 'percentunit' },
  abandonment_rate: { label: 'Abandoned', description: FEEDBACK_RATE_INFO.abandonment.description, unit: 'percentunit' },
  escalation_rate: { label: 'Escalated', description: FEEDBACK_RATE_INFO.escalation.description, unit: 'percentunit' },
  regenerate_rate: { label: 'Regenerated', description: FEEDBACK_RATE_INFO.regenerate.description, unit: 'percentunit' },
  copy_rate: { label: 'Copied', description: 'Share of the answers out of which something was copied', unit: 'percentunit' },
  short_read_rate: { label: 'Hardly read', description: FEEDBACK_RATE_INFO.short_read.description, unit: 'percentunit' },
  stars: { label: 'Stars', description: 'Mean of the stars that users gave, 1 to 5', unit: 'none' },
  reading_time: { label: 'Reading time', description: 'Mean time that an answer was in view, where the client says it', unit: 'ms' },
} as const;

export type FeedbackMeasure = keyof typeof FEEDBACK_MEASURE_INFO;
export const FEEDBACK_MEASURES = Object.keys(FEEDBACK_MEASURE_INFO) as readonly FeedbackMeasure[];

export function isFeedbackMeasure(name: string): name is FeedbackMeasure {
  return Object.hasOwn(FEEDBACK_MEASURE_INFO, name);
}

/** @param byHour as above */
export function feedbackSums(measure: FeedbackMeasure, byHour: boolean): { readonly top: Sql; readonly bottom: Sql } {
  const sum = (signal: Signal): Sql => {
    const name = param(signal, 'String');
    return byHour ? sql`sum(signal_counts[${name}])` : sql`countIf(has(signals, ${name}) AND status != 'error')`;
  };
  const thumbs = (signal: Signal, column: Sql): Sql =>
    byHour ? sql`sum(${column})` : sql`countIf(has(signals, ${param(signal, 'String')}))`;
  switch (measure) {
    case 'thumbs_down_rate': {
      const down = thumbs('thumbs_down', sql`down`);
      return { top: down, bottom: sql`(${down} + ${thumbs('thumbs_up', sql`up`)})` };
    }
    case 'stars':
      return { top: byHour ? sql`sum(stars_sum)` : sql`sumIf(ifNull(stars, 0), status != 'error')`, bottom: sum('stars') };
    case 'reading_time':
      return { top: byHour ? sql`sum(reading_ms_sum)` : sql`sumIf(ifNull(reading_ms, 0), status != 'error')`, bottom: sum('read') };
    case 'copy_rate':
      return { top: sum('copy'), bottom: sql`(sum(n) - sum(n_error))` };
    default: {
      const name = measure.slice(0, -'_rate'.length);
      const info: FeedbackRateInfo | undefined = isFeedbackRate(name) ? FEEDBACK_RATE_INFO[name] : undefined;
      if (info === undefined) throw new Error(`${measure} is no rate`);
      return { top: sum(info.bad), bottom: info.of === undefined ? sql`(sum(n) - sum(n_error))` : sum(info.of) };
    }
  }
}
