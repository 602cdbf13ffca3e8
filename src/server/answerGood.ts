import type { FrameJSON } from '../core/frames/frame';
import { assembleGood } from '../core/good/assembleGood';
import { readSeries, readTotals, readTraffic } from '../core/good/readSums';
import type { Dimension } from '../core/model/dimension';
import type { GoodQuery } from '../core/query/model';
import { bucketWidth, knownZone } from '../core/sql/bucket';
import { earlierDimensions, goodStatements, type GoodRange } from '../core/sql/goodSql';
import { print, printReadable, type Sql } from '../core/sql/sql';
import type { QueryDeps, TimeRange } from './deps';

/** Points of a trend line in the panel; it is about this many pixels wide. */
const PANEL_POINTS = 60;
const HOUR_MS = 3_600_000;

/** "Is it good?": reads the sums side by side and computes what they say. */
export async function answerGood(
  asked: GoodQuery,
  { from, to }: TimeRange,
  { driver, settings }: QueryDeps,
  signal?: AbortSignal,
): Promise<FrameJSON[]> {
  const query: GoodQuery = { ...asked, timezone: knownZone(asked.timezone) };
  const range = rangeOf(query, from, to);
  const statements = goodStatements(query, range);
  const read = async (statement: Sql): Promise<readonly (readonly unknown[])[]> => {
    const { rows } = await driver.query({ ...print(statement), ...(signal === undefined ? {} : { signal }) });
    return rows;
  };
  const [totals, series, traffic] = await Promise.all([
    read(statements.totals),
    query.format === 'table' ? [] : read(statements.series),
    read(statements.traffic),
  ]);
  const groups = query.groupBy.length;
  const earlier = totals.length === 0 && traffic.length > 0 ? (await read(earlierDimensions(query, from))).map(dimensionOfRow) : [];
  return assembleGood(
    query,
    range,
    { totals: readTotals(totals, groups), series: readSeries(series, groups), traffic: readTraffic(traffic, groups), earlier },
    {
      dimensions: settings.dimensions,
      executedQueryString: `${printReadable(statements.totals)};\n\n${printReadable(statements.traffic)}`,
    },
  );
}

/** SQL of the query for people, without running it. */
export function goodSqlText(query: GoodQuery, { from, to }: TimeRange): string {
  const { totals, series, traffic } = goodStatements(query, rangeOf(query, from, to));
  return [totals, series, traffic].map(printReadable).join(';\n\n');
}

function rangeOf(query: GoodQuery, from: number, to: number): GoodRange {
  const points = query.format === 'time_series' ? (query.maxDataPoints ?? 1000) : PANEL_POINTS;
  const asked = query.format === 'time_series' ? (query.intervalMs ?? 0) : 0;
  return { from, to, recent: to - recentMs(to - from), bucketMs: bucketWidth(to - from, points, asked) };
}

/** The newest eighth of the range, from six hours to a day: long enough to hold traffic, short enough to be news. */
function recentMs(range: number): number {
  return Math.min(24 * HOUR_MS, Math.max(6 * HOUR_MS, range / 8));
}

function dimensionOfRow([name, min, max, isRate]: readonly unknown[]): Dimension {
  return { name: String(name), scaleMin: Number(min), scaleMax: Number(max), isRate: Number(isRate) === 1 };
}
