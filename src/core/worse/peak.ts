import { signedRoot } from '../stats/signedRoot';
import { reaches, sizeOf } from './cell';
import type { ScanPlan } from './scanPlan';
import { spreadOf } from './spread';
import type { Window } from './windows';

export type Direction = 'worse' | 'better';

/** The window that speaks most for a change. */
export interface Peak {
  /** Standardised evidence; comparable between streams of any volume. */
  readonly z: number;
  /** Length of the window in hours: the change began about this long before the end. */
  readonly hours: number;
  /** Answers in the window, and what they are worth. */
  readonly n: number;
  readonly size: number;
  readonly observed: number;
  readonly expected: number;
  /** How much worse (in either direction: a rise of a score is negative), in the unit of the metric. */
  readonly fall: number;
  /** True when the observed value fulfils the rule's condition. */
  readonly meets: boolean;
}

/** What a window is measured by. */
export interface Yardstick {
  readonly mean: number;
  readonly variance: number;
  /** Effective answers of the baseline. */
  readonly size: number;
  readonly days: number;
  readonly tau2: number;
}

/**
 * The window with the largest z; the shortest among equals. Of a limit and a ratio the windows that meet it come first: a
 * long window far from usual says nothing about a limit that only the newest hours break.
 */
export function bestWindow(windows: readonly Window[], yardstick: Yardstick, plan: ScanPlan, direction: Direction): Peak | null {
  const meetsFirst = plan.condition.kind !== 'difference';
  let best: Peak | null = null;
  for (const window of windows) {
    const peak = measure(window, yardstick, plan, direction);
    if (peak === null) continue;
    const rank = best === null || !meetsFirst ? 0 : Number(peak.meets) - Number(best.meets);
    if (best === null || rank > 0 || (rank === 0 && peak.z > best.z)) best = peak;
  }
  return best;
}

function measure({ hours, sums }: Window, yardstick: Yardstick, plan: ScanPlan, direction: Direction): Peak | null {
  const size = sizeOf(sums);
  if (!reaches(size, plan.minSize)) return null;
  const observed = sums.x / sums.w;
  const expected = plan.condition.kind === 'limit' ? plan.condition.limit : sums.expected / sums.w;
  if (plan.law === 'rate' && !reaches(size * (direction === 'worse' ? observed : expected), plan.minEvents)) return null;
  const up = plan.worse === 'higher' ? 1 : -1;
  const fall = up * (observed - expected);
  const turn = direction === 'worse' ? 1 : -1;
  const z = turn * up * zOf({ hours, sums }, { observed, expected, size }, yardstick, plan);
  if (!Number.isFinite(z)) return null;
  return { z, hours, n: sums.n, size, observed, expected, fall, meets: meets({ observed, expected, fall }, plan, direction) };
}

interface Measured {
  readonly observed: number;
  readonly expected: number;
  readonly size: number;
}

/** Positive when the observed value is above the expected one. */
function zOf({ hours, sums }: Window, { observed, expected, size }: Measured, yardstick: Yardstick, plan: ScanPlan): number {
  const spread = spreadOf({ size, hours }, yardstick, plan);
  switch (plan.law) {
    case 'mean':
      // Equal scores are no measure of chance: then the window's own distance from them is.
      if (isConstant(yardstick)) return (observed - expected) / Math.sqrt(meanSquare(sums, expected) / size);
      return (observed - expected) / Math.sqrt(spread.sampling + spread.baseline + spread.days);
    case 'rate': {
      const root = signedRoot(observed, size, expected);
      const sampling = yardstick.variance / size;
      const wobble = spread.days > 0 ? Math.sqrt(sampling / (sampling + spread.days)) : 1;
      return plan.condition.kind === 'limit' ? root * wobble : (root * wobble) / Math.sqrt(1 + size / yardstick.size);
    }
    case 'cost': {
      const variance = (sums.xx + sums.expectedVariance) / (sums.w * sums.w);
      return (observed - expected) / Math.sqrt(variance + spread.days);
    }
  }
}

/** True when the baseline's scores are all the same, up to rounding. */
export function isConstant({ mean, variance }: Pick<Yardstick, 'mean' | 'variance'>): boolean {
  return variance <= CONSTANT * (mean * mean + variance);
}
/** Rounding of sums is below 1e-12 of their size; a single other score among a million is above this. */
const CONSTANT = 1e-10;

/** Mean squared distance of the window's scores from their expectation; 0 when all of them are as expected. */
function meanSquare({ w, x, xx }: Window['sums'], expected: number): number {
  const square = xx / w - (2 * expected * x) / w + expected * expected;
  return square <= CONSTANT * (xx / w) ? 0 : square;
}

function meets(
  { observed, expected, fall }: Omit<Measured, 'size'> & { readonly fall: number },
  plan: ScanPlan,
  direction: Direction,
): boolean {
  const { condition } = plan;
  switch (condition.kind) {
    case 'limit':
      return direction === 'worse' && fall > 0;
    case 'ratio': {
      const isUp = (plan.worse === 'higher') === (direction === 'worse');
      return isUp ? observed > condition.ratio * expected : observed < expected / condition.ratio;
    }
    case 'difference':
      return (direction === 'worse' ? fall : -fall) >= condition.difference;
  }
}
