import { wilson, Z_95, type Interval } from '../stats/wilson';
import type { Peak, Yardstick } from './peak';
import type { ScanPlan } from './scanPlan';
import { spreadOf } from './spread';

/**
 * 95 % interval of the fall at the window that was found, from the spread of statistics §2.4, step 4 (of a rate Wilson's, §2.2). Of a mean: fall ± 1.96 standard errors, the three parts of the
 * spread together. Of a rate: Wilson's interval of the observed rate, widened by the baseline's parts, against the
 * expected rate. The window was chosen because it stands out, so the fall is on the high side when z is just above z*.
 */
export function fallInterval(peak: Peak, yardstick: Yardstick, plan: ScanPlan): Interval {
  const { sampling, baseline, days } = spreadOf(peak, yardstick, plan);
  if (plan.law !== 'rate') {
    // The evidence of a cost has its own variance in it; taken back out of z it gives the same standard error.
    const error = plan.law === 'cost' && peak.z !== 0 ? Math.abs(peak.fall / peak.z) : Math.sqrt(sampling + baseline + days);
    return { lower: peak.fall - Z_95 * error, upper: peak.fall + Z_95 * error };
  }
  const { lower, upper } = wilson(peak.observed, peak.size);
  const between = Z_95 * Math.sqrt(baseline + days);
  const [down, up] = [Math.hypot(peak.observed - lower, between), Math.hypot(upper - peak.observed, between)];
  return plan.worse === 'higher' ? { lower: peak.fall - down, upper: peak.fall + up } : { lower: peak.fall - up, upper: peak.fall + down };
}
