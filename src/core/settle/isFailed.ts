import type { SettleSpan } from './settleInput';

/** An exception that a span only mentions does not make it fail: its status or its error type must say so. */
export function isFailed({ status, error_type }: Pick<SettleSpan, 'status' | 'error_type'>): boolean {
  return status === 'error' || error_type !== '';
}
