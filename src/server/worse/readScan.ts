import type { Peak } from '../../core/worse/peak';
import type { ScanResult } from '../../core/worse/scanCells';
import type { ScanPlan } from '../../core/worse/scanPlan';

export interface SegmentScan {
  /** Values of the group-by columns, in their order. */
  readonly segment: readonly string[];
  readonly result: ScanResult;
}

/** Rows of scanStatement. @param groups number of group-by columns */
export function readScan(rows: readonly (readonly unknown[])[], plan: ScanPlan, groups: number): SegmentScan[] {
  return rows.map((row) => {
    const [n, size, mean, variance, days, tau2, recentN, recentSize, recentMean, recentExpected, worse, better] = row.slice(groups);
    return {
      segment: row.slice(0, groups).map(String),
      result: {
        baseline:
          Number(n) === 0
            ? null
            : {
                n: Number(n),
                size: Number(size),
                mean: Number(mean),
                variance: Number(variance),
                days: Number(days),
                tau2: Number(tau2),
              },
        recent: { n: Number(recentN), size: Number(recentSize), mean: numberOrNull(recentMean), expected: numberOrNull(recentExpected) },
        worse: peakOf(worse, plan),
        better: peakOf(better, plan),
      },
    };
  });
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

/** A tuple (hours, n, size, observed, expected, z, meets); zeros stand for no window. */
function peakOf(value: unknown, plan: ScanPlan): Peak | null {
  if (!Array.isArray(value)) return null;
  const [hours = 0, n = 0, size = 0, observed = 0, expected = 0, z = 0, meets = 0] = value.map(Number);
  if (hours === 0) return null;
  const fall = plan.worse === 'higher' ? observed - expected : expected - observed;
  return { z, hours, n, size, observed, expected, fall, meets: meets === 1 };
}
