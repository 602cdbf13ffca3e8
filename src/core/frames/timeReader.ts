type Reader = (value: unknown) => number | null;

const TIME = /^(?:Date|Date32|DateTime(?:\('([^']+)'\))?|DateTime64\(\d(?:, '([^']+)')?\))$/;

/**
 * Reader of a time column: "2026-11-25 06:00:00.123456789" by the clock of the column's zone to milliseconds since
 * 1970-01-01 UTC. Days begin at midnight UTC.
 * @param type ClickHouse type; without a zone it is UTC, in which the product's statements run
 * @returns null when the type is no time
 */
export function timeReader(type: string): Reader | null {
  const match = TIME.exec(type);
  if (match === null) return null;
  const zone = match[1] ?? match[2] ?? 'UTC';
  const offset = zone === 'UTC' ? () => 0 : zoneOffset(zone);
  return (value) => {
    if (typeof value !== 'string') return null;
    const wall = Date.parse(`${value.slice(0, 10)}T${value.slice(11, 23) || '00:00:00'}Z`);
    return Number.isNaN(wall) ? null : wall - offset(wall);
  };
}

const HOUR_MS = 3_600_000;

/**
 * Milliseconds by which the zone's clock is ahead of UTC when it shows `wall`. Of the hour that a clock shows twice the
 * first is meant, as the text does not say which.
 */
function zoneOffset(zone: string): (wall: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const known = new Map<number, number>();
  const at = (utc: number): number => {
    const name = format.formatToParts(utc).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] = /GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(name) ?? [];
    return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  };
  // Zones change at quarters of an hour at the finest.
  const slot = (wall: number): number => Math.floor(wall / (HOUR_MS / 4));
  return (wall) => {
    const cached = known.get(slot(wall));
    if (cached !== undefined) return cached;
    // The larger offset is the earlier moment; it holds when the clock really shows `wall` then.
    const candidates = [...new Set([at(wall - 24 * HOUR_MS), at(wall + 24 * HOUR_MS)])].sort((a, b) => b - a);
    const found = candidates.find((offset) => at(wall - offset) === offset) ?? candidates[0] ?? 0;
    known.set(slot(wall), found);
    return found;
  };
}
