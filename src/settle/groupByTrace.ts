/** Rows by trace, in their order. */
export function groupByTrace<T extends { readonly trace_id: string } | { readonly traceId: string }>(
  rows: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const id = 'trace_id' in row ? row.trace_id : row.traceId;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return groups;
}
