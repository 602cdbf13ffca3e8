import type { FrameJSON, FrameMetaJSON } from '../../core/frames/frame';
import type { Metric, WorseQuery } from '../../core/query/worse';
import { bucketWidth, knownZone } from '../../core/sql/bucket';
import { sensitivitySentence } from '../../core/verdict/sensitivitySentence';
import { worseSentence, type WorseSentenceRow, type WorseUnit } from '../../core/verdict/worseSentence';
import { metricName } from '../../core/worse/metricName';
import { seriesFrame, seriesFrames, summaryFrame, type WorseFrameContext } from '../../core/worse/worseFrame';
import { HOUR_SECONDS, SCAN_HOURS, type ScanPlan } from '../../core/worse/scanPlan';
import { worseNotices } from '../../core/worse/worseNotices';
import type { QueryContext } from '../deps';
import { chooseFall } from './chooseFall';
import { explainFall } from './explainFall';
import { measureMetric, type MeasuredMetric } from './measureMetric';
import { readCoverage, type Coverage } from './readJudged';
import type { SegmentScan } from './readScan';
import { readSeries, readSeriesOfFall, scanOfFall } from './readSeries';

/** Points of a line in the panel. */
const PANEL_POINTS = 180;
/** Answers that a point of it stands on, on average. A rate is about rare events. */
const BUCKET_ANSWERS = { mean: 10, rate: 100, cost: 10 } as const;

/**
 * "Is it getting worse?", as of the end of the time range.
 * @throws QueryError, StorageError
 */
export async function answerWorse(asked: WorseQuery, context: QueryContext): Promise<FrameJSON[]> {
  const query = prepare(asked, context.isAlert);
  const now = Math.min(context.range.to, context.deps.clock.now());
  return query.format === 'panel' ? answerPanel(query, now, context) : answerTable(query, now, context);
}

async function answerTable(query: WorseQuery, now: number, context: QueryContext): Promise<FrameJSON[]> {
  const all = await measureAll(query, now, context);
  const bucketMs = bucketWidthOf(query, context);
  const frames: WorseFrameContext = { refId: query.refId, groupBy: query.groupBy, bucketMs };
  if (query.format === 'table') return withMeta([summaryFrame(frames, rowsOf(all), query.values)], metaOf(query, all));
  const series = await Promise.all(all.measured.map((one) => readSeries(one, query, bucketMs, context)));
  return withMeta(seriesFrames(frames, series, query.values), metaOf(query, all));
}

/**
 * The whole selection and its segments side by side, as statistics §2.6 asks for: a fall of a small topic is lost in the
 * whole. Then what the clearest fall of all of them is blamed on.
 */
async function answerPanel(query: WorseQuery, now: number, context: QueryContext): Promise<FrameJSON[]> {
  const groupBy = query.groupBy.length > 0 ? query.groupBy : query.causeFields.slice(0, 1);
  const [whole, segments] = await Promise.all([
    measureAll({ ...query, groupBy: [] }, now, context),
    measureAll({ ...query, groupBy }, now, context),
  ]);
  const lines = whole.measured.map(({ plan, scans, ...one }) => ({
    plan,
    perHour: versionsPerHour({ plan, ...one }) ?? scannedPerHour(scans[0]),
  }));
  const bucketMs = panelBucket(lines, context);
  const frames: WorseFrameContext = { refId: query.refId, groupBy: [], bucketMs };
  const fall = chooseFall([...whole.measured, ...segments.measured]);
  const fallBucketMs =
    fall === null
      ? bucketMs
      : panelBucket([{ plan: fall.measured.plan, perHour: versionsPerHour(fall.measured) ?? scannedPerHour(scanOfFall(fall)) }], context);
  const [series, segmentSeries, explanation] = await Promise.all([
    Promise.all(whole.measured.map((one) => readSeries(one, { groupBy: [] }, bucketMs, context))),
    // Not awaited in here: a failure of the promise before it would then be nobody's, and end the process.
    Promise.all(fall === null || fall.segment.length === 0 ? [] : [readSeriesOfFall(fall, fallBucketMs, context)]),
    explainFall(fall, query, { now, bucketMs }, context),
  ]);
  const answer = [
    summaryFrame(frames, rowsOf(whole), []),
    summaryFrame({ ...frames, groupBy }, rowsOf(segments), [], 'worse_segments'),
    seriesFrame(frames, series),
    ...(segmentSeries.length === 0 ? [] : [seriesFrame({ ...frames, bucketMs: fallBucketMs }, segmentSeries, 'worse_segment_series')]),
    ...explanation.frames,
  ];
  const meta = metaOf(query, whole, segments.measured);
  return withMeta(answer, { ...meta, custom: { ...meta.custom, ...explanation.custom } });
}

