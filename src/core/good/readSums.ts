/** Rows of the good statements to typed cells. */
import type { Dimension } from '../model/dimension';
import { SUMS } from '../sql/goodSql';
import type { Moments } from '../stats/moments';

export interface ScoreCell {
  readonly dimension: string;
  readonly evaluator: string;
  readonly epoch: string;
  /** Values of the group-by columns, in their order. */
  readonly segment: readonly string[];
  readonly moments: Moments;
  readonly failed: number;
  readonly generated: number;
}

export interface BucketCell extends ScoreCell {
  /** Seconds since 1970-01-01 UTC. */
  readonly bucket: number;
}

export interface TotalCell extends ScoreCell {
  /** Scored in the newest part of the range. */
  readonly recentScored: number;
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
  readonly segment: readonly string[];
  readonly requests: number;
  readonly recentRequests: number;
  readonly generated: number;
}

export interface TrafficBucket {
  readonly bucket: number;
  readonly segment: readonly string[];
  readonly requests: number;
}

export type Row = readonly unknown[];
const text = (value: unknown): string => String(value ?? '');
const amount = (value: unknown): number => Number(value ?? 0);

/** The key and the sums, which begin at column `at`. */
function scoreCell(row: Row, at: number, groups: number): ScoreCell {
  const sums = at + 3 + groups;
  const [n = 0, sw = 0, sw2 = 0, swx = 0, swxx = 0, failed = 0, generated = 0] = SUMS.map((_name, index) => amount(row[sums + index]));
  return {
    dimension: text(row[at]),
    evaluator: text(row[at + 1]),
    epoch: text(row[at + 2]),
    segment: row.slice(at + 3, sums).map(text),
    moments: { n, sw, sw2, swx, swxx },
    failed,
    generated,
  };
}

export function readTotals(rows: readonly Row[], groups: number): TotalCell[] {
  const rest = 3 + groups + SUMS.length;
  return rows.map((row) => ({
    ...scoreCell(row, 0, groups),
    recentScored: amount(row[rest]),
    scaleMin: amount(row[rest + 1]),
    scaleMax: amount(row[rest + 2]),
    isRate: amount(row[rest + 3]) === 1,
    firstHour: amount(row[rest + 4]),
    lastHour: amount(row[rest + 5]),
    steps: [0, 1, 2, 3, 4].map((step) => ({ n: amount(row[rest + 6 + 2 * step]), weight: amount(row[rest + 7 + 2 * step]) })),
  }));
}

export function readSeries(rows: readonly Row[], groups: number): BucketCell[] {
  return rows.map((row) => ({ bucket: amount(row[0]), ...scoreCell(row, 1, groups) }));
}

/** A sum over nothing is a row of zeros, which is no traffic. */
export function readTraffic(rows: readonly Row[]): TrafficCell[] {
  return rows
    .map(([requests, recent, generated, ...segment]) => ({
      segment: segment.map(text),
      requests: amount(requests),
      recentRequests: amount(recent),
      generated: amount(generated),
    }))
    .filter(({ requests }) => requests > 0);
}

export function readTrafficSeries(rows: readonly Row[], groups: number): TrafficBucket[] {
  return rows.map((row) => ({ bucket: amount(row[0]), segment: row.slice(1, 1 + groups).map(text), requests: amount(row[1 + groups]) }));
}

export function readDimensions(rows: readonly Row[]): Dimension[] {
  return rows.map(([name, min, max, isRate]) => ({
    name: text(name),
    scaleMin: amount(min),
    scaleMax: amount(max),
    isRate: amount(isRate) === 1,
  }));
}
