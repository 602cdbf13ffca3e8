import type { Yardstick } from './peak';
import type { ScanPlan } from './scanPlan';

/** The three parts of the variance of a window's mean minus its expectation (statistics §2.4, step 4). */
export interface Spread {
  /** v / N_w: chance of the window's own answers. */
  readonly sampling: number;
  /** v / n0: chance of the baseline's answers. */
  readonly baseline: number;
  /** tau2 (1 / max(1, w / 24) + 1 / days of the baseline): days differ from each other beyond chance. */
  readonly days: number;
}

/** @param window effective answers and length in hours */
export function spreadOf(
  window: { readonly size: number; readonly hours: number },
  { variance, size, days, tau2 }: Omit<Yardstick, 'mean'>,
  { condition }: Pick<ScanPlan, 'condition'>,
): Spread {
  const own = 1 / Math.max(1, window.hours / 24);
  // A limit is a number, not an estimate: no baseline stands behind it.
  const isLimit = condition.kind === 'limit';
  return {
    sampling: variance / window.size,
    baseline: isLimit || size === 0 ? 0 : variance / size,
    days: tau2 * (own + (isLimit || days === 0 ? 0 : 1 / days)),
  };
}