/** Every metric of the query, in its groups. */
interface Measured {
  readonly coverage: Coverage;
  readonly measured: readonly MeasuredMetric[];
}

async function measureAll(query: WorseQuery, now: number, context: QueryContext): Promise<Measured> {
  const coverage = await readCoverage(query, now, context);
  const metrics = metricsOf(query, coverage.judged);
  return { coverage, measured: await Promise.all(metrics.map((metric) => measureMetric(metric, query, coverage, now, context))) };
}

function rowsOf({ measured }: Measured) {
  return measured.flatMap(({ rows }) => rows);
}

/** Notices are those of the whole: its segments are read from the same scores. */
function metaOf(query: WorseQuery, whole: Measured, segments: readonly MeasuredMetric[] = []): Pick<FrameMetaJSON, 'notices' | 'custom'> {
  const rows = whole.measured.flatMap(sentenceRows);
  const fallen = segments.flatMap(sentenceRows).filter(isFiring);
  const speaking = rows.some(isFiring) || fallen.length === 0 ? rows : fallen;
  const [first] = [...speaking].sort((a, b) => Number(isFiring(b)) - Number(isFiring(a)));
  return {
    notices: worseNotices(whole.coverage.judged, whole.coverage.traffic),
    custom: {
      // Segments have a say only where the whole does not show what happens in them.
      sentence: worseSentence(speaking, query.timezone),
      ...(first && { sensitivity: sensitivitySentence(first) ?? undefined }),
    },
  };
}

const isFiring = ({ numbers }: WorseSentenceRow): boolean => numbers.firing === 1;

/** An alert rule that names no number asks whether it fires: Grafana takes one number a label set. */
function prepare(query: WorseQuery, isAlert: boolean): WorseQuery {
  const values = isAlert && query.format === 'table' && query.values.length === 0 ? (['firing'] as const) : query.values;
  return { ...query, groupBy: [...new Set(query.groupBy)], values: [...values], timezone: knownZone(query.timezone) };
}

/** Without metrics every dimension that has scores. Two of one label would be one alert instance twice. */
function metricsOf({ metrics }: WorseQuery, judged: readonly { readonly dimension: string }[]): Metric[] {
  const asked = metrics.length > 0 ? metrics : judged.map(({ dimension }): Metric => ({ kind: 'score', dimension }));
  return [...new Map(asked.map((metric) => [metricName(metric), metric])).values()];
}

/** Buckets that hold some answers each, as a line through single scores shows nothing; at most a day. */
function panelBucket(lines: readonly Line[], { range }: QueryContext): number {
  const hours = lines.flatMap(({ plan, perHour }) => (perHour > 0 ? [BUCKET_ANSWERS[plan.law] / perHour] : []));
  return bucketWidth(range.to - range.from, PANEL_POINTS, Math.min(24, Math.max(1, ...hours)) * HOUR_SECONDS * 1000);
}

interface Line {
  readonly plan: ScanPlan;
  /** Answers an hour. */
  readonly perHour: number;
}

function scannedPerHour(scan: SegmentScan | undefined): number {
  return (scan?.result.recent.n ?? 0) / SCAN_HOURS;
}

/** Of the new version; null when no versions are compared. */
function versionsPerHour({ plan, versionsSince, rows }: Pick<MeasuredMetric, 'plan' | 'versionsSince' | 'rows'>): number | null {
  if (versionsSince === null || versionsSince >= plan.end) return null;
  return ((rows[0]?.numbers.n ?? 0) * HOUR_SECONDS) / (plan.end - versionsSince);
}

function bucketWidthOf({ format, maxDataPoints, intervalMs }: WorseQuery, { range }: QueryContext): number {
  const isSeries = format === 'time_series';
  return bucketWidth(range.to - range.from, isSeries ? (maxDataPoints ?? 1000) : PANEL_POINTS, isSeries ? (intervalMs ?? 0) : 0);
}

function sentenceRows({ metric, scale, rows }: MeasuredMetric): WorseSentenceRow[] {
  const unit: WorseUnit = metric.kind === 'cost' ? 'usd' : metric.kind === 'score' && !scale.isRate ? 'score' : 'rate';
  return rows.map(({ labels, numbers }) => ({ name: labels.filter((label) => label !== '').join(' · '), unit, numbers }));
}

/** Once an answer, in its first frame: Grafana would show a notice as often as it stands there. */
function withMeta(frames: readonly FrameJSON[], { notices, custom }: Pick<FrameMetaJSON, 'notices' | 'custom'>): FrameJSON[] {
  return frames.map((frame, index) => {
    const { meta } = frame.schema;
    if (index > 0 || meta === undefined) return frame;
    return { ...frame, schema: { ...frame.schema, meta: { ...meta, notices: notices ?? [], custom: { ...meta.custom, ...custom } } } };
  });
}
