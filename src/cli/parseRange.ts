/** Milliseconds since 1970. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `7d` back from now, or `FROM/TO` as ISO dates or times, UTC where they name no zone. Undefined for anything else. */
export function parseRange(text: string, now: number): TimeRange | undefined {
  const [, count, unit] = /^(\d+)([mhdw])$/.exec(text.trim()) ?? [];
  if (count !== undefined && unit !== undefined) return { from: now - Number(count) * (UNIT_MS[unit] ?? 0), to: now };
  const [from, to, ...more] = text.split('/').map((part) => timeOf(part.trim()));
  if (from === undefined || to === undefined || more.length > 0 || Number.isNaN(from + to) || from >= to) return undefined;
  return { from, to };
}

function timeOf(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text)) return Number.NaN;
  return Date.parse(/T/.test(text) && !/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? `${text}Z` : text);
}
