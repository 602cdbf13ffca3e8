/** Year 5138 in seconds, 1973 in milliseconds: times of no log that this product reads lie in the gaps between the units. */
const UNITS: readonly (readonly [below: number, nanoseconds: bigint])[] = [
  [1e11, 1_000_000_000n],
  [1e14, 1_000_000n],
  [1e17, 1_000n],
  [Infinity, 1n],
];

const TEXT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i;

/**
 * A time of a log as nanoseconds since 1970-01-01 UTC.
 *
 * Text is ISO 8601 with up to nine decimals, or what ClickHouse prints; without a zone it is UTC. A number, also as text,
 * counts seconds, milliseconds, microseconds or nanoseconds, told apart by its size.
 * @returns undefined when it is no time, or one before 1970
 */
export function parseTime(value: string | number): bigint | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? scale(value) : undefined;
  const trimmed = value.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return /^\d{17,19}$/.test(trimmed) ? BigInt(trimmed) : scale(Number(trimmed));
  const [, day, clock, fraction = '', zone = 'Z'] = TEXT.exec(trimmed) ?? [];
  if (day === undefined) return undefined;
  const seconds = clock === undefined ? '00:00:00' : clock.length === 5 ? `${clock}:00` : clock;
  const ms = Date.parse(`${day}T${seconds}${/^utc$/i.test(zone) ? 'Z' : zone.toUpperCase()}`);
  if (Number.isNaN(ms) || ms < 0) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function scale(value: number): bigint {
  const [, nanoseconds] = UNITS.find(([below]) => value < below) ?? [0, 1n];
  const whole = Math.floor(value);
  return BigInt(whole) * nanoseconds + BigInt(Math.round((value - whole) * Number(nanoseconds)));
}
