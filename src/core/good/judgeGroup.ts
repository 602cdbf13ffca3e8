import { addMoments, kishSize, meanOf, NO_MOMENTS, varianceOf, type Moments } from '../stats/moments';
import { moreNeeded } from '../stats/moreNeeded';
import { effectiveSize, scoreInterval, type Scale } from '../stats/scoreInterval';
import type { GoodNumber } from '../frames/goodFrames';
import { goodState, MIN_SHOWN } from '../verdict/good';
import { GOOD_STATES } from '../verdict/state';

/** Everything that one row of the summary or of the segments is computed from. */
export interface Group {
  readonly moments: Moments;
  readonly failed: number;
  readonly generated: number;
  readonly recentSampled: number;
  readonly eligible: number;
  readonly recentEligible: number;
  readonly scale: Scale;
  readonly target: number | null;
  /** Milliseconds; see GOOD_NUMBERS. */
  readonly epochSince: number | null;
}

export function sumMoments(list: readonly Moments[]): Moments {
  return list.reduce(addMoments, NO_MOMENTS);
}

/** The numbers of one (dimension, segment) with its verdict. */
export function judgeGroup(group: Group): Readonly<Record<GoodNumber, number | null>> {
  const { moments, scale, target } = group;
  const interval = scoreInterval(moments, scale);
  const mean = meanOf(moments);
  const scored = moments.n;
  const sampled = scored + group.failed;
  // Requests can be fewer than scores for a moment, while their hour has not been computed again.
  const eligible = Math.max(group.eligible, sampled);
  const coverage = { eligible, sampled, scored, recentEligible: group.recentEligible, recentSampled: group.recentSampled };
  const state = goodState({ n: scored, interval, target, coverage });
  const undecided = state === 'cannot_tell' && mean !== null && target !== null;
  return {
    mean: scored < MIN_SHOWN ? null : mean,
    lower: interval?.lower ?? null,
    upper: interval?.upper ?? null,
    n: scored,
    n_effective: scored === 0 ? 0 : kishSize(moments),
    target,
    state: GOOD_STATES[state],
    more_needed: undecided ? needed(moments, scale, mean, target) : null,
    eligible,
    sampled,
    scored,
    failed: group.failed,
    coverage: eligible === 0 ? null : scored / eligible,
    scale_min: scale.min,
    scale_max: scale.max,
    is_rate: scale.isRate ? 1 : 0,
    calibrated: 0,
    epoch_since: group.epochSince,
    generated: scored === 0 ? 0 : group.generated / scored,
  };
}

/**
 * The formula counts coin tosses when the score is worth more than one, so the answer is divided by what one answer is
 * worth; and never below what is missing until a number is shown at all.
 */
function needed(moments: Moments, scale: Scale, mean: number, target: number): number | null {
  const worth = effectiveSize(moments, scale) / kishSize(moments);
  const p = (mean - scale.min) / (scale.max - scale.min);
  const variance = Math.max(varianceOf(moments), (p * (1 - p) * (scale.max - scale.min) ** 2) / worth);
  const more = moreNeeded({ mean, target, variance, n: kishSize(moments) });
  return more === null ? null : Math.max(more, MIN_SHOWN - moments.n);
}
