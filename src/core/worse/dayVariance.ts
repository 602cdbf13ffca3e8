import { reaches, sizeOf } from './cell';
import type { HourSums } from './hourSums';
import { HOUR_SECONDS } from './scanPlan';

/** Answers that a day needs, and days that are needed, for a day-to-day variance to be read from them (statistics §2.4, step 3). */
export const MIN_DAY_SIZE = 5;
export const MIN_DAYS = 6;

/** Sums of one block of 24 hours of the baseline; r is what was expected minus what was seen. */
export interface DaySums {
  readonly w: number;
  readonly w2: number;
  readonly r: number;
}

/**
 * @param hours baseline hours
 * @param baseFrom start of the first block of 24 hours, seconds
 */
export function daySums(hours: readonly HourSums[], baseFrom: number): DaySums[] {
  const days = new Map<number, DaySums>();
  for (const { hour, w, w2, x, expected } of hours) {
    const day = Math.floor((hour - baseFrom) / (24 * HOUR_SECONDS));
    const sums = days.get(day) ?? { w: 0, w2: 0, r: 0 };
    days.set(day, { w: sums.w + w, w2: sums.w2 + w2, r: sums.r + expected - x });
  }
  return [...days.values()];
}

/**
 * Day-to-day variance beyond sampling, by the method of moments (DerSimonian and Laird 1986; statistics §2.4, step 3):
 * over baseline days with at least 5 answers, d = R / n, tau2 = max(0, Σ d² / (D-1) - mean(v / n)).
 * @param variance v, variance of one answer
 */
export function varianceBetween(days: readonly DaySums[], variance: number): number {
  const counted = days.filter((day) => day.w > 0 && reaches(sizeOf(day), MIN_DAY_SIZE));
  if (counted.length < MIN_DAYS) return 0;
  const squares = counted.reduce((sum, { r, w }) => sum + (r / w) ** 2, 0) / (counted.length - 1);
  const sampling = counted.reduce((sum, day) => sum + variance / sizeOf(day), 0) / counted.length;
  return Math.max(0, squares - sampling);
}
