const HOUR_MS = 3_600_000;

/** Ends of a time range, milliseconds since 1970-01-01 UTC. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * SQL that a query ran, with its time range as macros again, so that it follows the range when a person goes on with it.
 * Of a question that reads with several statements the first, which holds the figures.
 */
export function sqlWithMacros(sql: string, { from, to }: Range): string {
  const [first = ''] = sql.split(/;\n\n/);
  const hour = (ms: number): string => `'${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}'`;
  const ends: readonly (readonly [text: string, macro: string])[] = [
    [`fromUnixTimestamp64Milli(${from})`, '$__fromTime'],
    [`fromUnixTimestamp64Milli(${to})`, '$__toTime'],
    [hour(Math.floor(from / HOUR_MS) * HOUR_MS), 'toStartOfHour($__fromTime)'],
    [hour(Math.ceil(to / HOUR_MS) * HOUR_MS), '$__toTime'],
  ];
  return ends.reduce((text, [literal, macro]) => text.replaceAll(literal, macro), first);
}
