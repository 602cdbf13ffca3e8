/** All stored rows of some traces. */
import { feedbackEvents, scoreEvents, spanContent, spans } from '../core/model/tables';
import {
  CONTENT_COLUMNS,
  FEEDBACK_COLUMNS,
  SCORE_COLUMNS,
  SPAN_COLUMNS,
  type SettleContent,
  type SettleFeedback,
  type SettleScore,
  type SettleSpan,
} from '../core/settle/settleInput';
import { spansWithText } from '../core/settle/textOf';
import type { TraceRows } from '../core/settle/settleTrace';
import { traceShape } from '../core/settle/traceShape';
import type { Param } from '../storage/driver';
import { groupByTrace } from './groupByTrace';
import { inChunks } from './inChunks';
import { mapInTurns } from './mapInTurns';
import { tableOf, type SettleDeps } from './settleDeps';
import { rowReader, selectList } from './storedRows';

/** Nanoseconds; spans of the traces lie within. Absent when nobody knows. */
export interface TimeBounds {
  readonly from: bigint;
  readonly to: bigint;
}

/** Spans of one trace that are read; of a longer one the first ones. Several traces together are kept smaller by the caller. */
const MOST_SPANS = 100_000;
/** Bytes of one text; a longer one is not read, and counts as cut. */
const MOST_TEXT = 4 * 1024 ** 2;

const TEXT_COLUMNS = ['attributes', 'resource_attributes'] as const;
const PLAIN_COLUMNS = SPAN_COLUMNS.filter((name) => !(TEXT_COLUMNS as readonly string[]).includes(name)) as Exclude<
  (typeof SPAN_COLUMNS)[number],
  (typeof TEXT_COLUMNS)[number]
>[];
const LONG_COLUMNS = ['input_text', 'output_text', 'documents'] as const;
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

/** Texts that are too long are empty here and their span is marked as cut. */
const CONTENT_LIST = CONTENT_COLUMNS.map((name) => {
  if (name === 'truncated') return `greatest(truncated, ${LONG_COLUMNS.map((text) => `length(${text}) > ${MOST_TEXT}`).join(', ')})`;
  const column = selectList(spanContent, [name]);
  return (LONG_COLUMNS as readonly string[]).includes(name) ? `if(length(${column}) > ${MOST_TEXT}, '', ${column})` : column;
}).join(', ');

const readSpan = rowReader(spans, PLAIN_COLUMNS);
const readSpanWithAttributes = rowReader(spans, [...PLAIN_COLUMNS, ...TEXT_COLUMNS]);
const readContent = rowReader(spanContent, CONTENT_COLUMNS);
const readScore = rowReader(scoreEvents, SCORE_COLUMNS);
const readFeedbackRow = rowReader(feedbackEvents, FEEDBACK_COLUMNS);

export interface ReadOptions {
  readonly bounds?: TimeBounds | undefined;
  /** True when there are scores that name a model response only. */
  readonly hasUnplacedScores: boolean;
}

/** By trace id; a trace without spans is not in it. @throws StorageError */
export async function readTraces(deps: SettleDeps, ids: readonly string[], options: ReadOptions): Promise<ReadonlyMap<string, TraceRows>> {
  const spanRows = await readSpans(deps, ids, options.bounds);
  const byTrace = groupByTrace(spanRows);
  const [content, scores, feedback] = await Promise.all([
    readTexts(deps, byTrace, options.bounds),
    readScores(deps, [...byTrace.keys()], options.hasUnplacedScores ? responsesOf(spanRows) : new Map()),
    readFeedback(deps, [...byTrace.keys()]),
  ]);
  const contentOf = groupByTrace(content);
  const scoresOf = groupByTrace(scores);
  const feedbackOf = groupByTrace(feedback);
  return new Map(
    [...byTrace].map(([id, rows]): [string, TraceRows] => [
      id,
      {
        spans: rows,
        content: contentOf.get(id) ?? [],
        scores: scoresOf.get(id) ?? [],
        feedback: feedbackOf.get(id) ?? [],
        isCut: ids.length === 1 && rows.length >= MOST_SPANS,
      },
    ]),
  );
}

