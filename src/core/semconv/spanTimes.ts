/** 2000-01-01 UTC; an earlier time is a clock that was never set. */
const EARLIEST = 946_684_800_000_000_000n;
const DAY = 86_400_000_000_000n;

export interface SpanTimes {
  readonly start: bigint;
  readonly end: bigint;
  readonly flags: readonly string[];
}

/**
 * Times that can be stored and averaged: a missing or absurd one is taken from the other end or from the time of
 * receipt, and an end before the start becomes the start. Each repair leaves a flag.
 */
export function spanTimes(start: bigint, end: bigint, receivedAt: bigint): SpanTimes {
  const usable = (time: bigint): boolean => time >= EARLIEST && time <= receivedAt + DAY;
  const [startOk, endOk] = [usable(start), usable(end)];
  const from = startOk ? start : endOk ? end : receivedAt;
  const to = endOk ? end : from;
  const flags = startOk && endOk ? [] : ['time_inferred'];
  return to < from ? { start: from, end: from, flags: [...flags, 'end_before_start'] } : { start: from, end: to, flags };
}
