import { param, sql, type Sql } from './sql';

/** A trace with more spans than this is cut; a person would not read them. */
export const MAX_TRACE_SPANS = 10_000;

/** Columns of `spanStatement`, in order. */
export const SPAN_COLUMNS = [
  'span_id',
  'parent_span_id',
  'name',
  'service',
  'stage',
  'kind',
  'status',
  'status_message',
  'start_ms',
  'duration_ms',
  'model',
  'model_version',
  'provider',
  'prompt_name',
  'prompt_version',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'document_ids',
  'attributes',
  'resource_attributes',
] as const;

/** The spans of a trace, the earliest first, one more than are shown. */
export function spanStatement(traceId: string): Sql {
  return sql`SELECT span_id, parent_span_id, name, service, stage, kind, status, status_message,
  toUnixTimestamp64Micro(start_time) / 1e3 AS start_ms, duration_ns / 1e6 AS duration_ms,
  model, model_version, provider, prompt_name, prompt_version, input_tokens, output_tokens, cost_usd, document_ids, attributes, resource_attributes
FROM spans
WHERE trace_id = ${param(traceId, 'String')}
ORDER BY start_time, span_id
LIMIT ${param(MAX_TRACE_SPANS + 1, 'UInt32')}`;
}

/** What the spans of a trace said, cut: [span_id, input, output, documents]. */
export function spanTextStatement(traceId: string): Sql {
  return sql`SELECT span_id, substringUTF8(if(input_text = '', tool_arguments, input_text), 1, 4000),
  substringUTF8(if(output_text = '', tool_result, output_text), 1, 4000), substringUTF8(documents, 1, 8000)
FROM span_content
WHERE trace_id = ${param(traceId, 'String')}
LIMIT ${param(MAX_TRACE_SPANS + 1, 'UInt32')}`;
}
