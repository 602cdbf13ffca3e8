/** Rows of the good statements to typed cells. */
import { SUMS } from '../sql/goodSql';
import type { Moments } from '../stats/moments';

export interface ScoreCell {
  readonly bucket: number;
  readonly dimension: string;
  readonly evaluator: string;
  readonly epoch: string;
  readonly segment: readonly string[];
  readonly moments: Moments;
  readonly failed: number;
  readonly generated: number;
}

export interface TotalCell extends ScoreCell {
  /** Scored or failed in the newest part of the range. */
  readonly recentSampled: number;
  readonly scaleMin: number;
  readonly scaleMax: number;
  readonly isRate: boolean;
  /** Seconds since 1970-01-01 UTC of the first and last hour with a row. */
  readonly firstHour: number;
  readonly lastHour: number;
  /** Scored answers and their weight for each of the five steps. */
  readonly steps: readonly { readonly n: number; readonly weight: number }[];
}

export interface TrafficCell {
  readonly bucket: number;
  readonly segment: readonly string[];
  readonly requests: number;
  readonly recentRequests: number;
  readonly generated: number;
}

type Row = readonly unknown[];
const text = (value: unknown): string => String(value ?? '');
const amount = (value: unknown): number => Number(value ?? 0);

/** Columns after the key: the sums in the order of SUMS. */
function sumsAt(row: Row, at: number): Pick<ScoreCell, 'moments' | 'failed' | 'generated'> {
  const [n = 0, sw = 0, sw2 = 0, swx = 0, swxx = 0, failed = 0, generated = 0] = SUMS.map((_name, index) => amount(row[at + index]));
  return { moments: { n, sw, sw2, swx, swxx }, failed, generated };
}

export function readTotals(rows: readonly Row[], groups: number): TotalCell[] {
  return rows.map((row) => {
    const at = 3 + groups;
    const rest = at + SUMS.length;
    return {
      bucket: 0,
      dimension: text(row[0]),
      evaluator: text(row[1]),
      epoch: text(row[2]),
      segment: row.slice(3, at).map(text),
      ...sumsAt(row, at),
      recentSampled: amount(row[rest]),
      scaleMin: amount(row[rest + 1]),
      scaleMax: amount(row[rest + 2]),
      isRate: amount(row[rest + 3]) === 1,
      firstHour: amount(row[rest + 4]),
      lastHour: amount(row[rest + 5]),
      steps: [0, 1, 2, 3, 4].map((step) => ({ n: amount(row[rest + 6 + 2 * step]), weight: amount(row[rest + 7 + 2 * step]) })),
    };
  });
}

export function readSeries(rows: readonly Row[], groups: number): ScoreCell[] {
  return rows.map((row) => ({
    bucket: amount(row[0]),
    dimension: text(row[1]),
    evaluator: text(row[2]),
    epoch: text(row[3]),
    segment: row.slice(4, 4 + groups).map(text),
    ...sumsAt(row, 4 + groups),
  }));
}

export function readTraffic(rows: readonly Row[], groups: number): TrafficCell[] {
  return rows.map((row) => ({
    bucket: amount(row[0]),
    segment: row.slice(1, 1 + groups).map(text),
    requests: amount(row[1 + groups]),
    recentRequests: amount(row[2 + groups]),
    generated: amount(row[3 + groups]),
  }));
}
