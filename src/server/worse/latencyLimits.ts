import { bucketQuantile, latencyLimit } from '../../core/worse/latencyLimit';
import type { ScanPlan } from '../../core/worse/scanPlan';
import type { Metric } from '../../core/query/worse';
import { EMPTY, join, sql, type Sql } from '../../core/sql/sql';
import { cellSource, groupName, type CellQuery } from './cellSource';

type Latency = Extract<Metric, { readonly kind: 'latency' }>;

/** A request counts as slow at this many times the usual quantile (statistics §2.4). */
const SLOW_FACTOR = 2;

/** Histogram of the baseline by segment: [...segment, buckets, counts]. */
export function histogramStatement(query: CellQuery, plan: ScanPlan): Sql {
  const names = query.groupBy.map((_, index) => groupName(index));
  const by = names.length === 0 ? EMPTY : sql` GROUP BY ${join(names, ', ')}`;
  const columns = names.length === 0 ? EMPTY : sql`${join(names, ', ')}, `;
  return sql`SELECT ${columns}sumMap(histogram) AS counts, mapKeys(counts), mapValues(counts)
FROM ${cellSource({ ...query, from: plan.baseFrom, to: plan.baseTo }, 'histogram')} WHERE base = 1${by}`;
}

export interface SegmentLimit {
  readonly bucket: number;
  readonly ms: number;
}

/** Limit by segment, whose key is the JSON text of the group-by values; none for a segment without requests. */
export function readLimits(rows: readonly (readonly unknown[])[], { quantile }: Latency, groups: number): Map<string, SegmentLimit> {
  return new Map(
    rows.flatMap((row): [string, SegmentLimit][] => {
      const [, buckets, counts] = row.slice(groups);
      const usual = bucketQuantile(histogramOf(buckets, counts), quantile);
      return usual === null ? [] : [[JSON.stringify(row.slice(0, groups).map(String)), latencyLimit(SLOW_FACTOR * usual)]];
    }),
  );
}

function histogramOf(buckets: unknown, counts: unknown): Map<number, number> {
  if (!Array.isArray(buckets) || !Array.isArray(counts)) return new Map();
  return new Map(buckets.map((bucket, index) => [Number(bucket), Number(counts[index])]));
}
