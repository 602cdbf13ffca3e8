/**
 * Sums of a stream with one topic, as the product's finishScan takes them, at many hours one after the other. Only the adding
 * up is done here; windows, evidence and rules are the product's. The benchmark holds it against the SQL in the same run.
 */
import { PRIOR_ANSWERS } from '../../src/core/worse/baseline';
import type { ScanSums } from '../../src/core/worse/finishScan';
import type { HourSums } from '../../src/core/worse/hourSums';
import { HOUR_SECONDS, type ScanPlan } from '../../src/core/worse/scanPlan';

/** Answers of each hour since the start of the stream, with Σx and Σx². */
export interface Hourly {
  readonly n: Float64Array;
  readonly x: Float64Array;
  readonly xx: Float64Array;
}

export function noHours(hours: number): Hourly {
  return { n: new Float64Array(hours), x: new Float64Array(hours), xx: new Float64Array(hours) };
}

/** @param first seconds since 1970-01-01 UTC of hour 0, a midnight UTC */
export function rollingSums({ n, x, xx }: Hourly, plan: ScanPlan, first: number): ScanSums {
  const at = (values: Float64Array, hour: number): number => values[hour] ?? 0;
  const hourOf = (seconds: number): number => (seconds - first) / HOUR_SECONDS;
  const to = hourOf(plan.baseTo);
  const [cellN, cellX] = [new Float64Array(24), new Float64Array(24)];
  let [N, X, XX] = [0, 0, 0];
  for (let hour = Math.max(0, hourOf(plan.baseFrom)); hour < to; hour++) {
    cellN[hour % 24] = at(cellN, hour % 24) + at(n, hour);
    cellX[hour % 24] = at(cellX, hour % 24) + at(x, hour);
    N += at(n, hour);
    X += at(x, hour);
    XX += at(xx, hour);
  }
  const plain = N > 0 ? X / N : 0;
  const second = N > 0 ? XX / N : 0;
  const isRate = plan.law === 'rate';
  const mean = isRate ? (X + 0.5) / (N + 1) : plain;
  const topic = (X + PRIOR_ANSWERS * mean) / (N + PRIOR_ANSWERS);
  const usual = cellN.map((count, hour) => (at(cellX, hour) + PRIOR_ANSWERS * topic) / (count + PRIOR_ANSWERS));
  const days: { w: number; w2: number; r: number }[] = [];
  for (let start = hourOf(plan.baseFrom); start < to; start += 24) {
    let [w, r] = [0, 0];
    for (let hour = Math.max(0, start); hour < Math.min(to, start + 24); hour++) {
      w += at(n, hour);
      r += at(n, hour) * at(usual, hour % 24) - at(x, hour);
    }
    if (w > 0) days.push({ w, w2: w, r });
  }
  const recent: HourSums[] = [];
  for (let hour = Math.max(0, hourOf(plan.recentFrom)); hour < hourOf(plan.end); hour++) {
    const w = at(n, hour);
    if (w === 0) continue;
    const expectedVariance = (w * w * second) / (at(cellN, hour % 24) + PRIOR_ANSWERS);
    const expected = w * at(usual, hour % 24);
    recent.push({ hour: first + hour * HOUR_SECONDS, n: w, w, w2: w, x: at(x, hour), xx: at(xx, hour), expected, expectedVariance });
  }
  const variance = isRate ? mean * (1 - mean) : Math.max(0, second - plain * plain);
  return { baseline: N > 0 ? { n: N, size: N, mean, variance, days: days.length } : null, days, recent };
}
