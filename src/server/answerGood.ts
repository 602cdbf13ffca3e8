import type { FrameJSON } from '../core/frames/frame';
import { assembleGood, type GoodSums } from '../core/good/assembleGood';
import { chooseEpochs } from '../core/good/chooseEpochs';
import { readBefore, readScores, readSteps, readTraffic, type ScoreCell, type TrafficCell } from '../core/good/readSums';
import type { GoodQuery } from '../core/query/model';
import { bucketWidth, knownZone } from '../core/sql/bucket';
import {
  evaluatorsStatement,
  goodSource,
  goodStatements,
  SOURCE_SETTINGS,
  stepsSource,
  trafficStatement,
  type GoodRange,
  type GoodStatements,
} from '../core/sql/goodSql';
import { printReadable } from '../core/sql/sql';
import { NO_PEOPLE } from '../core/good/peopleNumbers';
import { readLabelledAnswers } from './answerAgreement';
import type { QueryContext, TimeRange } from './deps';
import { readRows } from './readRows';

/** Points of a trend line in the panel; it is about this many pixels wide. */
const PANEL_POINTS = 60;
const HOUR_MS = 3_600_000;

/**
 * "Is it good?": reads the sums side by side and computes what they say.
 * @throws QueryError, StorageError
 */
export async function answerGood(asked: GoodQuery, context: QueryContext): Promise<FrameJSON[]> {
  const query = prepare(asked, context.isAlert);
  const range = rangeOf(query, context.range);
  const statements = goodStatements(query, range);
  const settings = settingsOf(query);
  const [scoreRows, stepRows, trafficRows, beforeRows, labelled] = await Promise.all([
    readRows(statements.scores, context, settings),
    statements.steps === null ? [] : readRows(statements.steps, context, SOURCE_SETTINGS[stepsSource(query)]),
    readRows(statements.traffic, context, settings),
    readRows(statements.before, context, settings),
    needsLabels(query) ? readLabelledAnswers({ ...query, evaluator: query.evaluator ?? '', from: range.from, to: range.to }, context) : [],
  ]);
  const scores = readScores(scoreRows, query.groupBy.length);
  const sums: GoodSums = {
    scores,
    steps: readSteps(stepRows),
    traffic: readTraffic(trafficRows),
    trafficSince: await trafficSince(query, range, scores, context),
    before: readBefore(beforeRows),
    // Where nothing at all was judged, every dimension of the service is missing.
    evaluated: scores.length + beforeRows.length > 0 ? [] : await evaluatedNames(query, range, context),
    labelled: { answers: labelled, from: range.from, to: range.to },
  };
  return assembleGood(query, sums, {
    dimensions: context.deps.settings.dimensions,
    bucketMs: range.bucketMs,
    executedQueryString: textOf(statements),
  });
}

/** A series shows no figure that people have a part in, nor does a rule that asks for another number. */
function needsLabels({ format, values }: GoodQuery): boolean {
  return format !== 'time_series' && (values.length === 0 || values.some((name) => name in NO_PEOPLE));
}

/** SQL of the query for people, without running it. @throws QueryError */
export function goodSqlText(asked: GoodQuery, range: TimeRange): string {
  const query = prepare(asked, false);
  return textOf(goodStatements(query, rangeOf(query, range)));
}

/** An alert rule that names no number asks for the verdict: Grafana takes one number a label set. */
function prepare(query: GoodQuery, isAlert: boolean): GoodQuery {
  const values = isAlert && query.format === 'table' && query.values.length === 0 ? (['state'] as const) : query.values;
  return { ...query, groupBy: [...new Set(query.groupBy)], values: [...values], timezone: knownZone(query.timezone) };
}

function settingsOf(query: GoodQuery): Readonly<Record<string, number>> {
  return SOURCE_SETTINGS[goodSource(query)];
}

async function evaluatedNames(query: GoodQuery, range: GoodRange, context: QueryContext): Promise<string[]> {
  const rows = await readRows(evaluatorsStatement(query, range), context);
  return rows.map(([name]) => String(name));
}

function textOf({ scores, steps, traffic, before }: GoodStatements): string {
  return [scores, ...(steps === null ? [] : [steps]), traffic, before].map(printReadable).join(';\n\n');
}

/** An evaluator epoch is held against the requests since its start, not against those that another one judged. */
async function trafficSince(
  query: GoodQuery,
  range: GoodRange,
  scores: readonly ScoreCell[],
  context: QueryContext,
): Promise<ReadonlyMap<number, TrafficCell[]>> {
  const starts = new Set(chooseEpochs(scores).flatMap(({ since }) => (since === null ? [] : [since])));
  const answers = [...starts].map(async (since): Promise<[number, TrafficCell[]]> => {
    const rows = await readRows(trafficStatement(query, { ...range, from: since * 1000 }), context, settingsOf(query));
    return [since, readTraffic(rows)];
  });
  return new Map(await Promise.all(answers));
}

function rangeOf(query: GoodQuery, { from, to }: TimeRange): GoodRange {
  const points = query.format === 'time_series' ? (query.maxDataPoints ?? 1000) : PANEL_POINTS;
  const asked = query.format === 'time_series' ? (query.intervalMs ?? 0) : 0;
  return { from, to, recent: recentStart(from, to), bucketMs: bucketWidth(to - from, points, asked) };
}

/** The newest eighth of the range, at least an hour, in whole hours: long enough to hold traffic, short enough to be news. */
function recentStart(from: number, to: number): number {
  return Math.floor((to - Math.max(HOUR_MS, (to - from) / 8)) / HOUR_MS) * HOUR_MS;
}
