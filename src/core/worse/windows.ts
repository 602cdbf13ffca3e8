import { noSums } from './cell';
import type { HourSums } from './hourSums';
import { HOUR_SECONDS, type ScanPlan } from './scanPlan';

/** The answers from a start until now. */
export interface Window {
  /** Length in hours, from the start to the end of the data. */
  readonly hours: number;
  readonly sums: Omit<HourSums, 'hour'>;
}

/**
 * Sums of the recent hours, cumulated from now backwards (statistics §2.4, step 2), shortest first. Only hours with
 * answers begin a window: one without would only stretch it. With `plan.windows` set, those lengths alone.
 * @param recent hours in ascending order
 */
export function readWindows(recent: readonly HourSums[], plan: Pick<ScanPlan, 'end' | 'windows'>): Window[] {
  const all: Window[] = [];
  let sums: Window['sums'] = { ...noSums(), expected: 0, expectedVariance: 0 };
  for (const hour of recent.toReversed()) {
    // Written out: copying with a spread takes ten times as long, and a scan makes 168 of them a segment.
    sums = {
      n: sums.n + hour.n,
      w: sums.w + hour.w,
      w2: sums.w2 + hour.w2,
      x: sums.x + hour.x,
      xx: sums.xx + hour.xx,
      expected: sums.expected + hour.expected,
      expectedVariance: sums.expectedVariance + hour.expectedVariance,
    };
    all.push({ hours: (plan.end - hour.hour) / HOUR_SECONDS, sums });
  }
  if (plan.windows === null) return all;
  return plan.windows.flatMap((length) => {
    const last = all.findLast(({ hours }) => hours <= length);
    return last === undefined ? [] : [{ hours: length, sums: last.sums }];
  });
}
