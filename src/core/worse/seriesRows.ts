import type { WORSE_SERIES_NUMBERS } from '../frames/worseFrames';
import { scoreInterval, type Scale } from '../stats/scoreInterval';
import { wilson, Z_95, type Interval } from '../stats/wilson';
import { sizeOf } from './cell';
import type { ScanResult } from './finishScan';
import type { ScanPlan } from './scanPlan';
import { spreadOf } from './spread';

export type SeriesNumber = (typeof WORSE_SERIES_NUMBERS)[number];

/** Sums of a bucket over the whole selection. */
export interface BucketSums {
  /** Start of the bucket, seconds since 1970-01-01 UTC. */
  readonly bucket: number;
  readonly n: number;
  readonly w: number;
  readonly w2: number;
  readonly x: number;
  readonly xx: number;
  readonly expected: number;
}

export interface SeriesRow {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  readonly values: Readonly<Record<SeriesNumber, number | null>>;
}

/** Rows of the series statement: [bucket, n, w, ww, x, xx, expected]. */
export function readBuckets(rows: readonly (readonly unknown[])[]): BucketSums[] {
  return rows.map((row) => {
    const [bucket = 0, n = 0, w = 0, w2 = 0, x = 0, xx = 0, expected = 0] = row.map(Number);
    return { bucket, n, w, w2, x, xx, expected };
  });
}

/**
 * What was seen in each bucket, with its 95 % interval, and the band in which 95 % of such buckets lie while nothing
 * changes: expected ± 1.96 times the spread of a window of that length (statistics §2.4, step 4).
 */
export function seriesRows(
  buckets: readonly BucketSums[],
  { baseline }: Pick<ScanResult, 'baseline'>,
  plan: ScanPlan,
  { scale, bucketMs }: { readonly scale: Scale; readonly bucketMs: number },
): SeriesRow[] {
  // A limit has no baseline in its test; the band is what is usual all the same.
  const usual = { condition: { kind: 'difference', difference: 0 } } as const;
  return buckets.map((sums) => {
    const size = sizeOf(sums);
    const observed = sums.x / sums.w;
    const own = intervalOf(sums, observed, plan, scale);
    const expected = baseline === null ? null : sums.expected / sums.w;
    const spread = baseline === null ? null : spreadOf({ size, hours: bucketMs / 3_600_000 }, baseline, usual);
    const half = spread === null ? null : Z_95 * Math.sqrt(spread.sampling + spread.baseline + spread.days);
    const [floor, ceiling] = plan.law === 'cost' ? [0, Infinity] : plan.law === 'rate' ? [0, 1] : [scale.min, scale.max];
    return {
      time: sums.bucket * 1000,
      values: {
        observed,
        observed_lower: own.lower,
        observed_upper: own.upper,
        expected,
        band_lower: expected === null || half === null ? null : Math.max(floor, expected - half),
        band_upper: expected === null || half === null ? null : Math.min(ceiling, expected + half),
        n: sums.n,
      },
    };
  });
}

function intervalOf(sums: BucketSums, observed: number, { law }: ScanPlan, scale: Scale): Interval {
  const { n, w, w2, x, xx } = sums;
  switch (law) {
    case 'rate':
      return wilson(observed, sizeOf(sums));
    case 'mean':
      return scoreInterval({ n, sw: w, sw2: w2, swx: x, swxx: xx }, scale) ?? { lower: observed, upper: observed };
    case 'cost': {
      const half = Z_95 * Math.sqrt(Math.max(0, xx / w - observed * observed) / sizeOf(sums));
      return { lower: Math.max(0, observed - half), upper: observed + half };
    }
  }
}