async function readSpans(deps: SettleDeps, ids: readonly string[], bounds: TimeBounds | undefined): Promise<SettleSpan[]> {
  const keys = deps.topicAttributes;
  const maps = TEXT_COLUMNS.map((name) => `mapFilter((k, v) -> has({keys:Array(String)}, k), ${name})`);
  const columns = [selectList(spans, PLAIN_COLUMNS), ...(keys.length === 0 ? [] : maps)].join(', ');
  const cut = ids.length === 1 ? `ORDER BY start_time LIMIT ${MOST_SPANS}` : '';
  const { rows } = await deps.driver.query({
    sql: `SELECT ${columns} FROM ${tableOf(deps, 'spans')} FINAL WHERE trace_id IN {ids:Array(String)} ${within(bounds)} ${cut}`,
    params: { ids, ...(keys.length === 0 ? {} : { keys }), ...boundParams(bounds) },
  });
  if (keys.length > 0) return rows.map(readSpanWithAttributes);
  return rows.map((row) => ({ ...readSpan(row), attributes: NO_ATTRIBUTES, resource_attributes: NO_ATTRIBUTES }));
}

async function readTexts(
  deps: SettleDeps,
  byTrace: ReadonlyMap<string, readonly SettleSpan[]>,
  bounds: TimeBounds | undefined,
): Promise<SettleContent[]> {
  const perTrace = await mapInTurns(byTrace, ([trace, rows]) => {
    const shape = traceShape(rows);
    return shape === null ? [] : spansWithText(shape).map((span): readonly [string, string] => [trace, span]);
  });
  const wanted = perTrace.flat();
  return inChunks(wanted, async (chunk) => {
    const { rows } = await deps.driver.query({
      sql: `SELECT ${CONTENT_LIST} FROM ${tableOf(deps, 'span_content')} FINAL
WHERE trace_id IN {ids:Array(String)} AND span_id IN {spans:Array(String)} ${within(bounds)}`,
      params: { ids: [...new Set(chunk.map(([trace]) => trace))], spans: chunk.map(([, span]) => span), ...boundParams(bounds) },
    });
    return rows.map(readContent);
  });
}

/** Trace ids by the response that their spans name. */
type Responses = ReadonlyMap<string, string>;

function responsesOf(rows: readonly SettleSpan[]): Responses {
  return new Map(rows.filter(({ response_id }) => response_id !== '').map(({ response_id, trace_id }) => [response_id, trace_id]));
}

async function readScores(deps: SettleDeps, ids: readonly string[], responses: Responses): Promise<SettleScore[]> {
  const select = `SELECT ${selectList(scoreEvents, SCORE_COLUMNS)} FROM ${tableOf(deps, 'score_events')} FINAL`;
  const placed = await inChunks(ids, async (chunk) => {
    const { rows } = await deps.driver.query({ sql: `${select} WHERE trace_id IN {ids:Array(String)}`, params: { ids: chunk } });
    return rows.map(readScore);
  });
  const unplaced = await inChunks([...responses.keys()], async (chunk) => {
    const sql = `${select} WHERE trace_id = '' AND response_id IN {responses:Array(String)}`;
    const { rows } = await deps.driver.query({ sql, params: { responses: chunk } });
    return rows.map(readScore).map((score) => ({ ...score, trace_id: responses.get(score.response_id) ?? '' }));
  });
  return [...placed, ...unplaced];
}

/** What names only a response or a session is placed on its trace before (placeFeedback.ts). */
function readFeedback(deps: SettleDeps, ids: readonly string[]): Promise<SettleFeedback[]> {
  const select = `SELECT ${selectList(feedbackEvents, FEEDBACK_COLUMNS)} FROM ${tableOf(deps, 'feedback_events')} FINAL`;
  return inChunks(ids, async (chunk) => {
    const { rows } = await deps.driver.query({ sql: `${select} WHERE trace_id IN {ids:Array(String)}`, params: { ids: chunk } });
    return rows.map(readFeedbackRow);
  });
}

function within(bounds: TimeBounds | undefined): string {
  return bounds === undefined ? '' : 'AND start_time BETWEEN fromUnixTimestamp64Nano({from:Int64}) AND fromUnixTimestamp64Nano({to:Int64})';
}

function boundParams(bounds: TimeBounds | undefined): Readonly<Record<string, Param>> {
  return bounds === undefined ? {} : { from: bounds.from, to: bounds.to };
}
