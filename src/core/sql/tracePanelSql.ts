/** Statements of a `trace` query in the format `panel`: the request, its stages, their text, and what was said of it. */
import { identifier, join, param, type Sql, sql, view } from './sql';
import { MAX_TRACE_SPANS } from './traceSql';

const id = (traceId: string): Sql => param(traceId, 'String');

/** The interaction: [...SUMMARY_COLUMNS]. Two rows can be there when it moved in time within the last seconds. */
export const SUMMARY_COLUMNS = [
  'time_ms',
  'service',
  'environment',
  'release',
  'topic',
  'prompt_name',
  'prompt_version',
  'provider',
  'model',
  'model_version',
  'latency_ms',
  'ttft_ms',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'cost_source',
  'finish_reason',
  'context_tokens',
  'context_truncated',
  'format_ok',
  'pii_found',
  'guardrails_triggered',
  'retrieved_context_ids',
  'status',
  'error',
  'session_id',
  'user_id',
  'flags',
  'signals',
  'generated',
] as const;

export function summaryStatement(traceId: string): Sql {
  return sql`SELECT toUnixTimestamp64Micro(time) / 1e3 AS time_ms, service, environment, release, topic, prompt_name, prompt_version, provider, model, model_version,
  latency_ms, ttft_ms, input_tokens, output_tokens, cost_usd, cost_source, finish_reason, context_tokens, context_truncated, format_ok,
  pii_found, guardrails_triggered, retrieved_context_ids, status, error, session_id, user_id, flags, signals, generated
FROM interaction_metrics
WHERE trace_id = ${id(traceId)}
ORDER BY time DESC
LIMIT 1`;
}

/** Question and answer: [user_query, model_response]. */
export function summaryTextStatement(traceId: string): Sql {
  return sql`SELECT user_query, model_response
FROM ${view('interaction_text')}
WHERE trace_id = ${id(traceId)}
ORDER BY time DESC
LIMIT 1`;
}

/** Columns of `stagesStatement`, in order. */
export const STAGE_COLUMNS = [
  'span_id',
  'parent_span_id',
  'name',
  'service',
  'stage',
  'status',
  'status_message',
  'error_type',
  'start_ms',
  'duration_ms',
  'provider',
  'model',
  'model_version',
  'prompt_name',
  'prompt_version',
  'input_tokens',
  'output_tokens',
  'cached_tokens',
  'reasoning_tokens',
  'cost_usd',
  'ttft_ms',
  'streaming',
  'finish_reason',
  'context_tokens',
  'context_truncated',
  'agent_name',
  'tool_name',
  'tool_call_id',
  'guardrail_name',
  'guardrail_result',
  'data_source',
  'document_ids',
  'document_versions',
  'document_scores',
  'document_distances',
  'documents_known',
  'dropped_attributes',
  'flags',
  'attributes',
] as const;

function stageColumn(name: (typeof STAGE_COLUMNS)[number]): Sql {
  if (name === 'start_ms') return sql`toUnixTimestamp64Micro(start_time) / 1e3 AS start_ms`;
  return name === 'duration_ms' ? sql`duration_ns / 1e6 AS duration_ms` : identifier(name);
}

/** The spans of a trace, the earliest first, one more than are shown. Times are milliseconds since 1970-01-01 UTC. */
export function stagesStatement(traceId: string): Sql {
  return sql`SELECT ${join(STAGE_COLUMNS.map(stageColumn), ', ')}
FROM spans
WHERE trace_id = ${id(traceId)}
ORDER BY start_time, span_id
LIMIT ${param(MAX_TRACE_SPANS + 1, 'UInt32')}`;
}

/** Columns of `stageTextStatement`, in order: texts, then whether the sender or a limit cut one, then whether this answer did. */
export const TEXT_COLUMNS = [
  'system_instructions',
  'input_messages',
  'output_messages',
  'input_text',
  'output_text',
  'tool_definitions',
  'tool_arguments',
  'tool_result',
  'documents',
] as const;

/**
 * What the spans said: [span_id, …TEXT_COLUMNS, truncated, cut here].
 * @param most characters of one text; a longer one is cut
 */
