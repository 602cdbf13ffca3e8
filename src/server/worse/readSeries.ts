/** What a metric was over time, on what was to be expected of it. */
import type { Filter } from '../../core/query/commonFields';
import type { WorseQuery } from '../../core/query/worse';
import type { ScanResult } from '../../core/worse/finishScan';
import { HOUR_SECONDS } from '../../core/worse/scanPlan';
import { isShownPassing, passingSeries } from '../../core/worse/passingShare';
import { readBuckets, seriesRows, type SeriesRow } from '../../core/worse/seriesRows';
import type { SeriesOf } from '../../core/worse/worseFrame';
import type { QueryContext } from '../deps';
import { readRows } from '../readRows';
import { cellSource, type CellQuery } from './cellSource';
import type { Fall } from './chooseFall';
import { settingsOf, type MeasuredMetric } from './measureMetric';
import { readSums, type SegmentScan } from './readScan';
import { seriesStatement, sumsStatement } from './scanSql';
import type { VersionPair } from './versionsSql';

type Baseline = ScanResult['baseline'];

/** The whole selection in the time range, on what was to be expected of it. */
export async function readSeries(
  measured: MeasuredMetric,
  { groupBy }: Pick<WorseQuery, 'groupBy'>,
  bucketMs: number,
  context: QueryContext,
): Promise<SeriesOf> {
  const { name, cells, judged } = measured;
  if (cells === null) return { metric: name, rows: [] };
  const baseline = groupBy.length === 0 ? (measured.scans[0]?.result.baseline ?? null) : null;
  const { whole: epoch } = judged ?? {};
  const epochs = epoch && [{ segment: [], evaluator: epoch.evaluator, epoch: epoch.epoch }];
  const whole = { ...cells, judged: cells.judged && epochs ? { ...cells.judged, epochs } : null, groupBy: [] };
  return seriesOf(measured, whole, { baseline, bucketMs }, context);
}

/** The segment that fell. */
export async function readSeriesOfFall(fall: Fall, bucketMs: number, context: QueryContext): Promise<SeriesOf> {
  const { measured, cells, groupBy, segment } = fall;
  const filters = groupBy.map((field, index): Filter => ({ field, operator: '=', values: [segment[index] ?? ''] }));
  const baseline = scanOfFall(fall)?.result.baseline ?? null;
  return seriesOf(measured, { ...cells, filters: [...cells.filters, ...filters] }, { baseline, bucketMs }, context);
}

export function scanOfFall({ measured, segment }: Pick<Fall, 'measured' | 'segment'>): SegmentScan | undefined {
  const key = JSON.stringify(segment);
  return measured.scans.find((scan) => JSON.stringify(scan.segment) === key);
}

interface SeriesWith {
  readonly baseline: Baseline;
  readonly bucketMs: number;
}

async function seriesOf(
  measured: MeasuredMetric,
  cells: CellQuery,
  { baseline, bucketMs }: SeriesWith,
  context: QueryContext,
): Promise<SeriesOf> {
  const { name, plan, scale, versions } = measured;
  const shown = (rows: SeriesRow[]): SeriesRow[] => (isShownPassing(measured.metric, scale) ? rows.map(passingSeries) : rows);
  if (versions !== null) return { metric: name, rows: shown(await versionRows(measured, cells, versions, bucketMs, context)) };
  const from = Math.min(Math.floor(context.range.from / 1000 / HOUR_SECONDS) * HOUR_SECONDS, plan.end);
  const source = cellSource({ ...cells, from: Math.min(from, cells.from) });
  const rows = await readRows(seriesStatement(source, plan, { from, bucketMs }), context, settingsOf(cells));
  return { metric: name, rows: shown(seriesRows(readBuckets(rows), { baseline }, plan, { scale, bucketMs })) };
}

/**
 * The new version on what the old one gives at the same hours and topics: the old version's answers since the new one was first
 * seen are the baseline, so its mean and its uncertainty are the expected line and the band.
 */
async function versionRows(
  { scale, plan, versionsSince }: MeasuredMetric,
  cells: CellQuery,
  pair: VersionPair,
  bucketMs: number,
  context: QueryContext,
): Promise<SeriesRow[]> {
  if (versionsSince === null) return [];
  const from = Math.max(Math.floor(context.range.from / 1000 / HOUR_SECONDS) * HOUR_SECONDS, versionsSince);
  const beside = { ...plan, baseFrom: versionsSince, baseTo: plan.end };
  const source = cellSource({
    ...cells,
    from: versionsSince,
    filters: [...cells.filters, { field: pair.field, operator: 'in', values: [pair.old, pair.new] }],
    release: { field: pair.field, version: pair.old },
  });
  const [sums, rows] = await Promise.all([
    readRows(sumsStatement(source, beside, 0), context, settingsOf(cells)),
    readRows(seriesStatement(source, beside, { from, bucketMs, withoutBase: true }), context, settingsOf(cells)),
  ]);
  const baseline = readSums(sums, beside, 0)[0]?.result.baseline ?? null;
  return seriesRows(readBuckets(rows), { baseline }, beside, { scale, bucketMs });
}
