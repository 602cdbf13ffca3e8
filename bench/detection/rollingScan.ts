/**
 * The scan of a stream with one topic at many hours one after the other. It keeps running sums by hour, so that an evaluation
 * takes microseconds where scanCells reads five weeks anew. It is no authority: detection.ts holds it against the
 * product's SQL and against scanCells in the same run, and prints the largest difference.
 */
import { PRIOR_ANSWERS } from '../../src/core/worse/baseline';
import { MIN_DAYS, MIN_DAY_SIZE } from '../../src/core/worse/dayVariance';
import { MIN_BASELINE, MIN_BASELINE_DAYS } from '../../src/core/worse/judgeSegment';
import { BASELINE_DAYS, SCAN_HOURS } from '../../src/core/worse/scanPlan';
import { sumsAt, WARM_UP, type Stream } from './stream';
import { RULE, type Watcher } from './watch';

export interface RollingPeak {
  readonly z: number;
  readonly fall: number;
  readonly hours: number;
}

const LEAST_FALL = RULE.condition.kind === 'difference' ? RULE.condition.difference : 0;

/** @returns the strongest window at an hour, from the end of the warm-up on; null where the rule cannot speak */
export function rollingScan(stream: Stream): (hour: number) => RollingPeak | null {
  const hours = stream.length / 5;
  const n = new Float64Array(hours);
  const x = new Float64Array(hours);
  const xx = new Float64Array(hours);
  for (let hour = 0; hour < hours; hour++) {
    const sums = sumsAt(stream, hour);
    [n[hour], x[hour], xx[hour]] = [sums.n, sums.x, sums.xx];
  }
  const at = (values: Float64Array, hour: number): number => values[hour] ?? 0;
  return (end) => {
    const from = end - WARM_UP;
    const [cellN, cellX] = [new Float64Array(24), new Float64Array(24)];
    let [N, X, XX] = [0, 0, 0];
    for (let hour = from; hour < end - SCAN_HOURS; hour++) {
      const place = hour % 24;
      cellN[place] = at(cellN, place) + at(n, hour);
      cellX[place] = at(cellX, place) + at(x, hour);
      N += at(n, hour);
      X += at(x, hour);
      XX += at(xx, hour);
    }
    const mean = X / N;
    const variance = XX / N - mean * mean;
    const usual = cellN.map((count, place) => (at(cellX, place) + PRIOR_ANSWERS * mean) / (count + PRIOR_ANSWERS));
    let [days, counted, squares, shares] = [0, 0, 0, 0];
    for (let day = 0; day < BASELINE_DAYS; day++) {
      let [size, lost] = [0, 0];
      for (let hour = from + day * 24; hour < from + (day + 1) * 24; hour++) {
        size += at(n, hour);
        lost += at(n, hour) * at(usual, hour % 24) - at(x, hour);
      }
      if (size > 0) days++;
      if (size < MIN_DAY_SIZE) continue;
      counted++;
      squares += (lost / size) ** 2;
      shares += 1 / size;
    }
    if (N < MIN_BASELINE || days < MIN_BASELINE_DAYS) return null;
    const tau2 = counted < MIN_DAYS ? 0 : Math.max(0, squares / (counted - 1) - (variance * shares) / counted);
    let best: RollingPeak | null = null;
    let [size, lost] = [0, 0];
    for (let w = 1; w <= SCAN_HOURS; w++) {
      const hour = end - w;
      if (at(n, hour) === 0) continue;
      size += at(n, hour);
      lost += at(n, hour) * at(usual, hour % 24) - at(x, hour);
      if (size < RULE.minSize) continue;
      const fall = lost / size;
      const z = fall / Math.sqrt(variance / size + variance / N + tau2 * (1 / Math.max(1, w / 24) + 1 / days));
      if (best === null || z > best.z) best = { z, fall, hours: w };
    }
    return best;
  };
}

export function scanWatcher(stream: Stream, zNeeded: number = RULE.zStar): Watcher {
  const scan = rollingScan(stream);
  return (hour) => {
    const peak = scan(hour);
    return peak !== null && peak.z >= zNeeded && peak.fall >= LEAST_FALL;
  };
}
