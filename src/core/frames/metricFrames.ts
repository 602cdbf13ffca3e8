/** What a `metric` query answers: one number a label set and bucket, and no label that is not a group-by column. */
import { isQuantile, MEASURE_INFO, type Measure } from '../query/measure';
import type { MetricQuery } from '../query/operations';
import { isSum, type MetricPlan } from '../sql/metricSql';
import { quantileOfBuckets } from '../stats/quantileOfBuckets';
import { columns, labelField, numberField, timeField } from './field';
import type { FieldConfigJSON, FrameJSON, FrameMetaJSON } from './frame';

const HOUR_MS = 3_600_000;

interface Point {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  readonly value: number | null;
}

interface Series {
  readonly labels: readonly string[];
  readonly points: readonly Point[];
}

/**
 * @param rows of metricStatement
 * @param now milliseconds since 1970-01-01 UTC: a rate is over the time that has passed
 */
export function metricFrames(
  query: MetricQuery,
  plan: MetricPlan,
  rows: readonly (readonly unknown[])[],
  { now, executedQueryString }: { readonly now: number; readonly executedQueryString: string },
): FrameJSON[] {
  const series = readSeries(query, plan, rows, now);
  const meta = (type: FrameMetaJSON['type']): FrameMetaJSON => ({
    ...(type === undefined ? {} : { type }),
    typeVersion: [0, 1],
    executedQueryString,
    custom: { kind: 'metric', groupBy: query.groupBy, bucketMs: plan.bucketMs },
  });
  if (query.format === 'table') return [tableFrame(query, series, meta('numeric-long'))];
  const found = query.groupBy.length === 0 && series.length === 0 && isSum(query.measure) ? [{ labels: [], points: [] }] : series;
  if (found.length === 0)
    return [{ schema: { refId: query.refId, name: query.measure, meta: meta('timeseries-multi'), fields: [] }, data: { values: [] } }];
  const times = isSum(query.measure) ? bucketTimes(found, plan) : [];
  return found.map((one) => seriesFrame(query, plan, filled(one, times), meta('timeseries-multi')));
}

function readSeries(query: MetricQuery, plan: MetricPlan, rows: readonly (readonly unknown[])[], now: number): Series[] {
  const groups = new Map<string, { labels: readonly string[]; points: Point[] }>();
  const width = query.groupBy.length;
  for (const row of rows) {
    const labels = row.slice(1, 1 + width).map(String);
    const time = Number(row[0]) * 1000;
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? { labels, points: [] };
    groups.set(key, group);
    group.points.push({ time, value: valueOf(query, plan, row.slice(1 + width), secondsOf(time, plan, now)) });
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function valueOf(
  { measure, quantile }: MetricQuery,
  { byHour }: MetricPlan,
  [first, second]: readonly unknown[],
  seconds: number,
): number | null {
  if (isQuantile(measure)) return byHour ? quantileOfBuckets(countsOf(first), quantile) : numberOf(first);
  const [top, bottom] = [Number(first), Number(second)];
  if (measure === 'request_rate') return seconds > 0 ? top / seconds : null;
  return bottom === 0 ? null : top / bottom;
}

/** Seconds of a bucket that lie in what was read and have passed. */
function secondsOf(time: number, { bucketMs, from, to }: MetricPlan, now: number): number {
  const end = Math.min(bucketMs === 0 ? to : time + bucketMs, to, Math.max(now, from));
  return (end - (bucketMs === 0 ? from : Math.max(time, from))) / 1000;
}

function countsOf(map: unknown): ReadonlyMap<number, number> {
  if (typeof map !== 'object' || map === null) return new Map();
  return new Map(Object.entries(map).map(([bucket, n]) => [Number(bucket), Number(n)]));
}

function numberOf(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

/** Buckets without a request are 0 of a sum. Longer ones than an hour are cut by a zone's clock: those that others have. */
function bucketTimes(series: readonly Series[], { bucketMs, from, to }: MetricPlan): number[] {
  if (bucketMs > HOUR_MS) return [...new Set(series.flatMap(({ points }) => points.map(({ time }) => time)))].sort((a, b) => a - b);
  const first = Math.floor(from / bucketMs) * bucketMs;
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / bucketMs)) }, (_, index) => first + index * bucketMs);
}

function filled({ labels, points }: Series, times: readonly number[]): Series {
  if (times.length === 0) return { labels, points };
  const known = new Map(points.map((point) => [point.time, point.value]));
  return { labels, points: times.map((time) => ({ time, value: known.get(time) ?? 0 })) };
}

/** "p95 latency", "Error rate". */
export function measureTitle(measure: Measure, quantile: number): string {
  const { label } = MEASURE_INFO[measure];
  return isQuantile(measure) ? `p${Math.round(quantile * 1000) / 10} ${label.charAt(0).toLowerCase()}${label.slice(1)}` : label;
}

function configOf({ measure, quantile }: MetricQuery, labels: readonly string[]): FieldConfigJSON {
  const name = labels.length === 0 ? measureTitle(measure, quantile) : labels.map((label) => label || '(none)').join(' · ');
  return { displayNameFromDS: name, unit: MEASURE_INFO[measure].unit };
}

function seriesFrame(query: MetricQuery, { bucketMs }: MetricPlan, { labels, points }: Series, meta: FrameMetaJSON): FrameJSON {
  const named = Object.fromEntries(query.groupBy.map((column, index) => [column, labels[index] ?? '']));
  const present = points.filter(({ value }) => value !== null);
  return {
    schema: {
      refId: query.refId,
      name: query.measure,
      meta,
      fields: [timeField('time', { interval: bucketMs }), numberField(query.measure, configOf(query, labels), named)],
    },
    data: {
      values: columns(
        present.map(({ time, value }) => [time, value]),
        2,
      ),
    },
  };
}

/** Without groups there is always a row, so that an alert rule on silence has a number to look at. */
function tableFrame(query: MetricQuery, series: readonly Series[], meta: FrameMetaJSON): FrameJSON {
  const silent = isSum(query.measure) ? 0 : null;
  const rows = series.map(({ labels, points }) => [...labels, points[0]?.value ?? null]);
  const fields = [...query.groupBy.map((name) => labelField(name)), numberField(query.measure, configOf(query, []))];
  return {
    schema: { refId: query.refId, name: query.measure, meta, fields },
    data: { values: columns(rows.length === 0 && query.groupBy.length === 0 ? [[silent]] : rows, fields.length) },
  };
}
