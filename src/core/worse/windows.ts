import { addCell, noSums } from './cell';
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
  const sums = { ...noSums(), expected: 0, expectedVariance: 0 };
  const all: Window[] = [];
  for (const hour of [...recent].reverse()) {
    addCell(sums, hour);
    sums.expected += hour.expected;
    sums.expectedVariance += hour.expectedVariance;
    all.push({ hours: (plan.end - hour.hour) / HOUR_SECONDS, sums: { ...sums } });
  }
  if (plan.windows === null) return all;
  return plan.windows.flatMap((length) => {
    const last = all.findLast(({ hours }) => hours <= length);
    return last === undefined ? [] : [{ hours: length, sums: last.sums }];
  });
}
