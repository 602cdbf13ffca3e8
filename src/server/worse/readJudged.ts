import type { WorseQuery } from '../../core/query/worse';
import { goodSource, SOURCE_SETTINGS } from '../../core/sql/goodSql';
import { judgedEpochs, type Judged } from '../../core/worse/judgedEpochs';
import { judgedDimension } from '../../core/worse/metricName';
import { readJudged, readTraffic, type TrafficCell } from '../../core/worse/readCoverage';
import { BASELINE_DAYS, HOUR_SECONDS, SCAN_HOURS } from '../../core/worse/scanPlan';
import type { QueryContext } from '../deps';
import { readRows } from '../readRows';
import { judgedStatement, trafficStatement, type CoverageQuery } from './coverageSql';

/** What is scored, by whom, and how much of the traffic: five weeks of it. */
export interface Coverage {
  readonly judged: readonly Judged[];
  readonly traffic: readonly TrafficCell[];
  /** The same from a time on (seconds), for each evaluator epoch that began within the last week. */
  readonly trafficSince: ReadonlyMap<number, readonly TrafficCell[]>;
  /** Seconds since 1970-01-01 UTC at which the last week began. */
  readonly week: number;
}

/** The newest eighth of the week, in which scoring is compared with before. */
const NEWEST_HOURS = SCAN_HOURS / 8;

/** @param now milliseconds since 1970-01-01 UTC */
export async function readCoverage(query: WorseQuery, now: number, context: QueryContext): Promise<Coverage> {
  const asked = coverageQuery(query, now);
  const groups = query.groupBy.length;
  const settings = SOURCE_SETTINGS[goodSource(query)];
  const needsScores = query.metrics.length === 0 || query.metrics.some((metric) => judgedDimension(metric) !== null);
  const [scored, requests] = await Promise.all([
    needsScores ? readRows(judgedStatement(asked), context, settings) : [],
    readRows(trafficStatement(asked), context, settings),
  ]);
  const judged = judgedEpochs(readJudged(scored, groups));
  const epochs = judged.flatMap(({ whole, segments }) => [whole, ...segments.values()]);
  const starts = new Set(epochs.flatMap(({ since }) => (since !== null && since > asked.week ? [since] : [])));
  const since = [...starts].map(async (start): Promise<[number, TrafficCell[]]> => {
    const rows = await readRows(trafficStatement({ ...asked, week: start }), context, settings);
    return [start, readTraffic(rows, groups)];
  });
  return { judged, traffic: readTraffic(requests, groups), trafficSince: new Map(await Promise.all(since)), week: asked.week };
}

function coverageQuery({ metrics, filters, groupBy, evaluator }: WorseQuery, now: number): CoverageQuery {
  const to = Math.floor(now / 1000 / HOUR_SECONDS) * HOUR_SECONDS;
  const week = to - SCAN_HOURS * HOUR_SECONDS;
  return {
    from: week - BASELINE_DAYS * 24 * HOUR_SECONDS,
    to,
    week,
    newest: to - NEWEST_HOURS * HOUR_SECONDS,
    filters,
    groupBy,
    dimensions: metrics.map(judgedDimension).filter((dimension) => dimension !== null),
    evaluator,
  };
}
