import { judgedDimension, metricName } from '../../core/worse/metricName';
import type { Judged, JudgedEpoch } from '../../core/worse/judgedEpochs';
import { canSpeak, judgeSegment, type SegmentFacts } from '../../core/worse/judgeSegment';
import { latencyLimit } from '../../core/worse/latencyLimit';
import { planOf } from '../../core/worse/planOf';
import { coverageOf, total, type TrafficCell } from '../../core/worse/readCoverage';
import { ruleOf, type Rule } from '../../core/worse/rules';
import type { ScanResult } from '../../core/worse/finishScan';
import type { ScanPlan } from '../../core/worse/scanPlan';
import { segmentThreshold } from '../../core/worse/segmentThreshold';
import type { SummaryRow } from '../../core/worse/worseFrame';
import type { Metric, WorseQuery } from '../../core/query/worse';
import type { Scale } from '../../core/stats/scoreInterval';
import { ROLLUP_SETTINGS } from '../../core/sql/goodSql';
import type { QueryContext } from '../deps';
import { readRows } from '../readRows';
import { cellSource, readsRollup, type CellQuery, type JudgedBy } from './cellSource';
import { histogramStatement, readLimits, type SegmentLimit } from './latencyLimits';
import type { Coverage } from './readJudged';
import { readSums, type SegmentScan } from './readScan';
import { sumsStatement } from './scanSql';

/** A metric with all that is needed to ask more about it: causes, series, examples. */
export interface MeasuredMetric {
  readonly metric: Metric;
  /** Label of the metric. */
  readonly name: string;
  readonly rule: Rule;
  readonly plan: ScanPlan;
  readonly scale: Scale;
  readonly judged: Judged | null;
  /** What its cells are read from, with the group-by columns of the query; null when nothing was ever scored. */
  readonly cells: CellQuery | null;
  readonly scans: readonly SegmentScan[];
  readonly rows: readonly SummaryRow[];
}

const NOTHING: ScanResult = {
  baseline: null,
  recent: { n: 0, size: 0, mean: null, expected: null },
  worse: null,
  better: null,
};
const REQUEST_SCALE: Scale = { min: 0, max: 1, isRate: true };

/**
 * One metric against its baseline: a row a segment, whatever the data.
 * @param now milliseconds since 1970-01-01 UTC
 */
export async function measureMetric(
  metric: Metric,
  query: WorseQuery,
  coverage: Coverage,
  now: number,
  context: QueryContext,
): Promise<MeasuredMetric> {
  const dimension = judgedDimension(metric);
  const judged = dimension === null ? null : (coverage.judged.find((one) => one.dimension === dimension) ?? null);
  const scale = dimension === null ? REQUEST_SCALE : (judged?.scale ?? { min: 0, max: 1, isRate: false });
  const rule = ruleOf(metric, scale, query.rule);
  const plan = planOf(rule, query, now);
  const known = { metric, name: metricName(metric), rule, plan, scale, judged };
  const cells = dimension !== null && judged === null ? null : cellsOf(metric, query, judged, plan);
  const limits = cells === null ? new Map<string, SegmentLimit>() : await readSegmentLimits(cells, plan, context);
  const limited = cells === null ? null : { ...cells, limits: new Map([...limits].map(([key, { bucket }]) => [key, bucket])) };
  const scans = limited === null ? [] : await scan(limited, plan, context);
  const facts = factsOf({ ...known, dimension, limits }, coverage);
  return { ...known, cells: limited, scans, rows: rowsOf(scans, facts, { ...known, groups: query.groupBy.length }, coverage) };
}

function cellsOf(metric: Metric, { filters, groupBy, baseline }: WorseQuery, judged: Judged | null, plan: ScanPlan): CellQuery {
  return {
    metric,
    judged: judged && judgedBy(judged),
    from: plan.baseFrom,
    to: plan.end,
    filters,
    groupBy,
    release: baseline.kind === 'release' ? { field: baseline.field, version: baseline.version } : null,
    limits: new Map(),
  };
}

function judgedBy({ dimension, scale, segments }: Judged): JudgedBy {
  const epochs = [...segments].map(([key, { evaluator, epoch }]) => ({ segment: JSON.parse(key) as string[], evaluator, epoch }));
  return { dimension, isRate: scale.isRate, epochs };
}

async function readSegmentLimits(cells: CellQuery, plan: ScanPlan, context: QueryContext): Promise<Map<string, SegmentLimit>> {
  const { metric, groupBy } = cells;
  if (metric.kind !== 'latency') return new Map();
  const rows = await readRows(histogramStatement(cells, plan), context, settingsOf(cells));
  const limits = readLimits(rows, metric, groupBy.length);
  const given = metric.limitMs === undefined ? undefined : latencyLimit(metric.limitMs);
  return given === undefined ? limits : new Map([...limits.keys()].map((key) => [key, given]));
}