export function stageTextStatement(traceId: string, most: number): Sql {
  const limit = param(most, 'UInt32');
  return sql`SELECT span_id, substringUTF8(system_instructions, 1, ${limit}), substringUTF8(input_messages, 1, ${limit}), substringUTF8(output_messages, 1, ${limit}),
  substringUTF8(input_text, 1, ${limit}), substringUTF8(output_text, 1, ${limit}), substringUTF8(tool_definitions, 1, ${limit}),
  substringUTF8(tool_arguments, 1, ${limit}), substringUTF8(tool_result, 1, ${limit}), substringUTF8(documents, 1, ${limit}),
  truncated, arrayMax(arrayMap(text -> lengthUTF8(text), [system_instructions, input_messages, output_messages, input_text, output_text, tool_definitions, tool_arguments, tool_result, documents])) > ${limit}
FROM span_content
WHERE trace_id = ${id(traceId)}
LIMIT ${param(MAX_TRACE_SPANS + 1, 'UInt32')}`;
}

/** Columns of `verdictsStatement`, in order. */
export const VERDICT_COLUMNS = [
  'name',
  'value',
  'label',
  'explanation',
  'evaluator',
  'evaluator_version',
  'evaluator_kind',
  'error_type',
  'scale_min',
  'scale_max',
  'is_rate',
  'span_id',
  'scored_ms',
] as const;

/** Scores of evaluators with their reasons, then labels of people, the newest first. */
export function verdictsStatement(traceId: string): Sql {
  // The engine would order and cut the second part alone.
  return sql`SELECT * FROM (
SELECT name, value, label, explanation, evaluator, evaluator_version, evaluator_kind, error_type, scale_min, scale_max, is_rate, span_id,
  toUnixTimestamp64Milli(scored_at) AS scored_ms
FROM score_events
WHERE trace_id = ${id(traceId)}
UNION ALL
SELECT name, value, label, comment, labeller, '', 'HUMAN', '', scale_min, scale_max, is_rate, '', toUnixTimestamp64Milli(labelled_at)
FROM labels
WHERE trace_id = ${id(traceId)})
ORDER BY scored_ms DESC, name
LIMIT 1000`;
}

/** What users did and said: [kind, name, value, comment, reason, rule, source, occurred, milliseconds]. */
export function feedbackStatement(traceId: string): Sql {
  return sql`SELECT kind, name, value, comment, reason, rule, source, toUnixTimestamp64Milli(occurred_at)
FROM feedback_events
WHERE trace_id = ${id(traceId)}
ORDER BY occurred_at
LIMIT 1000`;
}

/** Turns of a conversation on each side that are looked for. */
const TURNS = 20;
/** A conversation is looked for this long around the request. */
const CONVERSATION_MS = 7 * 86_400_000;

/** Requests of one session around a moment: [trace_id, milliseconds, status], the earliest first. */
export function turnsStatement(sessionId: string, service: string, time: number): Sql {
  const at = (ms: number): Sql => sql`fromUnixTimestamp64Milli(${param(Math.round(ms), 'Int64')})`;
  const turns = (side: Sql, order: Sql): Sql => sql`SELECT trace_id, toUnixTimestamp64Milli(time) AS at, status
FROM interaction_metrics
WHERE session_id = ${param(sessionId, 'String')} AND service = ${param(service, 'String')} AND ${side}
ORDER BY time ${order}
LIMIT ${param(TURNS, 'UInt32')}`;
  return sql`SELECT * FROM (${turns(sql`time > ${at(time - CONVERSATION_MS)} AND time <= ${at(time + 1)}`, sql`DESC`)}
UNION ALL
${turns(sql`time > ${at(time + 1)} AND time < ${at(time + CONVERSATION_MS)}`, sql`ASC`)})
ORDER BY at, trace_id`;
}

/** Text of other turns, cut: [trace_id, question, answer]. */
export function turnTextStatement(traceIds: readonly string[]): Sql {
  return sql`SELECT trace_id, substringUTF8(user_query, 1, 2000), substringUTF8(model_response, 1, 2000)
FROM ${view('interaction_text')}
WHERE trace_id IN ${param(traceIds, 'Array(String)')}`;
}
