/** Points to the paths of a chart. Pure: pixels out of numbers. */
import type { SeriesPoint } from './readFrames';

export interface ChartBox {
  readonly width: number;
  readonly height: number;
  /** Room for the labels of the axes, pixels. */
  readonly left: number;
  readonly bottom: number;
  readonly top: number;
  readonly right: number;
}

export interface ChartDrawing {
  readonly x: (time: number) => number;
  /** Middle of the bucket that begins then, where its point stands. */
  readonly middle: (time: number) => number;
  readonly y: (value: number) => number;
  readonly from: number;
  readonly to: number;
  /** Path data: the band around what is expected, the expectation, the interval of what was observed, and the observed line. */
  readonly band: string;
  readonly expected: string;
  readonly interval: string;
  readonly observed: string;
  /** Points that no line reaches, because both of their neighbours are missing. */
  readonly lonely: readonly SeriesPoint[];
  readonly yTicks: readonly number[];
}

/** A gap is a step of more than this many buckets. */
const GAP_STEPS = 1.5;
/** Part of the values' range that is left free above and below. */
const MARGIN = 0.08;

interface Known {
  readonly time: number;
  readonly value: number;
}

/**
 * @param points of one metric, in the order of time
 * @param bucketMs width of a bucket, by which gaps are found
 * @returns null when there is nothing to draw
 */
export function chartDrawing(points: readonly SeriesPoint[], bucketMs: number, box: ChartBox): ChartDrawing | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const [low, high] = valueRange(points);
  if (!(high > low)) return null;
  const [from, to] = [first.time, last.time + bucketMs];
  const inner = { width: box.width - box.left - box.right, height: box.height - box.top - box.bottom };
  const x = (time: number): number => round(box.left + ((time - from) / (to - from)) * inner.width);
  const middle = (time: number): number => x(time + bucketMs / 2);
  const y = (value: number): number => round(box.top + (1 - (value - low) / (high - low)) * inner.height);
  const runs = (pick: (point: SeriesPoint) => number | null): Known[][] => splitAtGaps(points, pick, bucketMs);
  const observed = runs((point) => point.observed);
  const alone = new Set(observed.flatMap((run) => (run.length === 1 ? run.map(({ time }) => time) : [])));
  return {
    x,
    middle,
    y,
    from,
    to,
    band: area(
      points,
      (point) => point.bandLower,
      (point) => point.bandUpper,
      { x: middle, y, bucketMs },
    ),
    interval: area(
      points,
      (point) => point.lower,
      (point) => point.upper,
      { x: middle, y, bucketMs },
    ),
    expected: lines(
      runs((point) => point.expected),
      middle,
      y,
    ),
    observed: lines(observed, middle, y),
    lonely: points.filter(({ time }) => alone.has(time)),
    yTicks: niceTicks(low, high, Math.max(2, Math.floor(inner.height / 45))),
  };
}

/**
 * The range of what was observed and of the band. Intervals of hours with two answers reach over the whole scale and are
 * cut at the border instead of pressing everything else flat; so are bands of such hours, beyond the middle nine tenths.
 */
function valueRange(points: readonly SeriesPoint[]): readonly [number, number] {
  const observed = points.flatMap((point) => (point.observed === null ? [] : [point.observed]));
  const band = points.flatMap(({ expected, bandLower, bandUpper }) => [expected, bandLower, bandUpper].filter((value) => value !== null));
  const values = [...quantiles(observed, 0.01), ...quantiles(band, 0.05)];
  if (values.length === 0) return [0, 0];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const spare = (high - low || Math.abs(high) || 1) * MARGIN;
  return [low >= 0 ? Math.max(0, low - spare) : low - spare, high + spare];
}

function quantiles(values: readonly number[], share: number): number[] {
  if (values.length === 0) return [];
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.round(part * (sorted.length - 1))] ?? 0;
  return [at(share), at(1 - share)];
}

function splitAtGaps(points: readonly SeriesPoint[], pick: (point: SeriesPoint) => number | null, bucketMs: number): Known[][] {
  const runs: Known[][] = [];
  let previous = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    const value = pick(point);
    if (value === null) continue;
    if (point.time - previous > GAP_STEPS * bucketMs) runs.push([]);
    runs.at(-1)?.push({ time: point.time, value });
    previous = point.time;
  }
  return runs;
}

type Scale = (value: number) => number;

function lines(runs: readonly (readonly Known[])[], x: Scale, y: Scale): string {
  return runs
    .filter((run) => run.length > 1)
    .map((run) => `M${run.map(({ time, value }) => `${x(time)} ${y(value)}`).join('L')}`)
    .join('');
}

function area(
  points: readonly SeriesPoint[],
  lower: (point: SeriesPoint) => number | null,
  upper: (point: SeriesPoint) => number | null,
  { x, y, bucketMs }: { readonly x: Scale; readonly y: Scale; readonly bucketMs: number },
): string {
  const below = new Map(points.flatMap((point) => (lower(point) === null ? [] : [[point.time, lower(point) ?? 0] as const])));
  return splitAtGaps(points, (point) => (below.has(point.time) ? upper(point) : null), bucketMs)
    .filter((run) => run.length > 1)
    .map((run) => {
      const over = run.map(({ time, value }) => `${x(time)} ${y(value)}`);
      const under = [...run].reverse().map(({ time }) => `${x(time)} ${y(below.get(time) ?? 0)}`);
      return `M${[...over, ...under].join('L')}Z`;
    })
    .join('');
}

/** Round values between the two, about as many as asked for. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const raw = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 2.5, 5].find((factor) => factor * power >= raw) ?? 10);
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step * 1e-9; tick += step) ticks.push(Number(tick.toPrecision(12)));
  return ticks;
}

/** Steps between the labels of the time axis, milliseconds. */
const HOUR = 3_600_000;
const TIME_STEPS = [1, 3, 6, 12, 24, 48, 168, 336, 720].map((hours) => hours * HOUR);

export function timeStep(rangeMs: number, labels: number): number {
  const wanted = rangeMs / Math.max(1, labels);
  return TIME_STEPS.find((step) => step >= wanted) ?? 1440 * HOUR;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
