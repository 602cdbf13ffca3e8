import { meanOf, type Moments } from '../stats/moments';
import { scoreInterval, type Scale } from '../stats/scoreInterval';
import type { GoodSums } from './assembleGood';
import type { Labelled, SeriesValues } from './goodFrames';
import { sumMoments } from './judgeGroup';
import type { Judged } from './judgedDimensions';

interface Point {
  readonly bucket: number;
  readonly segment: readonly string[];
  readonly moments: Moments[];
}

/** Buckets of the chosen epochs in the order of time; without grouping the segments are added up. */
export function seriesRows(
  dimensions: readonly Judged[],
  { traffic }: Pick<GoodSums, 'traffic'>,
  grouped: boolean,
): Labelled<SeriesValues>[] {
  const keyOf = (cell: { readonly bucket: number; readonly segment: readonly string[] }): string =>
    grouped ? JSON.stringify([cell.bucket, ...cell.segment]) : String(cell.bucket);
  const requests = new Map<string, number>();
  for (const cell of traffic) {
    const key = keyOf(cell);
    requests.set(key, (requests.get(key) ?? 0) + cell.requests);
  }
  const rows = dimensions.flatMap((judged) => {
    const points = new Map<string, Point>();
    for (const cell of judged.cells) {
      const key = keyOf(cell);
      const point = points.get(key) ?? { bucket: cell.bucket, segment: grouped ? cell.segment : [], moments: [] };
      point.moments.push(cell.moments);
      points.set(key, point);
    }
    return [...points].map(([key, { bucket, segment, moments }]) => ({
      labels: [judged.dimension, ...segment],
      values: valuesOf(bucket, sumMoments(moments), judged.scale, requests.get(key) ?? 0),
    }));
  });
  return rows.sort((a, b) => a.values.time - b.values.time || compareLabels(a.labels, b.labels));
}

/** Rows of one time stand in an order that does not depend on the engine's threads. */
function compareLabels(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((label, index) => label !== b[index]);
  return at < 0 ? 0 : (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
}

/** A point of a line is drawn from its first score on; its interval says how little that is. */
function valuesOf(bucket: number, moments: Moments, scale: Scale, eligible: number): SeriesValues {
  const interval = scoreInterval(moments, scale);
  return {
    time: bucket * 1000,
    mean: meanOf(moments),
    lower: interval?.lower ?? null,
    upper: interval?.upper ?? null,
    n: moments.n,
    eligible: Math.max(eligible, moments.n),
  };
}
