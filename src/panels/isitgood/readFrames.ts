/** Frames of a `good` answer to plain rows. The column contract is src/core/frames/goodFrames.ts. */
import type { GoodFrameKind, GoodNumber } from '../../core/frames/goodFrames';

/** The parts of a Grafana data frame that are read here. */
export interface FrameLike {
  readonly name?: string | undefined;
  readonly length: number;
  readonly meta?:
    | {
        readonly custom?: Readonly<Record<string, unknown>> | undefined;
        readonly notices?: readonly { readonly text: string; readonly severity: string }[] | undefined;
      }
    | undefined;
  readonly fields: readonly { readonly name: string; readonly values: ArrayLike<unknown> }[];
}

export interface SummaryRow {
  readonly dimension: string;
  /** Values of the group-by columns, in their order; empty for the whole. */
  readonly segment: readonly string[];
  readonly numbers: Readonly<Record<GoodNumber, number | null>>;
}

export interface SeriesPoint {
  readonly time: number;
  readonly dimension: string;
  readonly segment: readonly string[];
  readonly mean: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly n: number;
}

export interface HistogramStep {
  readonly dimension: string;
  readonly step: number;
  readonly score: number;
  readonly n: number;
  readonly share: number;
}

export function framesOf(frames: readonly FrameLike[], kind: GoodFrameKind): readonly FrameLike[] {
  return frames.filter(({ meta }) => meta?.custom?.kind === kind);
}

export function groupByOf(frames: readonly FrameLike[]): readonly string[] {
  for (const { meta } of frames) {
    const groupBy = meta?.custom?.groupBy;
    if (Array.isArray(groupBy) && groupBy.length > 0) return groupBy.map(String);
  }
  return [];
}

/** A cell by column name; null for a column that is not there, as an older service may not write it. */
function cells(frame: FrameLike): (name: string, row: number) => unknown {
  const columns = new Map(frame.fields.map(({ name, values }) => [name, values]));
  return (name, row) => columns.get(name)?.[row] ?? null;
}

const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

export function readSummary(frame: FrameLike, names: readonly GoodNumber[], groupBy: readonly string[]): SummaryRow[] {
  const cell = cells(frame);
  return Array.from({ length: frame.length }, (_, row) => ({
    dimension: String(cell('dimension', row) ?? ''),
    segment: groupBy.map((name) => String(cell(name, row) ?? '')),
    numbers: Object.fromEntries(names.map((name) => [name, number(cell(name, row))])) as Record<GoodNumber, number | null>,
  }));
}

export function readSeries(frame: FrameLike, groupBy: readonly string[]): SeriesPoint[] {
  const cell = cells(frame);
  return Array.from({ length: frame.length }, (_, row) => ({
    time: number(cell('time', row)) ?? 0,
    dimension: String(cell('dimension', row) ?? ''),
    segment: groupBy.map((name) => String(cell(name, row) ?? '')),
    mean: number(cell('mean', row)),
    lower: number(cell('lower', row)),
    upper: number(cell('upper', row)),
    n: number(cell('n', row)) ?? 0,
  }));
}

export function readHistogram(frame: FrameLike): HistogramStep[] {
  const cell = cells(frame);
  return Array.from({ length: frame.length }, (_, row) => ({
    dimension: String(cell('dimension', row) ?? ''),
    step: number(cell('step', row)) ?? 0,
    score: number(cell('score', row)) ?? 0,
    n: number(cell('n', row)) ?? 0,
    share: number(cell('share', row)) ?? 0,
  }));
}
