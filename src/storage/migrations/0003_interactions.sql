-- Settled requests: one narrow row each, their text apart, and the documents that they retrieved.

CREATE TABLE IF NOT EXISTS {table interactions} {on_cluster}
(
    trace_id String COMMENT 'Trace of the request' CODEC(ZSTD(1)),
    time DateTime64(9, 'UTC') COMMENT 'When the request started, UTC' CODEC(Delta(8), ZSTD(1)),
    service LowCardinality(String) COMMENT 'Service that took the request',
    environment LowCardinality(String) COMMENT 'Deployment environment',
    release LowCardinality(String) COMMENT 'Version of the service',
    topic LowCardinality(String) COMMENT 'Topic by the rules of the configuration; other when no rule matched',
    prompt_name LowCardinality(String) COMMENT 'Name of the prompt that produced the answer',
    prompt_version LowCardinality(String) COMMENT 'Version of the prompt that produced the answer',
    provider LowCardinality(String) COMMENT 'Model provider',
    model LowCardinality(String) COMMENT 'Model that was asked for',
    model_version LowCardinality(String) COMMENT 'Model that answered',
    latency_ms Float64 COMMENT 'From start to end of the request, milliseconds' CODEC(ZSTD(1)),
    ttft_ms Nullable(Float64) COMMENT 'From start of the answering generation to its first token, milliseconds' CODEC(ZSTD(1)),
    input_tokens Nullable(UInt32) COMMENT 'Input tokens of all paid stages, cached ones included',
    output_tokens Nullable(UInt32) COMMENT 'Output tokens of all paid stages, reasoning included',
    cached_tokens Nullable(UInt32) COMMENT 'Input tokens read from the prompt cache',
    reasoning_tokens Nullable(UInt32) COMMENT 'Output tokens spent on reasoning',
    context_tokens Nullable(UInt32) COMMENT 'Tokens of the assembled context',
    context_truncated Nullable(UInt8) COMMENT '1 when the context was cut',
    cost_usd Nullable(Float64) COMMENT 'Cost of all paid stages, US dollars; NULL when a price is unknown' CODEC(ZSTD(1)),
    cost_source LowCardinality(String) COMMENT 'reported, prices, mixed or unknown',
    finish_reason LowCardinality(String) COMMENT 'Why the answering generation stopped',
    format_ok Nullable(UInt8) COMMENT '1 when the answer had the required format; NULL when nothing is required',
    pii_found Array(LowCardinality(String)) COMMENT 'Types of personal data found in the answer',
    guardrails_triggered Array(LowCardinality(String)) COMMENT 'Guardrails that blocked or changed something',
    retrieved_context_ids Array(String) COMMENT 'Ids of the documents given to the model, by rank' CODEC(ZSTD(1)),
    tool_calls Array(LowCardinality(String)) COMMENT 'Names of the tools that were called, in order',
    status LowCardinality(String) COMMENT 'ok or error',
    error String COMMENT 'Error type or message; empty when there was none' CODEC(ZSTD(1)),
    session_id String COMMENT 'Conversation or session' CODEC(ZSTD(1)),
    user_id String COMMENT 'User as the sender names it' CODEC(ZSTD(1)),
    root_span_id String COMMENT 'Span that the request started with' CODEC(ZSTD(1)),
    span_count UInt32 COMMENT 'Spans that were there when the interaction settled',
    flags Array(LowCardinality(String)) COMMENT 'What is known to be incomplete, such as content_incomplete or root_missing',
    generated UInt8 COMMENT '1 for generated demo traffic',
    row_version UInt64 COMMENT 'Nanoseconds at which it settled; the newest row wins' CODEC(Delta(8), ZSTD(1)),
    is_deleted UInt8 COMMENT '1 takes the row out: the interaction moved in time or to another service',
    INDEX trace_bloom trace_id TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX session_bloom session_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = {engine ReplacingMergeTree(row_version, is_deleted)}
PARTITION BY toMonday(time)
ORDER BY (service, time, trace_id)
COMMENT 'One row a request, without its text';

{distributed interactions cityHash64(trace_id)};

CREATE TABLE IF NOT EXISTS {table interaction_text} {on_cluster}
(
    trace_id String COMMENT 'Trace of the request' CODEC(ZSTD(1)),
    time DateTime64(9, 'UTC') COMMENT 'When the request started, UTC' CODEC(Delta(8), ZSTD(1)),
    service LowCardinality(String) COMMENT 'Service that took the request',
    user_query String COMMENT 'What the user asked' CODEC(ZSTD(1)),
    model_response String COMMENT 'What the system answered' CODEC(ZSTD(1)),
    row_version UInt64 COMMENT 'Nanoseconds at which the interaction settled; the newest row wins' CODEC(Delta(8), ZSTD(1)),
    is_deleted UInt8 COMMENT '1 takes the row out',
    INDEX query_text lower(user_query) TYPE text(tokenizer = 'splitByNonAlpha') GRANULARITY 64,
    INDEX response_text lower(model_response) TYPE text(tokenizer = 'splitByNonAlpha') GRANULARITY 64
)
ENGINE = {engine ReplacingMergeTree(row_version, is_deleted)}
PARTITION BY toMonday(time)
ORDER BY (trace_id, time)
SETTINGS index_granularity = 1024
COMMENT 'Question and answer of each request';

{distributed interaction_text cityHash64(trace_id)};

CREATE TABLE IF NOT EXISTS {table retrieved_documents} {on_cluster}
(
    trace_id String COMMENT 'Trace of the request' CODEC(ZSTD(1)),
    span_id String COMMENT 'Span that returned the document' CODEC(ZSTD(1)),
    time DateTime64(9, 'UTC') COMMENT 'When the request started, UTC' CODEC(Delta(8), ZSTD(1)),
    stage LowCardinality(String) COMMENT 'retrieval or rerank',
    rank UInt16 COMMENT 'Place in the result, 1 is first',
    document_id String COMMENT 'Document as the retriever names it' CODEC(ZSTD(1)),
    document_version LowCardinality(String) COMMENT 'Version that the retriever gave, or one read from the id, or a hash of the content',
    data_source LowCardinality(String) COMMENT 'Collection or index that was searched',
    score Nullable(Float64) COMMENT 'Similarity; larger is closer',
    distance Nullable(Float64) COMMENT 'Distance; smaller is closer',
    service LowCardinality(String) COMMENT 'Service of the interaction',
    environment LowCardinality(String) COMMENT 'Deployment environment of the interaction',
    release LowCardinality(String) COMMENT 'Release of the interaction',
    topic LowCardinality(String) COMMENT 'Topic of the interaction',
    prompt_name LowCardinality(String) COMMENT 'Prompt of the interaction',
    prompt_version LowCardinality(String) COMMENT 'Prompt version of the interaction',
    provider LowCardinality(String) COMMENT 'Model provider of the interaction',
    model LowCardinality(String) COMMENT 'Model that the interaction asked for',
    model_version LowCardinality(String) COMMENT 'Model that answered',
    generated UInt8 COMMENT '1 for generated demo traffic',
    row_version UInt64 COMMENT 'Nanoseconds at which the interaction settled; the newest row wins' CODEC(Delta(8), ZSTD(1)),
    is_deleted UInt8 COMMENT '1 takes the row out',
    INDEX trace_bloom trace_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = {engine ReplacingMergeTree(row_version, is_deleted)}
PARTITION BY toMonday(time)
ORDER BY (service, document_id, time, trace_id, span_id, rank)
COMMENT 'Documents that retrieval and rerank stages returned';

{distributed retrieved_documents cityHash64(trace_id)};
