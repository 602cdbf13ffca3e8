import type { Yardstick } from './peak';
import type { ScanPlan } from './scanPlan';
import { spreadOf } from './spread';

/** Standard normal quantile of 0.8, for a power of 80 %. */
const Z_POWER = 0.84;

/**
 * Smallest fall that the rule sees with 80 % power within a time (statistics §4):
 * (z* + 0.84) sqrt(v (1/n_W + 1/n0) + tau2 (1/max(1, W/24) + 1/28)).
 * @param perDay effective answers a day
 * @param hours W
 * @returns in the unit of the metric; null without answers
 */
export function sensitivity(
  rule: { readonly z: number; readonly perDay: number; readonly hours: number },
  yardstick: Omit<Yardstick, 'mean'>,
  plan: Pick<ScanPlan, 'condition'>,
): number | null {
  const size = (rule.perDay * rule.hours) / 24;
  if (!(size > 0)) return null;
  const { sampling, baseline, days } = spreadOf({ size, hours: rule.hours }, yardstick, plan);
  return (rule.z + Z_POWER) * Math.sqrt(sampling + baseline + days);
}

/**
 * How many times more answers a day would bring the sensitivity down to `wanted`.
 * @returns null when no number of answers does, because days differ too much from each other or the baseline is too small
 */
export function answersFactor(
  wanted: number,
  rule: { readonly z: number; readonly perDay: number; readonly hours: number },
  yardstick: Omit<Yardstick, 'mean'>,
  plan: Pick<ScanPlan, 'condition'>,
): number | null {
  const size = (rule.perDay * rule.hours) / 24;
  if (!(size > 0) || !(wanted > 0)) return null;
  const { sampling, baseline, days } = spreadOf({ size, hours: rule.hours }, yardstick, plan);
  const left = (wanted / (rule.z + Z_POWER)) ** 2 - baseline - days;
  return left > 0 ? sampling / left : null;
}
