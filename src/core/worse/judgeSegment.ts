import type { WorseNumber } from '../frames/worseFrames';
import type { Scale } from '../stats/scoreInterval';
import type { Interval } from '../stats/wilson';
import { isBlind, type Coverage } from '../verdict/isBlind';
import { WORSE_REASONS, WORSE_STATES, type WorseReason, type WorseState } from '../verdict/worseState';
import { fallInterval } from './fallInterval';
import { mustSeeOf } from './mustSee';
import { isConstant, type Peak, type Yardstick } from './peak';
import type { Rule } from './rules';
import type { ScanResult } from './finishScan';
import { HOUR_SECONDS, type ScanPlan } from './scanPlan';
import { answersFactor, sensitivity } from './sensitivity';
import { SEVERITIES, severityOf } from './severity';

/** Answers and days that a baseline needs before a rule may speak (statistics §4). */
export const MIN_BASELINE = 200;
export const MIN_BASELINE_DAYS = 7;

export type WorseNumbers = Readonly<Record<WorseNumber, number | null>>;

/** Beside the scan: what is known about a segment, and what its row says whatever the scan found. */
export interface SegmentFacts {
  /** Null for what no judge is asked about. */
  readonly coverage: Coverage | null;
  readonly scale: Scale;
  /** Milliseconds at which this epoch of the evaluator began, when another was there before; else null. */
  readonly epochSince: number | null;
  /** Milliseconds of a latency's limit. */
  readonly limitMs: number | null;
  readonly generated: number;
}

export interface Verdict {
  readonly state: WorseState;
  readonly reason: WorseReason;
  /** The window that the row speaks of. */
  readonly peak: Peak | null;
}

/**
 * The numbers of one (metric, segment), with its verdict: statistics §2.4 and §4.
 * @param zNeeded z*, raised for the number of segments
 */
export function judgeSegment(scan: ScanResult, facts: SegmentFacts, rule: Rule, plan: ScanPlan, zNeeded: number): WorseNumbers {
  const yardstick = yardstickOf(scan, plan);
  const { state, reason, peak } = verdictOf(scan, facts, rule, plan, zNeeded);
  const interval = peak === null ? null : fallInterval(peak, yardstick, plan);
  const firing = state === 'worse';
  const isChange = firing || state === 'better';
  return {
    ...alwaysOf(scan, facts, plan),
    ...seenOf(scan, yardstick, rule, plan, zNeeded),
    firing: firing ? 1 : 0,
    state: WORSE_STATES[state],
    severity: firing && peak !== null ? severityOf(rule.severity, peak.fall, peak.expected) : SEVERITIES.none,
    ...fallOf(peak, interval),
    z: peak === null ? null : peak.z,
    z_threshold: zNeeded,
    since: isChange && peak !== null ? (plan.end - peak.hours * HOUR_SECONDS) * 1000 : null,
    more_needed: state === 'not_enough_data' ? moreNeededOf(scan, rule, reason) : null,
    reason: WORSE_REASONS[reason],
  };
}

/** True when the scan could say something: only such segments share the threshold out among them. */
export function canSpeak(scan: ScanResult, rule: Rule, plan: ScanPlan): boolean {
  return reasonOf(scan, rule, plan) === 'none';
}

function verdictOf(scan: ScanResult, facts: SegmentFacts, rule: Rule, plan: ScanPlan, zNeeded: number): Verdict {
  const { worse, better } = scan;
  const strongest = worse ?? better;
  if (facts.coverage !== null && isBlind(facts.coverage)) return { state: 'judge_blind', reason: 'none', peak: strongest };
  const reason = reasonOf(scan, rule, plan);
  if (reason === 'baseline_answers' || reason === 'baseline_days') {
    const state = facts.epochSince === null ? 'not_enough_data' : 'evaluator_changed';
    return { state, reason, peak: null };
  }
  if (worse !== null && worse.meets && worse.z >= zNeeded) return { state: 'worse', reason: 'none', peak: worse };
  if (reason !== 'none') return { state: 'not_enough_data', reason, peak: reason === 'no_spread' ? strongest : null };
  if (better !== null && better.meets && better.z >= zNeeded) return { state: 'better', reason: 'none', peak: better };
  return { state: 'steady', reason: 'none', peak: strongest };
}

