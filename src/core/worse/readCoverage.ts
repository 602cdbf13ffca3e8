/** Rows of the coverage statements (src/server/worse/coverageSql.ts) as typed cells. */
import type { Coverage } from '../verdict/isBlind';

/** Scores of one epoch in one segment, over everything that is read. */
export interface JudgedCell {
  readonly dimension: string;
  readonly evaluator: string;
  readonly epoch: string;
  readonly segment: readonly string[];
  readonly moments: { readonly n: number };
  readonly failed: number;
  readonly generated: number;
  /** Scored and failed in the last week; scored in its newest part. */
  readonly weekScored: number;
  readonly weekFailed: number;
  readonly newestScored: number;
  readonly firstHour: number;
  readonly lastHour: number;
  readonly scaleMin: number;
  readonly scaleMax: number;
  readonly isRate: boolean;
}

export interface TrafficCell {
  readonly segment: readonly string[];
  readonly n: number;
  readonly generated: number;
  /** Requests of the last week, and of its newest part. */
  readonly week: number;
  readonly newest: number;
}

type Row = readonly unknown[];
const text = (value: unknown): string => String(value ?? '');
const amount = (value: unknown): number => Number(value ?? 0);

/** @param groups number of group-by columns */
export function readJudged(rows: readonly Row[], groups: number): JudgedCell[] {
  return rows.map((row) => {
    const [n, failed, generated, weekScored, weekFailed, newestScored, firstHour, lastHour, scaleMin, scaleMax, isRate] = row
      .slice(3 + groups)
      .map(amount);
    return {
      dimension: text(row[0]),
      evaluator: text(row[1]),
      epoch: text(row[2]),
      segment: row.slice(3, 3 + groups).map(text),
      moments: { n: n ?? 0 },
      failed: failed ?? 0,
      generated: generated ?? 0,
      weekScored: weekScored ?? 0,
      weekFailed: weekFailed ?? 0,
      newestScored: newestScored ?? 0,
      firstHour: firstHour ?? 0,
      lastHour: lastHour ?? 0,
      scaleMin: scaleMin ?? 0,
      scaleMax: scaleMax ?? 1,
      isRate: isRate === 1,
    };
  });
}

export function readTraffic(rows: readonly Row[], groups: number): TrafficCell[] {
  return rows.map((row) => {
    const [n, generated, week, newest] = row.slice(groups).map(amount);
    return { segment: row.slice(0, groups).map(text), n: n ?? 0, generated: generated ?? 0, week: week ?? 0, newest: newest ?? 0 };
  });
}

/** Coverage of the last week, of the cells of one segment or of all. Requests can be fewer than scores for a moment. */
export function coverageOf(cells: readonly JudgedCell[], traffic: readonly TrafficCell[], usual: number | null): Coverage {
  const scored = total(cells, ({ weekScored }) => weekScored);
  const sampled = scored + total(cells, ({ weekFailed }) => weekFailed);
  return {
    sampled,
    scored,
    eligible: Math.max(
      sampled,
      total(traffic, ({ week }) => week),
    ),
    recentEligible: total(traffic, ({ newest }) => newest),
    recentScored: total(cells, ({ newestScored }) => newestScored),
    usual,
  };
}

export function total<T>(list: readonly T[], value: (item: T) => number): number {
  return list.reduce((sum, item) => sum + value(item), 0);
}
