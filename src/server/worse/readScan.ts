import { sizeOf } from '../../core/worse/cell';
import type { HourSums } from '../../core/worse/hourSums';
import type { Peak } from '../../core/worse/peak';
import { finishScan, type ScanResult } from '../../core/worse/finishScan';
import type { ScanPlan } from '../../core/worse/scanPlan';

export interface SegmentScan {
  /** Values of the group-by columns, in their order. */
  readonly segment: readonly string[];
  readonly result: ScanResult;
}

/** Rows of sumsStatement, scanned. @param groups number of group-by columns */
export function readSums(rows: readonly (readonly unknown[])[], plan: ScanPlan, groups: number): SegmentScan[] {
  return rows.map((row) => {
    const [n, size, mean, variance, lost, weights, squares, hours] = row.slice(groups);
    const [w, w2] = [numbers(weights), numbers(squares)];
    const days = numbers(lost).map((r, day) => ({ r, w: w[day] ?? 0, w2: w2[day] ?? 0 }));
    const baseline = {
      n: Number(n),
      size: Number(size),
      mean: Number(mean),
      variance: Number(variance),
      days: days.filter((day) => day.w > 0).length,
    };
    const sums = { baseline: baseline.n === 0 ? null : baseline, days, recent: hoursOf(hours) };
    return { segment: row.slice(0, groups).map(String), result: finishScan(sums, plan) };
  });
}

/** A tuple of columns: hour, n, w, ww, x, xx, expected and its variance, ascending. */
function hoursOf(value: unknown): HourSums[] {
  const [hours = [], n = [], w = [], w2 = [], x = [], xx = [], expected = [], variance = []] = Array.isArray(value)
    ? value.map(numbers)
    : [];
  return hours.map((hour, at) => ({
    hour,
    n: n[at] ?? 0,
    w: w[at] ?? 0,
    w2: w2[at] ?? 0,
    x: x[at] ?? 0,
    xx: xx[at] ?? 0,
    expected: expected[at] ?? 0,
    expectedVariance: variance[at] ?? 0,
  }));
}

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

/** Rows of scanStatement. @param groups number of group-by columns */
export function readScan(rows: readonly (readonly unknown[])[], plan: ScanPlan, groups: number): SegmentScan[] {
  return rows.map((row) => {
    const [scalars, worse, better] = row.slice(groups);
    const [n, size, mean, variance, days, tau2, recent]: readonly unknown[] = Array.isArray(scalars) ? scalars : [];
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
        recent: recentOf(recent, Number(n) > 0),
        worse: peakOf(worse, plan),
        better: peakOf(better, plan),
      },
    };
  });
}

/** A tuple (n, w, ww, x, expected); zeros without answers. */
function recentOf(value: unknown, hasBaseline: boolean): ScanResult['recent'] {
  const [n = 0, w = 0, w2 = 0, x = 0, expected = 0] = Array.isArray(value) ? value.map(Number) : [];
  return { n, size: sizeOf({ w, w2 }), mean: w > 0 ? x / w : null, expected: w > 0 && hasBaseline ? expected / w : null };
}

/** A tuple (hours, n, size, observed, expected, z, meets); zeros stand for no window. */
function peakOf(value: unknown, plan: ScanPlan): Peak | null {
  if (!Array.isArray(value)) return null;
  const [hours = 0, n = 0, size = 0, observed = 0, expected = 0, z = 0, meets = 0] = value.map(Number);
  if (hours === 0) return null;
  const fall = plan.worse === 'higher' ? observed - expected : expected - observed;
  return { z, hours, n, size, observed, expected, fall, meets: meets === 1 };
}
