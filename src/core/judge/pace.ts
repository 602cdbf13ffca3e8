/** How many calls are in flight at once: half after a 429, one more each minute without (additive increase, multiplicative decrease). */
export interface Pace {
  readonly limit: number;
  /** Milliseconds since 1970 of the last change. */
  readonly changedAt: number;
  /** Nothing is called before, milliseconds since 1970. */
  readonly pausedUntil: number;
}

const STEP_MS = 60_000;
/** Calls that were in flight together are told 429 together: that is one sign, not many. */
const ONE_SIGN_MS = 1_000;

export function startPace(limit: number, now: number): Pace {
  return { limit, changedAt: now, pausedUntil: 0 };
}

/** @param waitMs what the provider asked for */
export function slower(pace: Pace, waitMs: number | undefined, now: number): Pace {
  const pausedUntil = Math.max(pace.pausedUntil, now + (waitMs ?? 0));
  if (now - pace.changedAt < ONE_SIGN_MS && pace.pausedUntil > 0) return { ...pace, pausedUntil };
  return { limit: Math.max(1, Math.floor(pace.limit / 2)), changedAt: now, pausedUntil };
}

/** @param most the configured limit */
export function faster(pace: Pace, most: number, now: number): Pace {
  const steps = Math.floor((now - pace.changedAt) / STEP_MS);
  return steps <= 0 || pace.limit >= most
    ? pace
    : { ...pace, limit: Math.min(most, pace.limit + steps), changedAt: pace.changedAt + steps * STEP_MS };
}
