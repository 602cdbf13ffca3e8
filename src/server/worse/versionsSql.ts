/** Two versions side by side: sums by topic since the newer one was first seen, a pair of rows a segment and topic. */
import { noSums, type CellSums } from '../../core/worse/cell';
import type { VersionSums } from '../../core/worse/judgeVersions';
import { EMPTY, join, sql, type Sql } from '../../core/sql/sql';
import { cellSource, groupName, type CellQuery } from './cellSource';

export interface VersionPair {
  readonly field: string;
  readonly old: string;
  readonly new: string;
}

/**
 * [...segment, topic, 1 for the new version, first hour of the new version, n, w, ww, x, xx]. The first hour is that of the
 * segment: elsewhere the new version may have come earlier.
 */
export function versionsStatement(cells: CellQuery, { field, old, new: next }: VersionPair): Sql {
  const names = cells.groupBy.map((_, index) => groupName(index));
  const g = names.length === 0 ? EMPTY : sql`${join(names, ', ')}, `;
  const partition = names.length === 0 ? EMPTY : sql`PARTITION BY ${join(names, ', ')}`;
  const both: CellQuery = {
    ...cells,
    filters: [...cells.filters, { field, operator: 'in', values: [old, next] }],
    // `base` then tells the new version from the old one.
    release: { field, version: next },
  };
  return sql`SELECT ${g}t, base, any(first), sum(n), sum(w), sum(ww), sum(x), sum(xx)
FROM (SELECT *, minIf(h, base = 1) OVER (${partition}) AS first FROM ${cellSource(both)} WHERE w > 0)
WHERE h >= first
GROUP BY ${g}t, base`;
}

/** @returns sums by the JSON text of the group-by values */
export function readVersions(rows: readonly (readonly unknown[])[], groups: number): Map<string, VersionSums> {
  const segments = new Map<string, { since: number | null; topics: Map<string, { old: CellSums; new: CellSums }> }>();
  for (const row of rows) {
    const key = JSON.stringify(row.slice(0, groups).map(String));
    const topic = String(row[groups]);
    const [isNew = 0, first = 0, n = 0, w = 0, w2 = 0, x = 0, xx = 0] = row.slice(groups + 1).map(Number);
    const segment = segments.get(key) ?? { since: first > 0 ? first : null, topics: new Map() };
    segments.set(key, segment);
    const pair = segment.topics.get(topic) ?? { old: noSums(), new: noSums() };
    segment.topics.set(topic, { ...pair, [isNew === 1 ? 'new' : 'old']: { n, w, w2, x, xx } });
  }
  return new Map(
    [...segments].map(([key, { since, topics }]) => [key, { since, pairs: [...topics].map(([topic, pair]) => ({ topic, ...pair })) }]),
  );
}
