import { EVAL_TABLES } from './evalTables';
import { JUDGE_TABLES } from './judgeTables';
import { SEGMENT_COLUMNS } from './segments';
import { table, type RowOf } from './table';
import { validatorFindings } from './validatorTables';

const TIME = 'DateTime64(9)';
const WORD = 'LowCardinality(String)';

/** One row a span, as normalised at ingest. Key: (trace_id, span_id); the newest `ingest_ts` wins. */
export const spans = table('spans', {
  trace_id: 'String',
  span_id: 'String',
  parent_span_id: 'String',
  start_time: TIME,
  end_time: TIME,
  service: WORD,
  environment: WORD,
  release: WORD,
  name: WORD,
  kind: WORD,
  stage: WORD,
  status: WORD,
  status_message: 'String',
  error_type: WORD,
  scope_name: WORD,
  scope_version: WORD,
  provider: WORD,
  model: WORD,
  model_version: WORD,
  prompt_name: WORD,
  prompt_version: WORD,
  input_tokens: 'Nullable(UInt32)',
  output_tokens: 'Nullable(UInt32)',
  cached_tokens: 'Nullable(UInt32)',
  cache_write_tokens: 'Nullable(UInt32)',
  reasoning_tokens: 'Nullable(UInt32)',
  cost_usd: 'Nullable(Float64)',
  ttft_ms: 'Nullable(Float64)',
  streaming: 'Nullable(UInt8)',
  finish_reason: WORD,
  context_tokens: 'Nullable(UInt32)',
  context_truncated: 'Nullable(UInt8)',
  session_id: 'String',
  user_id: 'String',
  response_id: 'String',
  agent_name: WORD,
  tool_name: WORD,
  tool_call_id: 'String',
  guardrail_name: WORD,
  guardrail_result: WORD,
  topic_hint: WORD,
  data_source: WORD,
  document_ids: 'Array(String)',
  document_versions: 'Array(String)',
  document_scores: 'Array(Nullable(Float64))',
  document_distances: 'Array(Nullable(Float64))',
  documents_known: 'UInt8',
  dropped_attributes: 'UInt32',
  flags: 'Array(LowCardinality(String))',
  generated: 'UInt8',
  attributes: 'Map(LowCardinality(String), String)',
  resource_attributes: 'Map(LowCardinality(String), String)',
  links: 'Array(String)',
  ingest_ts: TIME,
});
export type SpanRow = RowOf<typeof spans>;

/** The text of a span. Key: (trace_id, span_id). Messages are JSON text in the form of gen_ai.input.messages. */
export const spanContent = table('span_content', {
  trace_id: 'String',
  span_id: 'String',
  start_time: TIME,
  service: WORD,
  stage: WORD,
  encoding: WORD,
  system_instructions: 'String',
  input_messages: 'String',
  output_messages: 'String',
  input_text: 'String',
  output_text: 'String',
  tool_definitions: 'String',
  tool_arguments: 'String',
  tool_result: 'String',
  documents: 'String',
  truncated: 'UInt8',
  from_logs: 'Array(LowCardinality(String))',
  raw: 'Map(LowCardinality(String), String)',
  ingest_ts: TIME,
});
export type SpanContentRow = RowOf<typeof spanContent>;

/** Text of a span that came in one log record. Key: (trace_id, span_id, record_id). */
export const logContent = table('log_content', {
  trace_id: 'String',
  span_id: 'String',
  record_id: 'String',
  time: TIME,
  position: 'UInt32',
  name: WORD,
  service: WORD,
  encoding: WORD,
  input_messages: 'String',
  output_messages: 'String',
  tool_definitions: 'String',
  truncated: 'UInt8',
  raw: 'Map(LowCardinality(String), String)',
  ingest_ts: TIME,
});
export type LogContentRow = RowOf<typeof logContent>;

/** A score as it was received. Key: (trace_id, score_id). Segments are added when its interaction settles. */
export const scoreEvents = table('score_events', {
  score_id: 'String',
  trace_id: 'String',
  span_id: 'String',
  session_id: 'String',
  response_id: 'String',
  name: WORD,
  evaluator: WORD,
  evaluator_version: WORD,
  evaluator_kind: WORD,
  evaluator_epoch: WORD,
  value: 'Nullable(Float64)',
  label: WORD,
  explanation: 'String',
  error_type: WORD,
  scale_min: 'Float64',
  scale_max: 'Float64',
  is_rate: 'UInt8',
  inclusion_probability: 'Float64',
  stratum: WORD,
  source: WORD,
  scored_at: TIME,
  attributes: 'Map(LowCardinality(String), String)',
  generated: 'UInt8',
  only_services: 'Array(LowCardinality(String))',
  ingest_ts: TIME,
});
export type ScoreEventRow = RowOf<typeof scoreEvents>;

/** A score with the segments of its interaction. Key: (service, name, time, trace_id, score_id). */
export const scores = table('scores', {
  score_id: 'String',
  trace_id: 'String',
  span_id: 'String',
  time: TIME,
  scored_at: TIME,
  name: WORD,
  evaluator: WORD,
  evaluator_version: WORD,
  evaluator_kind: WORD,
  evaluator_epoch: WORD,
  value: 'Nullable(Float64)',
  label: WORD,
  error_type: WORD,
  scale_min: 'Float64',
  scale_max: 'Float64',
  is_rate: 'UInt8',
  inclusion_probability: 'Float64',
  stratum: WORD,
  source: WORD,
  ...SEGMENT_COLUMNS,
  session_id: 'String',
  generated: 'UInt8',
  row_version: 'UInt64',
  is_deleted: 'UInt8',
});
export type ScoreRow = RowOf<typeof scores>;

