import type { GoodNumber } from '../frames/goodFrames';
import { addMoments, kishSize, meanOf, NO_MOMENTS, varianceOf, type Moments } from '../stats/moments';
import { moreNeeded } from '../stats/moreNeeded';
import { effectiveSize, scoreInterval, type Scale } from '../stats/scoreInterval';
import { goodState, MIN_SHOWN } from '../verdict/good';
import { NO_PEOPLE } from './peopleNumbers';
import { GOOD_STATES } from '../verdict/state';

/** Everything that one row of the summary or of the segments is computed from. */
export interface Group {
  readonly moments: Moments;
  readonly failed: number;
  readonly generated: number;
  readonly recentScored: number;
  readonly eligible: number;
  readonly recentEligible: number;
  /** Share of the requests that is scored in the whole; null when this is the whole. */
  readonly usualCoverage: number | null;
  /** False where the dimension is none of those that are judged there. */
  readonly isJudged: boolean;
  readonly scale: Scale;
  readonly target: number | null;
  /** Milliseconds; see GOOD_NUMBERS. */
  readonly epochSince: number | null;
}

export type GroupNumbers = Readonly<Record<GoodNumber, number | null>>;

export function sumMoments(list: readonly Moments[]): Moments {
  return list.reduce(addMoments, NO_MOMENTS);
}

/** The numbers of one (dimension, segment) with its verdict; what people say of them is laid over it. */
export function judgeGroup(group: Group): GroupNumbers {
  const { moments, scale, target, failed, recentScored, recentEligible } = group;
  const interval = scoreInterval(moments, scale);
  const scored = moments.n;
  const sampled = scored + failed;
  // Requests can be fewer than scores for a moment, while their hour has not been computed again, and where two
  // evaluations of one request are both scores.
  const eligible = Math.max(group.eligible, sampled);
  const coverage = { eligible, sampled, scored, recentEligible, recentScored, usual: group.usualCoverage };
  const state = group.isJudged ? goodState({ n: scored, interval, target, coverage }) : 'no_data';
  return {
    mean: scored < MIN_SHOWN ? null : meanOf(moments),
    lower: interval?.lower ?? null,
    upper: interval?.upper ?? null,
    n: scored,
    n_effective: kishSize(moments),
    target,
    state: GOOD_STATES[state],
    more_needed: state === 'cannot_tell' ? answersNeeded(moments, scale, target) : null,
    eligible,
    sampled,
    scored,
    failed,
    coverage: eligible === 0 ? null : scored / eligible,
    scale_min: scale.min,
    scale_max: scale.max,
    is_rate: scale.isRate ? 1 : 0,
    epoch_since: group.epochSince,
    generated: scored === 0 ? 0 : group.generated / scored,
    ...NO_PEOPLE,
  };
}

/** Answers until a number is shown, or until the target leaves the interval, whichever takes longer; null when neither helps. */
function answersNeeded(moments: Moments, scale: Scale, target: number | null): number | null {
  const untilShown = Math.max(0, MIN_SHOWN - moments.n);
  const mean = meanOf(moments);
  const untilDecided =
    mean === null || target === null
      ? null
      : moreNeeded({ mean, target, variance: tossVariance(moments, scale, mean), n: kishSize(moments) });
  return untilDecided === null ? untilShown || null : Math.max(untilDecided, untilShown);
}

/** Variance that the interval is drawn with: never below what the most generous count of coin tosses allows. */
function tossVariance(moments: Moments, scale: Scale, mean: number): number {
  const range = scale.max - scale.min;
  const p = (mean - scale.min) / range;
  const worth = effectiveSize(moments, scale) / kishSize(moments);
  return Math.max(varianceOf(moments), (p * (1 - p) * range ** 2) / worth);
}
