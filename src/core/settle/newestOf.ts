/**
 * Of rows that came more than once the one that was received last, as the store decides it. Of two that were received
 * at the same instant the one with the larger text form stays, so that their order does not matter.
 */
export function newestOf<T extends { readonly ingest_ts: bigint }>(rows: readonly T[], keyOf: (row: T) => string): readonly T[] {
  const newest = new Map<string, T>();
  for (const row of rows) {
    const known = newest.get(keyOf(row));
    if (known === undefined || isNewer(row, known)) newest.set(keyOf(row), row);
  }
  return newest.size === rows.length ? rows : [...newest.values()];
}

function isNewer<T extends { readonly ingest_ts: bigint }>(row: T, known: T): boolean {
  return row.ingest_ts === known.ingest_ts ? textOf(row) > textOf(known) : row.ingest_ts > known.ingest_ts;
}

function textOf(row: object): string {
  return JSON.stringify(row, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    return value instanceof Map ? [...value].sort() : value;
  });
}