/** One row a request: the semantic log without its text. Key: (service, time, trace_id). */
export const interactions = table('interactions', {
  trace_id: 'String',
  time: TIME,
  ...SEGMENT_COLUMNS,
  latency_ms: 'Float64',
  ttft_ms: 'Nullable(Float64)',
  input_tokens: 'Nullable(UInt32)',
  output_tokens: 'Nullable(UInt32)',
  cached_tokens: 'Nullable(UInt32)',
  reasoning_tokens: 'Nullable(UInt32)',
  context_tokens: 'Nullable(UInt32)',
  context_truncated: 'Nullable(UInt8)',
  cost_usd: 'Nullable(Float64)',
  cost_source: WORD,
  finish_reason: WORD,
  format_ok: 'Nullable(UInt8)',
  pii_found: 'Array(LowCardinality(String))',
  guardrails_triggered: 'Array(LowCardinality(String))',
  validators_run: 'Array(LowCardinality(String))',
  validators_failed: 'Array(LowCardinality(String))',
  groundedness: 'Nullable(Float64)',
  language: WORD,
  answer_kind: WORD,
  retrieved_context_ids: 'Array(String)',
  tool_calls: 'Array(LowCardinality(String))',
  status: WORD,
  error: 'String',
  session_id: 'String',
  user_id: 'String',
  root_span_id: 'String',
  span_count: 'UInt32',
  flags: 'Array(LowCardinality(String))',
  generated: 'UInt8',
  row_version: 'UInt64',
  is_deleted: 'UInt8',
  signals: 'Array(LowCardinality(String))',
  stars: 'Nullable(Float64)',
  reading_ms: 'Nullable(Float64)',
});
export type InteractionRow = RowOf<typeof interactions>;

/** What was asked and answered. Key: (trace_id). */
export const interactionText = table('interaction_text', {
  trace_id: 'String',
  time: TIME,
  service: WORD,
  user_query: 'String',
  model_response: 'String',
  row_version: 'UInt64',
  is_deleted: 'UInt8',
});
export type InteractionTextRow = RowOf<typeof interactionText>;

/** One row a document that a retrieval or rerank stage returned. Key: (service, document_id, time, trace_id, span_id, rank). */
export const retrievedDocuments = table('retrieved_documents', {
  trace_id: 'String',
  span_id: 'String',
  time: TIME,
  stage: WORD,
  rank: 'UInt16',
  document_id: 'String',
  document_version: WORD,
  data_source: WORD,
  score: 'Nullable(Float64)',
  distance: 'Nullable(Float64)',
  used: 'Nullable(UInt8)',
  ...SEGMENT_COLUMNS,
  generated: 'UInt8',
  row_version: 'UInt64',
  is_deleted: 'UInt8',
});
export type RetrievedDocumentRow = RowOf<typeof retrievedDocuments>;

/** First and last sight of each version of a prompt, model, document, evaluator or release. */
export const changes = table('changes', {
  kind: WORD,
  service: WORD,
  name: 'String',
  version: 'String',
  first_seen: TIME,
  last_seen: TIME,
  trace_id: 'String',
  generated: 'UInt8',
});
export type ChangeRow = RowOf<typeof changes>;

/** What a person says of an answer, by dimension. Key: (trace_id, label_id). */
export const labels = table('labels', {
  label_id: 'String',
  trace_id: 'String',
  name: WORD,
  labeller: WORD,
  value: 'Nullable(Float64)',
  label: WORD,
  comment: 'String',
  scale_min: 'Float64',
  scale_max: 'Float64',
  is_rate: 'UInt8',
  inclusion_probability: 'Float64',
  stratum: WORD,
  source: WORD,
  labelled_at: TIME,
  only_services: 'Array(LowCardinality(String))',
  ingest_ts: TIME,
});
export type LabelRow = RowOf<typeof labels>;

/** Feedback as received or found. Key: (trace_id, feedback_id). */
export const feedbackEvents = table('feedback_events', {
  feedback_id: 'String',
  trace_id: 'String',
  session_id: 'String',
  response_id: 'String',
  kind: WORD,
  name: WORD,
  value: 'Nullable(Float64)',
  comment: 'String',
  reason: 'String',
  rule: WORD,
  source: WORD,
  user_id: 'String',
  occurred_at: TIME,
  attributes: 'Map(LowCardinality(String), String)',
  only_services: 'Array(LowCardinality(String))',
  ingest_ts: TIME,
  is_deleted: 'UInt8',
});
export type FeedbackEventRow = RowOf<typeof feedbackEvents>;

/** Feedback with the segments of its interaction. Key: (trace_id, feedback_id). */
export const feedback = table('feedback', {
  feedback_id: 'String',
  trace_id: 'String',
  time: TIME,
  occurred_at: TIME,
  kind: WORD,
  name: WORD,
  value: 'Nullable(Float64)',
  comment: 'String',
  reason: 'String',
  rule: WORD,
  source: WORD,
  user_id: 'String',
  ...SEGMENT_COLUMNS,
  session_id: 'String',
  generated: 'UInt8',
  row_version: 'UInt64',
  is_deleted: 'UInt8',
});
export type FeedbackRow = RowOf<typeof feedback>;

/** Every table that the product writes rows to. */
export const TABLES = [
  spans,
  spanContent,
  logContent,
  scoreEvents,
  scores,
  interactions,
  interactionText,
  validatorFindings,
  retrievedDocuments,
  changes,
  labels,
  feedbackEvents,
  feedback,
  ...JUDGE_TABLES,
  ...EVAL_TABLES,
] as const;
