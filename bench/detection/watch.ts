/** Watches a stream hour by hour: the product's scan and verdict, and beside it the fixed rules that teams usually start from. */
import type { Cell } from '../../src/core/worse/cell';
import { planOf } from '../../src/core/worse/planOf';
import { ruleOf, type Rule } from '../../src/core/worse/rules';
import { finishScan, type ScanResult, type ScanSums } from '../../src/core/worse/finishScan';
import { judgeSegment, type SegmentFacts } from '../../src/core/worse/judgeSegment';
import { scanCells } from '../../src/core/worse/scanCells';
import { HOUR_SECONDS, type ScanPlan } from '../../src/core/worse/scanPlan';
import { rollingSums, type Hourly } from './rollingSums';
import { hourlyOf, sumsAt, WARM_UP, type Stream } from './stream';

/** A Monday at midnight UTC, as the streams' weeks begin. */
export const FIRST_HOUR = Date.UTC(2026, 0, 5) / 1000;
/** Alarms closer together than this are one episode. */
const EPISODE_HOURS = 24;

const SCALE = { min: 1, max: 5, isRate: false };
/** The product's defaults for a score from 1 to 5, unchanged for every stream. */
export const RULE = ruleOf({ kind: 'score', dimension: 'quality' }, SCALE, {});

const QUERY = { season: 'day', timezone: 'UTC', baseline: { kind: 'rolling' } } as const;

/** @param hour of the evaluation, counted from the start of the stream */
export function planAt(hour: number, rule: Rule = RULE): ScanPlan {
  return planOf(rule, QUERY, (FIRST_HOUR + hour * HOUR_SECONDS) * 1000);
}

/** What is known of a stream beside its scores: nothing. */
export const FACTS: SegmentFacts = { coverage: null, scale: SCALE, epochSince: null, limitMs: null, generated: 0 };

/** The product's rule on hourly sums: its windows, evidence and verdict. Only the sums of the hours are added up here. */
export function firesAt(data: Hourly, hour: number, rule: Rule = RULE, zNeeded: number = rule.zStar): boolean {
  const plan = planAt(hour, rule);
  const sums = rollingSums(data, plan, FIRST_HOUR);
  if (plan.law === 'mean' && mostEvidence(sums) < zNeeded) return false;
  const scan = finishScan(sums, plan);
  if (scan.worse === null || scan.worse.z < zNeeded) return false;
  return judgeSegment(scan, FACTS, rule, plan, zNeeded).firing === 1;
}

/**
 * More than the evidence of any window can be, as day-to-day variance, which only lowers it, is left out: months of looks find
 * nothing, and the scan is asked where it may find something.
 */
function mostEvidence({ baseline, recent }: ScanSums): number {
  if (baseline === null) return 0;
  let [most, size, lost] = [0, 0, 0];
  for (const hour of recent.toReversed()) {
    size += hour.w;
    lost += hour.expected - hour.x;
    most = Math.max(most, lost / size / Math.sqrt(baseline.variance / size + baseline.variance / baseline.size));
  }
  return most;
}

export function scanWatcher(stream: Stream, zNeeded: number = RULE.zStar): Watcher {
  const data = hourlyOf(stream);
  return (hour) => firesAt(data, hour, RULE, zNeeded);
}

/** Cells of a stream by its hours; hours without answers have none. */
export function cellsOf(stream: Stream, topic = 'all'): (Cell | null)[] {
  return Array.from({ length: stream.length / 5 }, (_, hour) => {
    const { n, x, xx } = sumsAt(stream, hour);
    return n === 0 ? null : { hour: FIRST_HOUR + hour * HOUR_SECONDS, topic, n, w: n, w2: n, x, xx };
  });
}

/** @param hour of the evaluation; answers before it are known */
export function scanAt(cells: readonly (Cell | null)[], hour: number): ScanResult {
  const known = cells.slice(Math.max(0, hour - WARM_UP), hour).filter((cell): cell is Cell => cell !== null);
  return scanCells(known, planAt(hour));
}

/** Says at an hour whether it would fire. */
export type Watcher = (hour: number) => boolean;

function cumulated(stream: Stream): (from: number, to: number) => number {
  const hours = stream.length / 5;
  const n = new Float64Array(hours + 1);
  const x = new Float64Array(hours + 1);
  for (let hour = 0; hour < hours; hour++) {
    const sums = sumsAt(stream, hour);
    n[hour + 1] = (n[hour] ?? 0) + sums.n;
    x[hour + 1] = (x[hour] ?? 0) + sums.x;
  }
  return (from, to) => ((x[to] ?? 0) - (x[from] ?? 0)) / ((n[to] ?? 0) - (n[from] ?? 0));
}

/** Mean of the last 24 hours 10 % below that of the 24 before. */
export function tenPercent(stream: Stream): Watcher {
  const mean = cumulated(stream);
  return (hour) => mean(hour - 24, hour) < 0.9 * mean(hour - 48, hour - 24);
}

/** Mean of the last 24 hours 15 % below that of the 7 days before. */
export function fifteenPercent(stream: Stream): Watcher {
  const mean = cumulated(stream);
  return (hour) => mean(hour - 24, hour) < 0.85 * mean(hour - 192, hour - 24);
}

/** Episodes from an hour to another, evaluated at the end of every hour. */
export function episodes(fires: Watcher, from: number, to: number): number {
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (let hour = from + 1; hour <= to; hour++) {
    if (!fires(hour)) continue;
    if (hour - last >= EPISODE_HOURS) count++;
    last = hour;
  }
  return count;
}

/** Days with an alarm, evaluated at the end of every hour. */
export function alarmDays(fires: Watcher, from: number, to: number): number {
  const days = new Set<number>();
  for (let hour = from + 1; hour <= to; hour++) if (fires(hour)) days.add(Math.floor((hour - 1) / 24));
  return days.size;
}

/** Hours from the change to the first alarm; null when there is none in time. */
export function delayOf(fires: Watcher, change: number, within: number): number | null {
  for (let hour = change + 1; hour <= change + within; hour++) if (fires(hour)) return hour - change;
  return null;
}
