import { judgedDimension, metricName } from '../../core/worse/metricName';
import type { Judged, JudgedEpoch } from '../../core/worse/judgedEpochs';
import { canSpeak, judgeSegment, type SegmentFacts, type WorseNumbers } from '../../core/worse/judgeSegment';
import { judgeVersions, type VersionSums } from '../../core/worse/judgeVersions';
import { latencyLimit } from '../../core/worse/latencyLimit';
import { isShownPassing, passingNumbers } from '../../core/worse/passingShare';
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
import { readVersions, versionsStatement, type VersionPair } from './versionsSql';

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
  /** Two versions that are compared side by side, and the first hour of the newer one (seconds); null otherwise. */
  readonly versions: VersionPair | null;
  readonly versionsSince: number | null;
  readonly rows: readonly SummaryRow[];
}

const NOTHING: ScanResult = {
  baseline: null,
  recent: { n: 0, size: 0, mean: null, expected: null },
  worse: null,
  better: null,
};
const NO_VERSIONS: VersionSums = { since: null, pairs: [] };
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
  const limits = cells === null ? new Map<string, SegmentLimit>() : await segmentLimits(cells, query, plan, coverage, context);
  const limited = cells === null ? null : { ...cells, limits: new Map([...limits].map(([key, { bucket }]) => [key, bucket])) };
  const facts = factsOf({ ...known, dimension, limits }, coverage);
  if (query.baseline.kind === 'concurrent') {
    const found = limited === null ? new Map<string, VersionSums>() : await compare(limited, query.baseline, context);
    const rows = keysOf(query, judged, coverage, found.keys()).map((key) =>
      rowOf(key, known, (segment) => judgeVersions(found.get(key) ?? NO_VERSIONS, facts(segment), rule, plan)),
    );
    const starts = [...found.values()].flatMap(({ since }) => (since === null ? [] : [since]));
    const versionsSince = starts.length === 0 ? null : Math.min(...starts);
    return { ...known, cells: limited, scans: [], versions: query.baseline, versionsSince, rows };
  }
  const scans = limited === null ? [] : await scan(limited, plan, context);
  const found = new Map(scans.map(({ segment, result }) => [JSON.stringify(segment), result]));
  const keys = keysOf(query, judged, coverage, found.keys());
  const zNeeded = segmentThreshold(rule.zStar, keys.filter((key) => canSpeak(found.get(key) ?? NOTHING, rule, plan)).length);
  const rows = keys.map((key) =>
    rowOf(key, known, (segment) => judgeSegment(found.get(key) ?? NOTHING, facts(segment), rule, plan, zNeeded)),
  );
  return { ...known, cells: limited, scans, versions: null, versionsSince: null, rows };
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

/** A limit that is given holds for every segment; else it is twice what was usual, of the old version when two are compared. */
async function segmentLimits(
  cells: CellQuery,
  { baseline }: WorseQuery,
  plan: ScanPlan,
  { traffic }: Coverage,
  context: QueryContext,
): Promise<Map<string, SegmentLimit>> {
  const { metric, groupBy } = cells;
  if (metric.kind !== 'latency') return new Map();
  if (metric.limitMs !== undefined) {
    const given = latencyLimit(metric.limitMs);
    return new Map([...traffic.map(({ segment }) => JSON.stringify(segment)), '[]'].map((key) => [key, given]));
  }
  const statement =
    baseline.kind === 'concurrent'
      ? histogramStatement({ ...cells, release: { field: baseline.field, version: baseline.old } }, { ...plan, baseTo: plan.end })
      : histogramStatement(cells, plan);
  return readLimits(await readRows(statement, context, settingsOf(cells)), metric, groupBy.length);
}

async function compare(cells: CellQuery, versions: VersionPair, context: QueryContext): Promise<Map<string, VersionSums>> {
  return readVersions(await readRows(versionsStatement(cells, versions), context, settingsOf(cells)), cells.groupBy.length);
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
  const usual = usualCoverage(judged?.whole, coverage.traffic);
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
      coverage: dimension === null ? null : segment.length === 0 ? whole : coverageOf(cells, own, usualCoverage(epoch, own) ?? share),
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

/**
 * Share of the requests before the last week that was scored; null when none was, or another epoch scored them. A segment has
 * its own: a small one may be judged far more often than the whole, and its silence is noticed by that.
 */
function usualCoverage(epoch: JudgedEpoch | undefined, traffic: readonly TrafficCell[]): number | null {
  if (epoch === undefined || epoch.since !== null) return null;
  const scored = total(epoch.cells, ({ moments, weekScored }) => moments.n - weekScored);
  const requests = total(traffic, ({ n, week }) => n - week);
  return scored === 0 || requests === 0 ? null : scored / requests;
}

function of<T extends { readonly segment: readonly string[] }>(cells: readonly T[], key: string): T[] {
  return cells.filter(({ segment }) => JSON.stringify(segment) === key);
}

/** A row a segment that has requests, scores or a scan, so that an alert instance never goes missing. */
function keysOf({ groupBy }: WorseQuery, judged: Judged | null, { traffic }: Coverage, found: Iterable<string>): string[] {
  if (groupBy.length === 0) return ['[]'];
  const cells = [...(judged?.whole.cells ?? []), ...traffic];
  return [...new Set([...found, ...cells.map(({ segment }) => JSON.stringify(segment))])].sort();
}

function rowOf(
  key: string,
  { metric, name, scale }: Pick<MeasuredMetric, 'metric' | 'name' | 'scale'>,
  numbersOf: (segment: readonly string[]) => WorseNumbers,
): SummaryRow {
  const segment = JSON.parse(key) as string[];
  const numbers = numbersOf(segment);
  return { labels: [name, ...segment], numbers: isShownPassing(metric, scale) ? passingNumbers(numbers) : numbers };
}
