/** Statements of the `traces` query behind its page: the requests that were chosen, their text and their scores. */
import { join, param, sql, view, type Sql } from './sql';
import { timeWithin, type Range } from './timeWithin';
import { among, type TraceKey } from './traceCandidates';

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

/** The requests that were chosen, in no order: [milliseconds, …TRACE_COLUMNS]. */
export function chosenStatement(keys: readonly TraceKey[], range: Range): Sql {
  return sql`SELECT ${COLUMNS}
FROM interaction_metrics
WHERE ${timeWithin(range)} AND ${among(keys)}`;
}

/** Question and answer: [trace_id, user_query, model_response]. */
export function textStatement(traceIds: readonly string[]): Sql {
  return sql`SELECT trace_id, user_query, model_response
FROM ${view('interaction_text')}
WHERE trace_id IN ${param(traceIds, 'Array(String)')}`;
}

/** Scores of the page, the newest of each dimension: [trace_id, name, value]. */
export function pageScoresStatement(keys: readonly TraceKey[]): Sql {
  return sql`SELECT trace_id, name, argMax(value, scored_at)
FROM scores
WHERE ${among(keys)} AND value IS NOT NULL
GROUP BY trace_id, name`;
}
