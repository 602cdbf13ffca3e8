/** Latency buckets of the rollup: floor(log2(1 + ms) · 8), each 9 % wide (statistics §2.1). */
const BUCKETS_PER_DOUBLING = 8;

/** Lower end of a bucket, milliseconds. */
export function bucketFloor(bucket: number): number {
  return 2 ** (bucket / BUCKETS_PER_DOUBLING) - 1;
}

/**
 * Quantile of a histogram of such buckets, by straight line within a bucket.
 * @param counts requests by bucket
 * @param share 0.95 for the p95
 * @returns milliseconds; null without requests
 */
export function bucketQuantile(counts: ReadonlyMap<number, number>, share: number): number | null {
  const buckets = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  let below = 0;
  for (const [bucket, count] of buckets) {
    if (below + count >= share * total) {
      const within = (share * total - below) / count;
      return bucketFloor(bucket) + within * (bucketFloor(bucket + 1) - bucketFloor(bucket));
    }
    below += count;
  }
  return null;
}

export interface LatencyLimit {
  /** First bucket that counts as too slow. */
  readonly bucket: number;
  /** Its lower end, milliseconds: the limit that is really applied, at most 9 % above the one asked for. */
  readonly ms: number;
}

/** The first bucket that lies wholly at or above a limit in milliseconds. */
export function latencyLimit(ms: number): LatencyLimit {
  // A limit that is a bucket's own floor must not be pushed up by rounding.
  const bucket = Math.ceil(BUCKETS_PER_DOUBLING * Math.log2(1 + Math.max(0, ms)) - 1e-9);
  return { bucket, ms: bucketFloor(bucket) };
}
