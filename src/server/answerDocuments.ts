import { inSeveralVersions } from '../core/documents/contradictions';
import { documentReports, type DocumentCell } from '../core/documents/documentReports';
import { documentsFrame } from '../core/frames/documentsFrame';
import { documentsPanelFrame } from '../core/frames/documentsPanelFrame';
import type { FrameJSON } from '../core/frames/frame';
import type { DocumentsQuery } from '../core/query/operations';
import { bucketWidth } from '../core/sql/bucket';
import {
  documentCellsStatement,
  documentFirstSeenStatement,
  documentPairsStatement,
  documentTopicsStatement,
  documentTrendStatement,
} from '../core/sql/documentsPanelSql';
import { documentsStatement } from '../core/sql/documentsSql';
import { printReadable } from '../core/sql/sql';
import type { Moments } from '../core/stats/moments';
import type { QueryContext, QueryDeps, TimeRange } from './deps';
import { documentSuspects } from './documentSuspects';
import { readRows, type Rows } from './readRows';

/** Which documents were retrieved, and how good the answers were that had them. @throws QueryError, StorageError */
export async function answerDocuments(query: DocumentsQuery, context: QueryContext): Promise<FrameJSON[]> {
  const dimension = dimensionOf(query, context.deps);
  if (query.format === 'panel') return [await panelFrame(query, dimension, context)];
  const statement = documentsStatement(query, dimension, context.range);
  return [documentsFrame(query, dimension, await readRows(statement, context), printReadable(statement))];
}

/** Points of a trend. */
const TREND_POINTS = 28;
const HOUR_MS = 3_600_000;

async function panelFrame(query: DocumentsQuery, dimension: string, context: QueryContext): Promise<FrameJSON> {
  const { range } = context;
  const statement = documentCellsStatement(query, dimension, range);
  const bucketMs = bucketWidth(range.to - range.from, TREND_POINTS, HOUR_MS);
  const [cellRows, topicRows, trendRows, suspects] = await Promise.all([
    readRows(statement, context),
    readRows(documentTopicsStatement(query, dimension, range), context),
    readRows(documentTrendStatement(query, dimension, range, bucketMs), context),
    documentSuspects(query, dimension, context),
  ]);
  const cells = cellRows.map(readCell);
  const several = [...new Set(inSeveralVersions(cells).map(({ id }) => id))];
  const [pairs, firstSeen] = await Promise.all([
    several.length === 0 ? [] : readRows(documentPairsStatement(query, several, range), context),
    readRows(documentFirstSeenStatement([...new Set(cells.map(({ id }) => id))]), context),
  ]);
  const reports = documentReports({
    cells,
    topics: new Map(topicRows.map(([topic, , ...moments]) => [String(topic), readMoments(moments)])),
    pairs: pairs.map(([id, version, otherId, otherVersion, count]) => [
      String(id),
      String(version),
      String(otherId),
      String(otherVersion),
      Number(count),
    ]),
    firstSeen: new Map(firstSeen.map(([id, version, time]) => [JSON.stringify([id, version]), Number(time)])),
    suspects,
  });
  const trends = trendsOf(trendRows);
  return documentsPanelFrame(reports.slice(0, query.limit), {
    refId: query.refId,
    dimension,
    requests: topicRows.reduce((sum, [, requests]) => sum + Number(requests), 0),
    executedQueryString: printReadable(statement),
    notices: cellRows.some((row) => Number(row[GENERATED]) === 1) ? [{ severity: 'info', text: 'Generated demo data' }] : [],
    bucketMs,
    from: range.from,
    trendOf: (id, version) => trends.get(JSON.stringify([id, version])) ?? [],
  });
}

/** Place of `generated` in a row of documentCellsStatement. */
const GENERATED = 12;

function readCell(row: readonly unknown[]): DocumentCell {
  const [id, version, topic, ...rest] = row;
  const [requests = 0, one = 0, two = 0, three = 0, later = 0, used = 0, usedKnown = 0, first = 0, last = 0] = rest.map(Number);
  return {
    id: String(id),
    version: String(version),
    topic: String(topic),
    requests,
    ranks: [one, two, three, later],
    used,
    usedKnown,
    first,
    last,
    scores: readMoments(row.slice(GENERATED + 1, GENERATED + 6)),
    led: readMoments(row.slice(GENERATED + 6)),
  };
}

function readMoments(values: readonly unknown[]): Moments {
  const [n = 0, sw = 0, sw2 = 0, swx = 0, swxx = 0] = values.map(Number);
  return { n, sw, sw2, swx, swxx };
}

function trendsOf(rows: Rows): ReadonlyMap<string, readonly (readonly [number, number, number | null])[]> {
  const trends = new Map<string, [number, number, number | null][]>();
  for (const [id, version, bucket, requests, , mean] of rows) {
    const key = JSON.stringify([id, version]);
    const trend = trends.get(key) ?? [];
    trends.set(key, trend);
    trend.push([Number(bucket), Number(requests), mean === null ? null : Number(mean)]);
  }
  return trends;
}

/** SQL of the query for people, without running it. @throws QueryError */
export function documentsSqlText(query: DocumentsQuery, range: TimeRange, deps: Pick<QueryDeps, 'settings'>): string {
  const dimension = dimensionOf(query, deps);
  return printReadable(
    query.format === 'panel' ? documentCellsStatement(query, dimension, range) : documentsStatement(query, dimension, range),
  );
}

function dimensionOf({ dimension }: DocumentsQuery, { settings }: Pick<QueryDeps, 'settings'>): string {
  return dimension ?? settings.dimensions[0]?.name ?? '';
}
