/**
 * The standardised scan of statistics §2.4 in plain TypeScript: the reference that the SQL of src/server/worse is held
 * against. Pure, in one pass over the cells.
 */
import { isBaseline, makeBaseline, type BaselineSums } from './baseline';
import type { Cell } from './cell';
import { daySums } from './dayVariance';
import { finishScan, type ScanResult } from './finishScan';
import { hourSums } from './hourSums';
import type { ScanPlan } from './scanPlan';

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
  return finishScan({ baseline: baseline && sumsOf(baseline), days: daySums(before, plan.baseFrom), recent }, plan);
}

function sumsOf({ n, size, mean, variance, days }: BaselineSums): BaselineSums {
  return { n, size, mean, variance, days };
}
