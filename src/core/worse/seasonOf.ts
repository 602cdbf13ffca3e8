import { HOUR_SECONDS } from './scanPlan';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * Hour of the week by the clock of a zone, Monday 00 h is 0; modulo 24 it is the hour of the day. On the days when clocks
 * change one hour of the day has no or two UTC hours, and everything after it stays with people's hours.
 * @param timezone IANA zone
 * @returns function of seconds since 1970-01-01 UTC; a zone that is off by half an hour counts an hour where it begins
 */
export function seasonOf(timezone: string): (hour: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' });
  const known = new Map<number, number>();
  return (hour) => {
    const slot = Math.floor(hour / HOUR_SECONDS);
    const cached = known.get(slot);
    if (cached !== undefined) return cached;
    const parts = format.formatToParts(slot * HOUR_SECONDS * 1000);
    const day = DAYS.indexOf(parts.find(({ type }) => type === 'weekday')?.value ?? '');
    const season = 24 * day + Number(parts.find(({ type }) => type === 'hour')?.value ?? 0);
    known.set(slot, season);
    return season;
  };
}
