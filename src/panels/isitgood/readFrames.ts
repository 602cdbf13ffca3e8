/** Frames of a `good` answer to plain rows. The column contract is src/core/frames/goodFrames.ts. */
import type { GoodNumber } from '../../core/frames/goodFrames';
import { readRows, type CellLink, type FrameLike, type RowReader } from '../../ui/frameCells';

export interface SummaryRow {
  readonly dimension: string;
  /** Values of the group-by columns, in their order; empty for the whole. */
  readonly segment: readonly string[];
  readonly numbers: Readonly<Record<GoodNumber, number | null>>;
  readonly links: () => readonly CellLink[];
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

export function readSummary(frame: FrameLike, names: readonly GoodNumber[], groupBy: readonly string[]): SummaryRow[] {
  return readRows(frame, (row) => ({
    ...labelsOf(row, groupBy),
    links: row.links('mean'),
    numbers: Object.fromEntries(names.map((name) => [name, row.number(name)])) as Record<GoodNumber, number | null>,
  }));
}

export function readSeries(frame: FrameLike, groupBy: readonly string[]): SeriesPoint[] {
  return readRows(frame, (row) => ({
    ...labelsOf(row, groupBy),
    time: row.number('time') ?? 0,
    mean: row.number('mean'),
    lower: row.number('lower'),
    upper: row.number('upper'),
    n: row.number('n') ?? 0,
  }));
}

export function readHistogram(frame: FrameLike): HistogramStep[] {
  return readRows(frame, (row) => ({
    dimension: row.text('dimension'),
    step: row.number('step') ?? 0,
    score: row.number('score') ?? 0,
    n: row.number('n') ?? 0,
    share: row.number('share') ?? 0,
  }));
}

function labelsOf(row: RowReader, groupBy: readonly string[]) {
  return { dimension: row.text('dimension'), segment: groupBy.map(row.text) };
}
