import type { Severity } from './rules';

/** Codes of the column `severity`. */
export const SEVERITIES = { none: 0, warning: 1, high: 2, critical: 3 } as const;

/**
 * How loud a fall is. The evidence decides whether anything fires; this only sorts what did (statistics §2.4, step 5).
 * @param fall in the unit of the metric, expected in the same
 */
export function severityOf({ of, high, critical }: Severity, fall: number, expected: number): number {
  const measure = of === 'points' ? fall : expected > 0 ? fall / expected : Infinity;
  if (measure >= critical) return SEVERITIES.critical;
  return measure >= high ? SEVERITIES.high : SEVERITIES.warning;
}
