import { mixtureBound } from '../stats/mixtureBound';
import { isBlind } from '../verdict/isBlind';
import { WORSE_REASONS, WORSE_STATES, type WorseState } from '../verdict/worseState';
import { noSums, reaches, type CellSums } from './cell';
import { compareVersions, MIN_VERSION_SIZE, type TopicPair, type VersionComparison } from './compareVersions';
import { factNumbers, type SegmentFacts, type WorseNumbers } from './judgeSegment';
import type { Rule } from './rules';
import type { ScanPlan } from './scanPlan';
import { SEVERITIES, severityOf } from './severity';

/** One-sided error of ever calling an equal version worse, whenever one looks (statistics §2.5). */
const ALPHA = 0.05;
/** Of the 95 % interval, half on either side. */
const ALPHA_INTERVAL = 0.025;
/** Fall worth catching where the metric has no scale of its own. */
const WORTH_CATCHING = 0.1;

export interface VersionSums {
  /** Seconds since 1970-01-01 UTC of the first hour with the new version; null when it was never seen. */
  readonly since: number | null;
  readonly pairs: readonly TopicPair[];
}

/**
 * The numbers of one (metric, segment) when two versions run side by side (statistics §2.5). `z` is the fall in standard
 * errors, `z_threshold` what the confidence sequence asks of it at the present number of answers.
 */
export function judgeVersions({ since, pairs }: VersionSums, facts: SegmentFacts, rule: Rule, plan: ScanPlan): WorseNumbers {
  const rho = rule.worthCatching ?? WORTH_CATCHING * Math.abs(meanOf(pairs.map((pair) => pair.old)));
  const found = compareVersions(pairs, { worse: plan.worse, rho, alpha: ALPHA });
  const state = stateOf(found, facts);
  const { fall, error, bound } = found;
  const half = error === null ? null : mixtureBound(error * error, rho, ALPHA_INTERVAL);
  const firing = state === 'worse';
  return {
    ...factNumbers(facts, plan),
    ...NOT_SAID,
    firing: firing ? 1 : 0,
    state: WORSE_STATES[state],
    severity: firing && fall !== null ? severityOf(rule.severity, fall, found.old.mean ?? 0) : SEVERITIES.none,
    fall,
    fall_lower: fall === null || half === null ? null : fall - half,
    fall_upper: fall === null || half === null ? null : fall + half,
    fall_share: fall === null || !found.old.mean ? null : fall / Math.abs(found.old.mean),
    z: fall === null || !error ? null : fall / error,
    z_threshold: bound === null || !error ? null : bound / error,
    since: (firing || state === 'better') && since !== null ? since * 1000 : null,
    n: found.new.n,
    n_effective: found.new.size,
    observed: found.new.mean,
    expected: found.old.mean,
    baseline: found.old.mean,
    n_baseline: found.old.n,
    days_baseline: since === null ? 0 : Math.ceil((plan.end - since) / 86_400),
    must_see: rho > 0 ? rho : null,
    more_needed: state === 'not_enough_data' ? (found.moreNeeded ?? MIN_VERSION_SIZE) : null,
    reason: state === 'not_enough_data' ? WORSE_REASONS.version_answers : WORSE_REASONS.none,
  };
}

/** Day-to-day noise is common to both versions, so nothing is said of it, nor of what a rule over time would see. */
const NOT_SAID = { wobble: null, sensitivity_day: null, sensitivity_week: null, blind_spot: 0, answers_factor: null } as const;

function stateOf({ old, new: next, fall, bound }: VersionComparison, { coverage }: SegmentFacts): WorseState {
  if (coverage !== null && isBlind(coverage)) return 'judge_blind';
  if (fall === null || bound === null || !reaches(old.size, MIN_VERSION_SIZE) || !reaches(next.size, MIN_VERSION_SIZE))
    return 'not_enough_data';
  if (fall > bound) return 'worse';
  return -fall > bound ? 'better' : 'steady';
}

function meanOf(list: readonly Readonly<CellSums>[]): number {
  const { w, x } = list.reduce((sum, one) => ({ w: sum.w + one.w, x: sum.x + one.x }), noSums() as { w: number; x: number });
  return w > 0 ? x / w : 0;
}