function reasonOf({ baseline, worse, better }: ScanResult, { needsBaseline }: Rule, plan: ScanPlan): WorseReason {
  if (needsBaseline) {
    if (baseline === null || baseline.size < MIN_BASELINE * (1 - 1e-9)) return 'baseline_answers';
    if (baseline.days < MIN_BASELINE_DAYS) return 'baseline_days';
    if (plan.law === 'mean' && isConstant(baseline)) return 'no_spread';
  }
  return worse === null && better === null ? 'window_answers' : 'none';
}

/** What a limit is measured by without a baseline: the chance of answers that stand just at it. */
function yardstickOf({ baseline }: ScanResult, { condition }: ScanPlan): Yardstick {
  if (baseline !== null) return baseline;
  const variance = condition.kind === 'limit' ? condition.limit * (1 - condition.limit) : 0;
  return { mean: 0, variance, size: 0, days: 0, tau2: 0 };
}

function fallOf(peak: Peak | null, interval: Interval | null) {
  return {
    fall: peak?.fall ?? null,
    fall_lower: interval?.lower ?? null,
    fall_upper: interval?.upper ?? null,
    fall_share: peak === null || !(Math.abs(peak.expected) > 0) ? null : peak.fall / Math.abs(peak.expected),
    observed: peak?.observed ?? null,
    expected: peak?.expected ?? null,
    n: peak?.n ?? null,
    n_effective: peak?.size ?? null,
  };
}

/** What the rule can see at the present number of answers (statistics §4). */
function seenOf({ recent }: ScanResult, yardstick: Yardstick, rule: Rule, plan: ScanPlan, z: number) {
  const perDay = (recent.size * 24 * HOUR_SECONDS) / Math.max(HOUR_SECONDS, plan.end - plan.recentFrom);
  const known = yardstick.variance > 0;
  const within = (hours: number): number | null => (known ? sensitivity({ z, perDay, hours }, yardstick, plan) : null);
  const day = within(24);
  const mustSee = mustSeeOf(rule, yardstick.size > 0 || plan.condition.kind === 'limit' ? yardstick.mean : null);
  const isBlindSpot = day !== null && mustSee !== null && day > mustSee;
  return {
    sensitivity_day: day,
    sensitivity_week: within(168),
    blind_spot: isBlindSpot ? 1 : 0,
    must_see: mustSee,
    answers_factor: isBlindSpot ? answersFactor(mustSee, { z, perDay, hours: 24 }, yardstick, plan) : null,
  };
}

function alwaysOf({ baseline }: ScanResult, facts: SegmentFacts, plan: ScanPlan) {
  return {
    ...factNumbers(facts, plan),
    baseline: baseline?.mean ?? null,
    n_baseline: baseline?.n ?? 0,
    days_baseline: baseline?.days ?? 0,
    wobble: baseline === null ? null : Math.sqrt(baseline.tau2),
  };
}

/** What a row says whatever it was held against. */
export function factNumbers({ coverage, scale, epochSince, limitMs, generated }: SegmentFacts, plan: Pick<ScanPlan, 'law' | 'worse'>) {
  return {
    limit: limitMs,
    coverage: coverage === null || coverage.eligible === 0 ? null : coverage.scored / coverage.eligible,
    scale_min: scale.min,
    scale_max: scale.max,
    is_rate: plan.law === 'rate' ? 1 : 0,
    higher_is_worse: plan.worse === 'higher' ? 1 : 0,
    calibrated: 0,
    epoch_since: epochSince,
    generated,
  };
}

function moreNeededOf({ baseline, recent }: ScanResult, { minSize }: Rule, reason: WorseReason): number | null {
  switch (reason) {
    case 'baseline_answers':
      return Math.ceil(MIN_BASELINE - (baseline?.size ?? 0));
    case 'window_answers':
      return Math.max(1, Math.ceil(minSize - recent.size));
    default:
      return null;
  }
}
