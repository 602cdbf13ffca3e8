/**
 * The standardised scan of statistics §2.4 in plain TypeScript: the reference that the SQL of src/server/worse is held
 * against. Pure, in one pass over the cells.
 */
import { makeBaseline, isBaseline, type BaselineSums } from './baseline';
import { addCell, noSums, sizeOf, type Cell } from './cell';
import { dayVariance } from './dayVariance';
import { hourSums, type HourSums } from './hourSums';
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

/** @param cells of one segment, in any order; several cells of one hour and topic are added up */
export function scanCells(cells: readonly Cell[], plan: ScanPlan): ScanResult {
  const baseline = makeBaseline(cells, plan);
  const expectation = baseline ?? { expected: () => 0, expectedVariance: () => 0 };
  const before = hourSums(
    cells.filter((cell) => isBaseline(cell, plan)),
    expectation,
  );
  const recent = hourSums(
    cells.filter(({ hour }) => hour >= plan.recentFrom && hour < plan.end),
    expectation,
  );
  const tau2 = baseline === null ? 0 : dayVariance(before, plan.baseFrom, baseline.variance);
  const yardstick = yardstickOf(baseline, tau2);
  const windows = readWindows(recent, plan);
  const find = (direction: Direction): Peak | null =>
    yardstick === null && plan.condition.kind !== 'limit' ? null : bestWindow(windows, yardstick ?? NO_BASELINE, plan, direction);
  return {
    baseline: baseline === null ? null : { ...sumsOf(baseline), tau2 },
    recent: wholeOf(recent, baseline !== null),
    worse: find('worse'),
    better: find('better'),
  };
}

/** A fixed limit can be held against answers without any baseline. */
const NO_BASELINE: Yardstick = { mean: 0, variance: 0, size: 0, days: 0, tau2: 0 };

function yardstickOf(baseline: BaselineSums | null, tau2: number): Yardstick | null {
  if (baseline === null) return null;
  const { mean, variance, size, days } = baseline;
  return { mean, variance, size, days, tau2 };
}

function sumsOf({ n, size, mean, variance, days }: BaselineSums): BaselineSums {
  return { n, size, mean, variance, days };
}

function wholeOf(hours: readonly HourSums[], hasBaseline: boolean): ScanResult['recent'] {
  const sums = noSums();
  hours.forEach((hour) => addCell(sums, hour));
  const expected = hours.reduce((sum, hour) => sum + hour.expected, 0);
  const { n, w, x } = sums;
  return { n, size: sizeOf(sums), mean: w > 0 ? x / w : null, expected: w > 0 && hasBaseline ? expected / w : null };
}
