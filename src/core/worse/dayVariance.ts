import { reaches, sizeOf } from './cell';
import type { HourSums } from './hourSums';
import { HOUR_SECONDS } from './scanPlan';

/** Answers that a day needs, and days that are needed, for a day-to-day variance to be read from them (statistics §2.4, step 3). */
export const MIN_DAY_SIZE = 5;
export const MIN_DAYS = 6;

/**
 * Day-to-day variance beyond sampling, by the method of moments (DerSimonian and Laird 1986; statistics §2.4, step 3):
 * over baseline days with at least 5 answers, d = R / n, tau2 = max(0, Σ d² / (D-1) - mean(v / n)).
 * @param hours baseline hours
 * @param baseFrom start of the first block of 24 hours, seconds
 * @param variance v, variance of one answer
 */
export function dayVariance(hours: readonly HourSums[], baseFrom: number, variance: number): number {
  const days = new Map<number, { w: number; w2: number; r: number }>();
  for (const { hour, w, w2, x, expected } of hours) {
    const day = Math.floor((hour - baseFrom) / (24 * HOUR_SECONDS));
    const sums = days.get(day) ?? { w: 0, w2: 0, r: 0 };
    days.set(day, { w: sums.w + w, w2: sums.w2 + w2, r: sums.r + expected - x });
  }
  const counted = [...days.values()].filter((day) => reaches(sizeOf(day), MIN_DAY_SIZE));
  if (counted.length < MIN_DAYS) return 0;
  const squares = counted.reduce((sum, { r, w }) => sum + (r / w) ** 2, 0) / (counted.length - 1);
  const sampling = counted.reduce((sum, day) => sum + variance / sizeOf(day), 0) / counted.length;
  return Math.max(0, squares - sampling);
}
