type Point = readonly [bucket: number, requests: number, mean: number | null];

export interface TrendPaths {
  /** SVG paths: bars of the requests, line of the means. */
  readonly bars: string;
  readonly line: string;
  /** First and last mean in words. */
  readonly text: string;
}

/** Part of the height that a line over nearly equal means may take. */
const LEAST_SPAN = 0.5;
const PAD = 2;

/**
 * @param points buckets of the whole range; a bucket without requests is not in the trend
 * @param box pixels
 */
export function trendPaths(
  trend: readonly Point[],
  points: number,
  { width, height }: { readonly width: number; readonly height: number },
): TrendPaths {
  const step = width / Math.max(1, points);
  const most = Math.max(1, ...trend.map(([, requests]) => requests));
  const means = trend.flatMap(([bucket, , mean]) => (mean === null ? [] : [[bucket, mean] as const]));
  const low = Math.min(...means.map(([, mean]) => mean));
  const high = Math.max(...means.map(([, mean]) => mean), low + LEAST_SPAN);
  const y = (mean: number): number => PAD + (height - 2 * PAD) * (1 - (mean - low) / (high - low));
  const bars = trend.map(([bucket, requests]) => {
    const top = height - (height * requests) / most;
    return `M${round(bucket * step)} ${height}V${round(top)}h${round(Math.max(1, step - 1))}V${height}z`;
  });
  const line = means.map(([bucket, mean], index) => `${index === 0 ? 'M' : 'L'}${round((bucket + 0.5) * step)} ${round(y(mean))}`);
  const [first, last] = [means[0]?.[1], means.at(-1)?.[1]];
  return {
    bars: bars.join(''),
    line: line.join(''),
    text: first === undefined || last === undefined ? 'no scores' : `from ${first.toFixed(1)} to ${last.toFixed(1)}`,
  };
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
