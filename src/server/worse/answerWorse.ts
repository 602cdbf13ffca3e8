import type { FrameJSON, FrameMetaJSON } from '../../core/frames/frame';
import type { Metric, WorseQuery } from '../../core/query/worse';
import { bucketWidth, knownZone } from '../../core/sql/bucket';
import { sensitivitySentence } from '../../core/verdict/sensitivitySentence';
import { worseSentence, type WorseSentenceRow, type WorseUnit } from '../../core/verdict/worseSentence';
import { metricName } from '../../core/worse/metricName';
import { HOUR_SECONDS } from '../../core/worse/scanPlan';
import { readBuckets, seriesRows } from '../../core/worse/seriesRows';
import { seriesFrame, seriesFrames, summaryFrame, type SeriesOf, type WorseFrameContext } from '../../core/worse/worseFrame';
import { worseNotices } from '../../core/worse/worseNotices';
import type { QueryContext } from '../deps';
import { readRows } from '../readRows';
import { cellSource } from './cellSource';
import { measureMetric, settingsOf, type MeasuredMetric } from './measureMetric';
import { readCoverage } from './readJudged';
import { seriesStatement } from './scanSql';

/** Points of a line in the panel; it is about this many pixels wide. */
const PANEL_POINTS = 180;

/**
 * "Is it getting worse?", as of the end of the time range.
 * @throws QueryError, StorageError
 */
export async function answerWorse(asked: WorseQuery, context: QueryContext): Promise<FrameJSON[]> {
  const query = prepare(asked, context.isAlert);
  const now = Math.min(context.range.to, context.deps.clock.now());
  const coverage = await readCoverage(query, now, context);
  const metrics = metricsOf(query, coverage.judged);
  const measured = await Promise.all(metrics.map((metric) => measureMetric(metric, query, coverage, now, context)));
  const bucketMs = bucketWidthOf(query, context);
  const frameContext: WorseFrameContext = { refId: query.refId, groupBy: query.groupBy, bucketMs };
  const series = query.format === 'table' ? [] : await Promise.all(measured.map((one) => readSeries(one, query, bucketMs, context)));
  const rows = measured.flatMap((one) => one.rows);
  const summary = summaryFrame(frameContext, rows, query.format === 'table' ? query.values : []);
  const frames: FrameJSON[] =
    query.format === 'table'
      ? [summary]
      : query.format === 'time_series'
        ? seriesFrames(frameContext, series, query.values)
        : [summary, seriesFrame(frameContext, series)];
  const sentences = measured.flatMap(sentenceRows);
  return withMeta(frames, {
    notices: worseNotices(coverage.judged, coverage.traffic),
    custom: {
      sentence: worseSentence(sentences, query.timezone),
      ...(sentences[0] && { sensitivity: sensitivitySentence(sentences[0]) ?? undefined }),
    },
  });
}

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

function bucketWidthOf({ format, maxDataPoints, intervalMs }: WorseQuery, { range }: QueryContext): number {
  const isSeries = format === 'time_series';
  return bucketWidth(range.to - range.from, isSeries ? (maxDataPoints ?? 1000) : PANEL_POINTS, isSeries ? (intervalMs ?? 0) : 0);
}

/** The whole selection in the time range, on what was to be expected of it. */
async function readSeries(
  { name, cells, judged, plan, scale, scans }: MeasuredMetric,
  { groupBy }: WorseQuery,
  bucketMs: number,
  context: QueryContext,
): Promise<SeriesOf> {
  if (cells === null) return { metric: name, rows: [] };
  const from = Math.min(Math.floor(context.range.from / 1000 / HOUR_SECONDS) * HOUR_SECONDS, plan.end);
  const { whole: epoch } = judged ?? {};
  const epochs = epoch && [{ segment: [], evaluator: epoch.evaluator, epoch: epoch.epoch }];
  const whole = {
    ...cells,
    judged: cells.judged && epochs ? { ...cells.judged, epochs } : null,
    groupBy: [],
    from: Math.min(from, cells.from),
  };
  const rows = await readRows(seriesStatement(cellSource(whole), plan, { from, bucketMs }), context, settingsOf(cells));
  const baseline = groupBy.length === 0 ? (scans[0]?.result.baseline ?? null) : null;
  return { metric: name, rows: seriesRows(readBuckets(rows), { baseline }, plan, { scale, bucketMs }) };
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
