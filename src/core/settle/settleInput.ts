import type { FeedbackEventRow, ScoreEventRow, SpanContentRow, SpanRow } from '../model/tables';

/** The columns of a span that settling reads. */
export const SPAN_COLUMNS = [
  'trace_id',
  'span_id',
  'parent_span_id',
  'start_time',
  'end_time',
  'service',
  'environment',
  'release',
  'name',
  'stage',
  'status',
  'status_message',
  'error_type',
  'provider',
  'model',
  'model_version',
  'prompt_name',
  'prompt_version',
  'input_tokens',
  'output_tokens',
  'cached_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
  'cost_usd',
  'ttft_ms',
  'finish_reason',
  'context_tokens',
  'context_truncated',
  'session_id',
  'user_id',
  'response_id',
  'tool_name',
  'tool_call_id',
  'guardrail_name',
  'guardrail_result',
  'topic_hint',
  'data_source',
  'document_ids',
  'document_versions',
  'document_scores',
  'document_distances',
  'documents_known',
  'dropped_attributes',
  'generated',
  /** Only the keys that topic rules name have to be there. */
  'attributes',
  'resource_attributes',
  'ingest_ts',
] as const satisfies readonly (keyof SpanRow)[];
export type SettleSpan = Pick<SpanRow, (typeof SPAN_COLUMNS)[number]>;

/** The columns of a span's text that settling reads. */
export const CONTENT_COLUMNS = [
  'trace_id',
  'span_id',
  'input_text',
  'output_text',
  'system_instructions',
  'input_messages',
  'tool_result',
  'documents',
  'truncated',
  'ingest_ts',
] as const satisfies readonly (keyof SpanContentRow)[];
export type SettleContent = Pick<SpanContentRow, (typeof CONTENT_COLUMNS)[number]>;

/** The columns of a score that settling reads. */
export const SCORE_COLUMNS = [
  'score_id',
  'trace_id',
  'span_id',
  'response_id',
  'name',
  'evaluator',
  'evaluator_version',
  'evaluator_kind',
  'evaluator_epoch',
  'value',
  'label',
  'error_type',
  'scale_min',
  'scale_max',
  'is_rate',
  'inclusion_probability',
  'stratum',
  'source',
  'scored_at',
  'generated',
  'only_services',
  'ingest_ts',
] as const satisfies readonly (keyof ScoreEventRow)[];
export type SettleScore = Pick<ScoreEventRow, (typeof SCORE_COLUMNS)[number]>;

/** The columns of feedback that settling reads. */
export const FEEDBACK_COLUMNS = [
  'feedback_id',
  'trace_id',
  'kind',
  'name',
  'value',
  'comment',
  'reason',
  'rule',
  'source',
  'user_id',
  'occurred_at',
  'only_services',
  'ingest_ts',
] as const satisfies readonly (keyof FeedbackEventRow)[];
export type SettleFeedback = Pick<FeedbackEventRow, (typeof FEEDBACK_COLUMNS)[number]>;
