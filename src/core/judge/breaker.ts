/** Stops calling an endpoint that does not answer, and looks again after a while. State as a value: replace it, do not change it. */
import type { Failure } from './failure';

export interface Breaker {
  /** Failures in a row that are the endpoint's. */
  readonly failures: number;
  /** Milliseconds since 1970 until which nothing is called; 0 when it is closed. */
  readonly openUntil: number;
  /** Why it is open; empty when it is closed. */
  readonly reason: string;
}

export const CLOSED: Breaker = { failures: 0, openUntil: 0, reason: '' };

const OPENS_AT = 5;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 600_000;
/** Somebody has to pay or to mend a key; asking more often does not help. */
const BLOCK_PAUSE_MS = 600_000;

export function afterSuccess(): Breaker {
  return CLOSED;
}

/** @param now milliseconds since 1970 */
export function afterFailure(breaker: Breaker, failure: Failure, now: number): Breaker {
  if (failure.then === 'item') return breaker;
  const reason = `${failure.error}: ${failure.message}`;
  if (failure.then === 'block') return { failures: breaker.failures + 1, openUntil: now + BLOCK_PAUSE_MS, reason };
  const failures = breaker.failures + 1;
  // A provider that says when to come back is alive; its pace is not a failure of it.
  if (failure.error === 'rate_limited' || failures < OPENS_AT) return { ...breaker, failures };
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - OPENS_AT));
  return { failures, openUntil: now + pause, reason };
}

export function isOpen({ openUntil }: Breaker, now: number): boolean {
  return now < openUntil;
}
