import type { BudgetPeriod } from '../query/budget';

export interface Period {
  /** Milliseconds since 1970-01-01 UTC, the end exclusive. */
  readonly start: number;
  readonly end: number;
}

const HOUR_MS = 3_600_000;

/**
 * The calendar day or month that holds a moment, by the clock of a zone, also when clocks change. Costs are kept by whole
 * hours of UTC: in a zone that is off by half an hour the period begins with the hour in which it begins.
 * @param timezone IANA zone
 */
export function periodOf(now: number, period: BudgetPeriod, timezone: string): Period {
  const clock = clockOf(timezone);
  const { year, month, day } = dateOf(now, clock);
  const [from, to] =
    period === 'day'
      ? [Date.UTC(year, month - 1, day), Date.UTC(year, month - 1, day + 1)]
      : [Date.UTC(year, month - 1, 1), Date.UTC(year, month, 1)];
  return { start: startOf(from, clock), end: startOf(to, clock) };
}

/**
 * First hour at which the zone's clock shows the date.
 * @param date midnight of the date as if it were one of UTC
 */
function startOf(date: number, clock: Intl.DateTimeFormat): number {
  // No zone is further from UTC than 14 hours ahead and 12 behind; a date may begin at 01:00 where clocks change at midnight.
  for (let at = date - 14 * HOUR_MS; at <= date + 13 * HOUR_MS; at += HOUR_MS) {
    const { year, month, day } = dateOf(at + HOUR_MS - 1, clock);
    if (Date.UTC(year, month - 1, day) >= date) return at;
  }
  return date;
}

function dateOf(ms: number, clock: Intl.DateTimeFormat): { readonly year: number; readonly month: number; readonly day: number } {
  const parts = clock.formatToParts(ms);
  const part = (wanted: string): number => Number(parts.find(({ type }) => type === wanted)?.value);
  return { year: part('year'), month: part('month'), day: part('day') };
}

function clockOf(timezone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', { timeZone: timezone, year: 'numeric', month: 'numeric', day: 'numeric' });
}
