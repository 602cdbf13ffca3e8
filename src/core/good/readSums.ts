/** Rows of the good statements to typed cells. */
import { SUMS } from '../sql/goodSql';
import type { Moments } from '../stats/moments';

export interface ScoreCell {
  /** Start of the bucket, seconds since 1970-01-01 UTC; 0 when the answer has no series. */
  readonly bucket: number;
  readonly dimension: string;
  readonly evaluator: string;
  readonly epoch: string;
  /** Values of the group-by columns, in their order. */
  readonly segment: readonly string[];
  readonly moments: Moments;
  readonly failed: number;
  readonly generated: number;
  /** Scored in the newest part of the range. */
  readonly recentScored: number;
  readonly scaleMin: number;
  readonly scaleMax: number;
  readonly isRate: boolean;
  /** Seconds since 1970-01-01 UTC of the first and last hour with a row. */
  readonly firstHour: number;
  readonly lastHour: number;
}

/** The histogram of one evaluator epoch. */
export interface StepSums extends Pick<ScoreCell, 'dimension' | 'evaluator' | 'epoch'> {
  /** Scored answers and their weight for each of the five steps from the worst to the best score. */
  readonly steps: readonly { readonly n: number; readonly weight: number }[];
}

export interface TrafficCell {
  readonly bucket: number;
  readonly segment: readonly string[];
  readonly requests: number;
  readonly recentRequests: number;
  readonly generated: number;
}

/** A dimension that was judged in a segment. */
export interface JudgedBefore {
  readonly dimension: string;
  readonly segment: readonly string[];
}

type Row = readonly unknown[];
const text = (value: unknown): string => String(value ?? '');
const amount = (value: unknown): number => Number(value ?? 0);

/** @param groups number of group-by columns */
export function readScores(rows: readonly Row[], groups: number): ScoreCell[] {
  const sums = 4 + groups;
  const rest = sums + SUMS.length;
  return rows.map((row) => {
    const [n = 0, sw = 0, sw2 = 0, swx = 0, swxx = 0, failed = 0, generated = 0] = SUMS.map((_name, index) => amount(row[sums + index]));
    return {
      bucket: amount(row[0]),
      dimension: text(row[1]),
      evaluator: text(row[2]),
      epoch: text(row[3]),
      segment: row.slice(4, sums).map(text),
      moments: { n, sw, sw2, swx, swxx },
      failed,
      generated,
      recentScored: amount(row[rest]),
      scaleMin: amount(row[rest + 1]),
      scaleMax: amount(row[rest + 2]),
      isRate: amount(row[rest + 3]) === 1,
      firstHour: amount(row[rest + 4]),
      lastHour: amount(row[rest + 5]),
    };
  });
}

export function readSteps(rows: readonly Row[]): StepSums[] {
  return rows.map(([dimension, evaluator, epoch, ...sums]) => ({
    dimension: text(dimension),
    evaluator: text(evaluator),
    epoch: text(epoch),
    steps: [0, 1, 2, 3, 4].map((step) => ({ n: amount(sums[2 * step]), weight: amount(sums[2 * step + 1]) })),
  }));
}

export function readTraffic(rows: readonly Row[]): TrafficCell[] {
  return rows.map(([bucket, requests, recent, generated, ...segment]) => ({
    bucket: amount(bucket),
    segment: segment.map(text),
    requests: amount(requests),
    recentRequests: amount(recent),
    generated: amount(generated),
  }));
}

export function readBefore(rows: readonly Row[]): JudgedBefore[] {
  return rows.map(([dimension, ...segment]) => ({ dimension: text(dimension), segment: segment.map(text) }));
}
