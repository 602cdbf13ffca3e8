import type { BaselineSums } from './baseline';
import { addCell, noSums, sizeOf } from './cell';
import { varianceBetween, type DaySums } from './dayVariance';
import type { HourSums } from './hourSums';
import { bestWindow, type Direction, type Peak, type Yardstick } from './peak';
import type { ScanPlan } from './scanPlan';
import { readWindows } from './windows';

export interface ScanResult {
  /** Null when the baseline is empty. */
  readonly baseline: (BaselineSums & { readonly tau2: number }) | null;
  /** The whole recent part. */
  readonly recent: { readonly n: number; readonly size: number; readonly mean: number | null; readonly expected: number | null };
  /** The window that speaks most for each direction; null when no window has enough answers. */
  readonly worse: Peak | null;
  readonly better: Peak | null;
}

/** What is left of the cells of one segment when they have been added up. */
export interface ScanSums {
  readonly baseline: BaselineSums | null;
  /** Of the baseline. */
  readonly days: readonly DaySums[];
  /** Hours of the scan that have answers, ascending. */
  readonly recent: readonly HourSums[];
}

/** A fixed limit can be held against answers without any baseline. */
const NO_BASELINE: Yardstick = { mean: 0, variance: 0, size: 0, days: 0, tau2: 0 };

/** Steps 2 to 5 of statistics §2.4: the windows, their evidence and the strongest of them. */
export function finishScan({ baseline, days, recent }: ScanSums, plan: ScanPlan): ScanResult {
  const known = baseline === null ? null : { ...baseline, tau2: varianceBetween(days, baseline.variance) };
  const windows = readWindows(recent, plan);
  const find = (direction: Direction): Peak | null =>
    known === null && plan.condition.kind !== 'limit' ? null : bestWindow(windows, known ?? NO_BASELINE, plan, direction);
  return { baseline: known, recent: wholeOf(recent, baseline !== null), worse: find('worse'), better: find('better') };
}

function wholeOf(hours: readonly HourSums[], hasBaseline: boolean): ScanResult['recent'] {
  const sums = noSums();
  hours.forEach((hour) => addCell(sums, hour));
  const expected = hours.reduce((sum, hour) => sum + hour.expected, 0);
  const { n, w, x } = sums;
  return { n, size: sizeOf(sums), mean: w > 0 ? x / w : null, expected: w > 0 && hasBaseline ? expected / w : null };
}
