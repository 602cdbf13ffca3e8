-- Spans and their text. Both are written at ingest, before the sender is answered.
-- Weekly partitions: a sender with a broken clock must not open a partition a span, and retention drops whole weeks.

CREATE TABLE IF NOT EXISTS {table spans} {on_cluster}
(
    trace_id String COMMENT 'Trace id, 32 lower-case hex digits' CODEC(ZSTD(1)),
    span_id String COMMENT 'Span id, 16 lower-case hex digits' CODEC(ZSTD(1)),
    parent_span_id String COMMENT 'Span id of the parent; empty for a root' CODEC(ZSTD(1)),
    start_time DateTime64(9, 'UTC') COMMENT 'Start of the span, UTC' CODEC(Delta(8), ZSTD(1)),
    end_time DateTime64(9, 'UTC') COMMENT 'End of the span, UTC; never before start_time' CODEC(Delta(8), ZSTD(1)),
    service LowCardinality(String) COMMENT 'Resource attribute service.name',
    environment LowCardinality(String) COMMENT 'Deployment environment, such as production',
    release LowCardinality(String) COMMENT 'Version of the service (service.version)',
    name LowCardinality(String) COMMENT 'Span name as sent',
    kind LowCardinality(String) COMMENT 'OpenTelemetry span kind: internal, server, client, producer, consumer or unspecified',
    stage LowCardinality(String) COMMENT 'Step of the pipeline: gateway, agent, workflow, embedding, retrieval, rerank, context, generation, tool, guardrail, egress, evaluator or other',
    status LowCardinality(String) COMMENT 'unset, ok or error',
    status_message String COMMENT 'Status message as sent' CODEC(ZSTD(1)),
    error_type LowCardinality(String) COMMENT 'Attribute error.type; empty when there was none',
    scope_name LowCardinality(String) COMMENT 'Instrumentation scope, which names the SDK',
    scope_version LowCardinality(String) COMMENT 'Version of the instrumentation scope',
    provider LowCardinality(String) COMMENT 'Model provider by its OpenTelemetry name, such as openai or anthropic',
    model LowCardinality(String) COMMENT 'Model that was asked for',
    model_version LowCardinality(String) COMMENT 'Model that answered; the requested one when the answer names none',
    prompt_name LowCardinality(String) COMMENT 'Name of the prompt template',
    prompt_version LowCardinality(String) COMMENT 'Version of the prompt template',
    input_tokens Nullable(UInt32) COMMENT 'Input tokens, cached and cache-written ones included; NULL when not reported',
    output_tokens Nullable(UInt32) COMMENT 'Output tokens, reasoning included; NULL when not reported',
    cached_tokens Nullable(UInt32) COMMENT 'Input tokens read from the prompt cache',
    cache_write_tokens Nullable(UInt32) COMMENT 'Input tokens written to the prompt cache',
    reasoning_tokens Nullable(UInt32) COMMENT 'Output tokens spent on reasoning',
    cost_usd Nullable(Float64) COMMENT 'Cost that the sender reported, US dollars; NULL when it reported none',
    ttft_ms Nullable(Float64) COMMENT 'Time to the first token, milliseconds',
    streaming Nullable(UInt8) COMMENT '1 when the answer was streamed',
    finish_reason LowCardinality(String) COMMENT 'Why the model stopped: stop, length, tool_call, content_filter, error or as sent',
    context_tokens Nullable(UInt32) COMMENT 'Tokens of the assembled context',
    context_truncated Nullable(UInt8) COMMENT '1 when the context did not fit and was cut',
    session_id String COMMENT 'Conversation or session' CODEC(ZSTD(1)),
    user_id String COMMENT 'User as the sender names it' CODEC(ZSTD(1)),
    response_id String COMMENT 'Id of the model response, by which late evaluations may refer to it' CODEC(ZSTD(1)),
    agent_name LowCardinality(String) COMMENT 'Name of the agent or workflow',
    tool_name LowCardinality(String) COMMENT 'Name of the tool that was called',
    tool_call_id String COMMENT 'Id of the tool call' CODEC(ZSTD(1)),
    guardrail_name LowCardinality(String) COMMENT 'Name of the guardrail',
    guardrail_result LowCardinality(String) COMMENT 'Outcome of the guardrail: pass, block or as sent',
    topic_hint LowCardinality(String) COMMENT 'Topic that the sender named in an attribute; empty when it named none',
    data_source LowCardinality(String) COMMENT 'Collection or index that was searched',
    document_ids Array(String) COMMENT 'Ids of the retrieved documents by rank' CODEC(ZSTD(1)),
    document_versions Array(String) COMMENT 'Versions of the retrieved documents by rank; empty text when unknown' CODEC(ZSTD(1)),
    document_scores Array(Nullable(Float64)) COMMENT 'Similarity of the retrieved documents by rank; larger is closer' CODEC(ZSTD(1)),
    document_distances Array(Nullable(Float64)) COMMENT 'Distance of the retrieved documents by rank; smaller is closer' CODEC(ZSTD(1)),
    documents_known UInt8 COMMENT '1 when the sender listed documents, even none; 0 when it said nothing',
    dropped_attributes UInt32 COMMENT 'Attributes, events and links that the SDK dropped: content may be incomplete',
    flags Array(LowCardinality(String)) COMMENT 'What ingest had to mend, such as end_before_start or time_inferred',
    generated UInt8 COMMENT '1 for generated demo traffic',
    attributes Map(LowCardinality(String), String) COMMENT 'Raw span attributes without message text; values as text or JSON' CODEC(ZSTD(1)),
    resource_attributes Map(LowCardinality(String), String) COMMENT 'Raw resource attributes' CODEC(ZSTD(1)),
    links Array(String) COMMENT 'Linked spans as trace_id:span_id' CODEC(ZSTD(1)),
    ingest_ts DateTime64(9, 'UTC') COMMENT 'When Plumbline received the span; the newest row of a span wins' CODEC(Delta(8), ZSTD(1)),
    INDEX start_time_minmax start_time TYPE minmax GRANULARITY 1,
    INDEX ingest_ts_minmax ingest_ts TYPE minmax GRANULARITY 1,
    INDEX session_bloom session_id TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX response_bloom response_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = {engine ReplacingMergeTree(ingest_ts)}
PARTITION BY toMonday(start_time)
ORDER BY (trace_id, span_id)
SETTINGS index_granularity = 1024
COMMENT 'One row a span, normalised at ingest';

{distributed spans cityHash64(trace_id)};

CREATE TABLE IF NOT EXISTS {table span_content} {on_cluster}
(
    trace_id String COMMENT 'Trace id, 32 lower-case hex digits' CODEC(ZSTD(1)),
    span_id String COMMENT 'Span id, 16 lower-case hex digits' CODEC(ZSTD(1)),
    start_time DateTime64(9, 'UTC') COMMENT 'Start of the span, UTC' CODEC(Delta(8), ZSTD(1)),
    service LowCardinality(String) COMMENT 'Resource attribute service.name',
    stage LowCardinality(String) COMMENT 'Step of the pipeline, as in spans',
    encoding LowCardinality(String) COMMENT 'Form in which the sender wrote the messages',
    system_instructions String COMMENT 'System instructions, text' CODEC(ZSTD(1)),
    input_messages String COMMENT 'Messages sent, JSON in the form of gen_ai.input.messages' CODEC(ZSTD(1)),
    output_messages String COMMENT 'Messages received, JSON in the form of gen_ai.output.messages' CODEC(ZSTD(1)),
    input_text String COMMENT 'Last user message, or the input as text' CODEC(ZSTD(1)),
    output_text String COMMENT 'Answer as text' CODEC(ZSTD(1)),
    tool_definitions String COMMENT 'Tools that were offered, JSON' CODEC(ZSTD(1)),
    tool_arguments String COMMENT 'Arguments of the tool call, JSON or text' CODEC(ZSTD(1)),
    tool_result String COMMENT 'Result of the tool call, JSON or text' CODEC(ZSTD(1)),
    documents String COMMENT 'Retrieved documents by rank, JSON array of {id, version, score, distance, content}' CODEC(ZSTD(1)),
    truncated UInt8 COMMENT '1 when text was cut by the sender or by a limit here',
    raw Map(LowCardinality(String), String) COMMENT 'Raw attributes that hold text' CODEC(ZSTD(1)),
    ingest_ts DateTime64(9, 'UTC') COMMENT 'When Plumbline received the text; the newest row of a span wins' CODEC(Delta(8), ZSTD(1)),
    INDEX start_time_minmax start_time TYPE minmax GRANULARITY 1,
    INDEX input_tokens_text lower(input_text) TYPE text(tokenizer = 'splitByNonAlpha') GRANULARITY 64,
    INDEX output_tokens_text lower(output_text) TYPE text(tokenizer = 'splitByNonAlpha') GRANULARITY 64
)
ENGINE = {engine ReplacingMergeTree(ingest_ts)}
PARTITION BY toMonday(start_time)
ORDER BY (trace_id, span_id)
SETTINGS index_granularity = 512
COMMENT 'Text of the spans: messages, tool calls, documents';

{distributed span_content cityHash64(trace_id)};
