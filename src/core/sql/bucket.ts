import { param, sql, type Sql } from './sql';

const HOUR_MS = 3_600_000;

/** Bucket widths in hours that divide a day, then days and weeks. */
const WIDTHS_HOURS = [1, 2, 3, 6, 12, 24, 168] as const;

/**
 * Width of the buckets of a series: the narrowest that gives at most `maxPoints` and is not below what was asked.
 * @returns milliseconds; at least an hour, as scores are kept by the hour
 */
export function bucketWidth(rangeMs: number, maxPoints: number, askedMs = 0): number {
  const wanted = Math.max(askedMs, rangeMs / Math.max(1, maxPoints));
  const hours = WIDTHS_HOURS.find((width) => width * HOUR_MS >= wanted) ?? 168;
  return hours * HOUR_MS;
}

/**
 * Start of the bucket of `hour` as seconds since 1970-01-01 UTC. Buckets of several hours, days and weeks are cut by the
 * viewer's clock, also on days with 23 or 25 hours; scores are kept by whole UTC hours, so in a zone that is off by a
 * half an hour belongs to the bucket in which it begins.
 */
export function bucketStart(widthMs: number, timezone: string): Sql {
  const hours = widthMs / HOUR_MS;
  if (hours <= 1) return sql`toUnixTimestamp(hour)`;
  const zone = param(timezone, 'String');
  if (hours >= 168) return sql`toUnixTimestamp(toDateTime(toMonday(hour, ${zone}), ${zone}))`;
  if (hours >= 24) return sql`toUnixTimestamp(toStartOfDay(hour, ${zone}))`;
  return sql`toUnixTimestamp(toStartOfInterval(hour, toIntervalHour(${param(hours, 'UInt32')}), ${zone}))`;
}

/**
 * @returns the zone by the name that this runtime gives it, UTC when it knows none; `browser` and an empty text mean
 *   nobody has said. Offsets such as +05:30 are no zones to ClickHouse.
 */
export function knownZone(timezone: string): string {
  const met = zones.get(timezone);
  if (met !== undefined) return met;
  const zone = nameOf(timezone);
  if (zones.size < MOST_ZONES) zones.set(timezone, zone);
  return zone;
}

/** Asking the runtime takes nearly a millisecond, in every answer; names come from callers, so there is an end to them. */
const zones = new Map<string, string>();
const MOST_ZONES = 1000;

function nameOf(timezone: string): string {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions();
    return /^[A-Za-z][A-Za-z0-9_+/-]*$/.test(timeZone) ? timeZone : 'UTC';
  } catch {
    return 'UTC';
  }
}
