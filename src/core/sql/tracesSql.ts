/** Statements of the `traces` query: the page of requests, then their text and scores by trace. */
import type { Filter } from '../query/model';
import type { TracesQuery } from '../query/operations';
import { activeFilters, compileFilters, type FilterTarget } from './compileFilter';
import { join, param, sql, view, type Sql } from './sql';

/** Milliseconds since 1970-01-01 UTC. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Words beyond these narrow nothing any more. */
const MAX_WORDS = 10;

export function timeWithin({ from, to }: Range): Sql {
  const at = (ms: number): Sql => sql`fromUnixTimestamp64Milli(${param(Math.round(ms), 'Int64')})`;
  return sql`time >= ${at(from)} AND time < ${at(to)}`;
}

function conditions(query: TracesQuery, range: Range, target: FilterTarget): Sql[] {
  const filters: readonly Filter[] = activeFilters(query.filters);
  return [
    timeWithin(range),
    ...(filters.length === 0 ? [] : [compileFilters(filters, { target, ...range })]),
    ...(query.search.trim() === '' ? [] : [searchCondition(query.search, range)]),
  ];
}

/** GLOBAL as in compileFilter: both sides are distributed on a cluster. */
function searchCondition(search: string, range: Range): Sql {
  const words = search.trim().split(/\s+/).slice(0, MAX_WORDS);
  const holds = (column: Sql): Sql =>
    sql`(${join(
      words.map((word) => sql`positionCaseInsensitiveUTF8(${column}, ${param(word, 'String')}) > 0`),
      ' AND ',
    )})`;
  return sql`trace_id GLOBAL IN (SELECT trace_id FROM ${view('interaction_text')} WHERE ${timeWithin(range)} AND (${holds(sql`user_query`)} OR ${holds(sql`model_response`)}))`;
}

/** Columns of a page, in order; src/core/frames/tracesFrame.ts reads them by these places. */
export const TRACE_COLUMNS = [
  'trace_id',
  'service',
  'topic',
  'prompt_version',
  'model_version',
  'status',
  'error',
  'latency_ms',
  'cost_usd',
  'input_tokens',
  'output_tokens',
  'session_id',
  'generated',
] as const;

const COLUMNS = sql`toUnixTimestamp64Milli(time), ${join(
  TRACE_COLUMNS.map((name) => ({ kind: 'sql', parts: [{ kind: 'text', text: name }] })),
  ', ',
)}`;

const ORDERS: Readonly<Record<Exclude<TracesQuery['order'], 'worst'>, Sql>> = {
  newest: sql`time DESC`,
  slowest: sql`latency_ms DESC, time DESC`,
  costliest: sql`cost_usd DESC NULLS LAST, time DESC`,
};

/**
 * A page of requests.
 * @param dimension whose scores `below` is about
 * @throws QueryError for a filter that does not fit
 */
export function pageStatement(query: TracesQuery, dimension: string, range: Range): Sql {
  const order = ORDERS[query.order === 'worst' ? 'newest' : query.order];
  const scored =
    query.below === undefined
      ? []
      : [
          sql`trace_id GLOBAL IN (SELECT trace_id FROM scores WHERE ${timeWithin(range)} AND ${join(scoreConditions(query, dimension), ' AND ')})`,
        ];
  return sql`SELECT ${COLUMNS}
FROM interaction_metrics
WHERE ${join([...conditions(query, range, 'interactions'), ...scored], ' AND ')}
ORDER BY ${order}, trace_id
LIMIT ${param(query.limit, 'UInt32')}`;
}

/** The same of the traces that a score has chosen. */
export function chosenStatement(traceIds: readonly string[], range: Range): Sql {
  return sql`SELECT ${COLUMNS}
FROM interaction_metrics
WHERE ${timeWithin(range)} AND trace_id IN ${param(traceIds, 'Array(String)')}`;
}

/** Traces by their lowest score of a dimension: [trace_id]. @throws QueryError for a filter that does not fit */
export function worstStatement(query: TracesQuery, dimension: string, range: Range): Sql {
  return sql`SELECT trace_id
FROM scores
WHERE ${join([...scoreConditions(query, dimension), ...conditions(query, range, 'scores')], ' AND ')}
GROUP BY trace_id
ORDER BY min(value), max(time) DESC, trace_id
LIMIT ${param(query.limit, 'UInt32')}`;
}

function scoreConditions({ below }: TracesQuery, dimension: string): Sql[] {
  const named = sql`name = ${param(dimension, 'String')} AND value IS NOT NULL`;
  return below === undefined ? [named] : [named, sql`value < ${param(below, 'Float64')}`];
}

/** Question and answer: [trace_id, user_query, model_response]. */
export function textStatement(traceIds: readonly string[], range: Range): Sql {
  return sql`SELECT trace_id, user_query, model_response
FROM ${view('interaction_text')}
WHERE ${timeWithin(range)} AND trace_id IN ${param(traceIds, 'Array(String)')}`;
}

/** Scores of the page, the newest of each dimension: [trace_id, name, value]. */
export function pageScoresStatement(traceIds: readonly string[], range: Range): Sql {
  return sql`SELECT trace_id, name, argMax(value, scored_at)
FROM scores
WHERE ${timeWithin(range)} AND trace_id IN ${param(traceIds, 'Array(String)')} AND value IS NOT NULL
GROUP BY trace_id, name`;
}
