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
 * Start of the bucket of `hour` as seconds since 1970-01-01 UTC. Days and weeks begin at midnight in the viewer's zone,
 * also when the clock changes; hours of a zone that is off by a half are cut at whole UTC hours, which is how they are kept.
 */
export function bucketStart(widthMs: number, timezone: string): Sql {
  const hours = widthMs / HOUR_MS;
  if (hours <= 1) return sql`toUnixTimestamp(hour)`;
  // toDate takes its zone as a constant, so a checked name is bound like any other value.
  const zone = param(timezone, 'String');
  if (hours >= 168) return sql`toUnixTimestamp(toDateTime(toMonday(hour, ${zone}), ${zone}))`;
  if (hours >= 24) return sql`toUnixTimestamp(toStartOfDay(hour, ${zone}))`;
  const count = param(hours, 'UInt32');
  return sql`toUnixTimestamp(toStartOfDay(hour, ${zone}) + toIntervalHour(intDiv(toHour(hour, ${zone}), ${count}) * ${count}))`;
}

/** @returns the zone when this runtime knows it, else UTC; `browser` and an empty text mean nobody has said */
export function knownZone(timezone: string): string {
  if (timezone === '' || timezone === 'browser' || timezone.toLowerCase() === 'utc') return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
