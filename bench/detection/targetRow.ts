import { wilson } from '../../src/core/stats/wilson';
import { rounded, type BenchReport } from '../benchmark';

export type Row = BenchReport['rows'][number];

/** A row of the table of targets (statistics §7). */
export interface TargetRow {
  /** Number in statistics §7; with a plus sign for what is measured beyond it. */
  readonly row: number | string;
  readonly scenario: string;
  readonly perDay: number | string;
  readonly measured: string;
  /** 95 % interval of what was measured: how far another run may lie from this one. */
  readonly interval?: string;
  readonly target: string;
  readonly met: boolean;
  /** The usual ways, measured on the same data. */
  readonly usual?: string;
}

export function targetRow({ row, scenario, perDay, measured, interval = '', target, met, usual = '' }: TargetRow): Row {
  return { row, scenario, 'per day': perDay, measured, '95 %': interval, target, met: met ? 'yes' : 'NO', 'usual ways': usual };
}

export const percent = (part: number): string => `${rounded(part * 100)} %`;

/** Middle of the delays; those that are missing count as later than any. */
export function medianDelay(delays: readonly (number | null)[]): number {
  const sorted = delays.map((delay) => delay ?? Infinity).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? Infinity;
}

export const share = <T>(list: readonly T[], holds: (item: T) => boolean): number => list.filter(holds).length / list.length;

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Interval of a share of n runs (Wilson). */
export function shareInterval(part: number, n: number): string {
  const { lower, upper } = wilson(part, n);
  return `${rounded(lower * 100)} to ${rounded(upper * 100)} %`;
}

/** Interval of a mean over streams, from how much the streams differ. */
export function meanInterval(values: readonly number[]): string {
  const middle = mean(values);
  const spread = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1);
  const half = 1.96 * Math.sqrt(spread / values.length);
  return `${rounded(Math.max(0, middle - half))} to ${rounded(middle + half)}`;
}

/** Share of the streams that were found, and the median delay in hours. */
export function powerText(delays: readonly (number | null)[]): string {
  const median = medianDelay(delays);
  const power = percent(foundShare(delays));
  return Number.isFinite(median) ? `${power}, ${median} h` : power;
}

export const foundShare = (delays: readonly (number | null)[]): number => share(delays, (delay) => delay !== null);
