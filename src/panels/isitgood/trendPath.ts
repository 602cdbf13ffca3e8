import type { SeriesPoint } from './readFrames';

interface Box {
  readonly width: number;
  readonly height: number;
  readonly target: number | null;
}

interface Known {
  readonly time: number;
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

export interface TrendDrawing {
  /** SVG path data of the means and of the interval around them. */
  readonly line: string;
  readonly band: string;
  readonly targetY: number | null;
  readonly first: Known;
  readonly last: Known;
}

/** A gap is a step of more than this many usual steps between two points. */
const GAP_STEPS = 2.5;

/** @returns null for fewer than two points with a mean, which draw no line */
export function trendPath(points: readonly SeriesPoint[], { width, height, target }: Box): TrendDrawing | null {
  const known = points
    .flatMap(({ time, mean, lower, upper }): Known[] => (mean === null ? [] : [{ time, mean, lower: lower ?? mean, upper: upper ?? mean }]))
    .sort((a, b) => a.time - b.time);
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined || known.length < 2) return null;
  const low = Math.min(...known.map(({ lower }) => lower), target ?? Number.POSITIVE_INFINITY);
  const high = Math.max(...known.map(({ upper }) => upper), target ?? Number.NEGATIVE_INFINITY);
  const x = (time: number): number => round(((time - first.time) / (last.time - first.time || 1)) * width);
  const y = (value: number): number => round(height - 1 - ((value - low) / (high - low || 1)) * (height - 2));
  const runs = splitAtGaps(known);
  return {
    line: runs.map((run) => `M${run.map(({ time, mean }) => `${x(time)} ${y(mean)}`).join('L')}`).join(''),
    band: runs
      .map((run) => {
        const above = run.map(({ time, upper }) => `${x(time)} ${y(upper)}`);
        const below = [...run].reverse().map(({ time, lower }) => `${x(time)} ${y(lower)}`);
        return `M${[...above, ...below].join('L')}Z`;
      })
      .join(''),
    targetY: target === null ? null : y(target),
    first,
    last,
  };
}

function splitAtGaps(points: readonly Known[]): Known[][] {
  const steps = points.slice(1).map(({ time }, index) => time - (points[index]?.time ?? time));
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const runs: Known[][] = [];
  points.forEach((point, index) => {
    const step = index === 0 ? Number.POSITIVE_INFINITY : (steps[index - 1] ?? 0);
    if (step > usual * GAP_STEPS) runs.push([]);
    runs.at(-1)?.push(point);
  });
  return runs;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
