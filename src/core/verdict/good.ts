import type { Interval } from '../stats/wilson';
import { isBlind, type Coverage } from './isBlind';
import type { GoodState } from './state';

/** Below this many judged answers no number is shown (statistics §4). */
export const MIN_SHOWN = 10;

export interface GoodInput {
  readonly n: number;
  readonly interval: Interval | null;
  readonly target: number | null;
  readonly coverage: Coverage;
}

/**
 * The verdict against a target (statistics §2.2): the whole interval above it is good, the whole interval below it is
 * not, anything else cannot be told yet. A blind judge comes first, because its numbers speak of another time.
 */
export function goodState({ n, interval, target, coverage }: GoodInput): GoodState {
  if (coverage.eligible === 0 && n === 0) return 'no_data';
  if (isBlind(coverage)) return 'judge_blind';
  if (interval === null || n < MIN_SHOWN) return 'cannot_tell';
  if (target === null) return 'no_target';
  if (interval.lower >= target) return 'good';
  if (interval.upper < target) return 'not_good';
  return 'cannot_tell';
}