async function scan(cells: CellQuery, plan: ScanPlan, context: QueryContext): Promise<SegmentScan[]> {
  const groups = cells.groupBy.length;
  return readSums(await readRows(sumsStatement(cellSource(cells), plan, groups), context, settingsOf(cells)), plan, groups);
}

/** A pass of the analyzer that finds nothing in these statements, and takes a sixth of the time of a short one. */
const LIGHT_SETTINGS: Readonly<Record<string, number>> = { optimize_aggregators_of_group_by_keys: 0 };

/** Settings of a statement over cells. */
export function settingsOf({ metric, filters }: Pick<CellQuery, 'metric' | 'filters'>): Readonly<Record<string, number>> {
  return readsRollup(metric, filters) ? { ...ROLLUP_SETTINGS, ...LIGHT_SETTINGS } : LIGHT_SETTINGS;
}

interface Known {
  readonly dimension: string | null;
  readonly judged: Judged | null;
  readonly scale: Scale;
  readonly limits: ReadonlyMap<string, SegmentLimit>;
}

/** What is known of a segment beside its scan. */
function factsOf({ dimension, judged, scale, limits }: Known, coverage: Coverage): (segment: readonly string[]) => SegmentFacts {
  const usual = usualCoverage(judged?.whole, coverage);
  const whole = coverageOf(judged?.whole.cells ?? [], requestsSince(judged?.whole, coverage), usual);
  const share = whole.eligible > 0 && whole.scored > 0 ? whole.scored / whole.eligible : usual;
  return (segment) => {
    const key = JSON.stringify(segment);
    const epoch = judged?.segments.get(key);
    const own = of(requestsSince(epoch, coverage), key);
    const cells = epoch?.cells ?? [];
    const counted = dimension === null ? own : cells;
    const answers = dimension === null ? total(own, ({ n }) => n) : total(cells, ({ moments }) => moments.n);
    return {
      coverage: dimension === null ? null : segment.length === 0 ? whole : coverageOf(cells, own, share),
      scale,
      epochSince: epoch === undefined || epoch.since === null ? null : epoch.since * 1000,
      limitMs: limits.get(key)?.ms ?? null,
      generated: answers === 0 ? 0 : total<{ readonly generated: number }>(counted, ({ generated }) => generated) / answers,
    };
  };
}

/** Requests that an epoch could have judged: those since its start. */
function requestsSince(epoch: JudgedEpoch | undefined, { traffic, trafficSince }: Coverage): readonly TrafficCell[] {
  return (epoch === undefined || epoch.since === null ? undefined : trafficSince.get(epoch.since)) ?? traffic;
}

/** Share of the requests before the last week that was scored; null when another epoch scored them. */
function usualCoverage(epoch: JudgedEpoch | undefined, { traffic }: Coverage): number | null {
  if (epoch === undefined || epoch.since !== null) return null;
  const scored = total(epoch.cells, ({ moments, weekScored }) => moments.n - weekScored);
  const requests = total(traffic, ({ n, week }) => n - week);
  return scored === 0 || requests === 0 ? null : scored / requests;
}

function of<T extends { readonly segment: readonly string[] }>(cells: readonly T[], key: string): T[] {
  return cells.filter(({ segment }) => JSON.stringify(segment) === key);
}

/** A row a segment that has requests, scores or a scan, so that an alert instance never goes missing. */
function rowsOf(
  scans: readonly SegmentScan[],
  factsFor: (segment: readonly string[]) => SegmentFacts,
  { name, rule, plan, judged, groups }: { name: string; rule: Rule; plan: ScanPlan; judged: Judged | null; groups: number },
  { traffic }: Coverage,
): SummaryRow[] {
  const found = new Map(scans.map(({ segment, result }) => [JSON.stringify(segment), result]));
  const keys = groups === 0 ? ['[]'] : keysOf([...scans, ...(judged?.whole.cells ?? []), ...traffic]);
  const speaking = keys.filter((key) => canSpeak(found.get(key) ?? NOTHING, rule, plan)).length;
  const zNeeded = segmentThreshold(rule.zStar, speaking);
  return keys.map((key) => {
    const segment = JSON.parse(key) as string[];
    return { labels: [name, ...segment], numbers: judgeSegment(found.get(key) ?? NOTHING, factsFor(segment), rule, plan, zNeeded) };
  });
}

function keysOf(cells: readonly { readonly segment: readonly string[] }[]): string[] {
  return [...new Set(cells.map(({ segment }) => JSON.stringify(segment)))].sort();
}
