-- What people say: labels that they give to answers, and what users do and say after an answer.

CREATE TABLE IF NOT EXISTS {table labels} {on_cluster}
(
    label_id String COMMENT 'Id of the label; the same id again replaces the label' CODEC(ZSTD(1)),
    trace_id String COMMENT 'Trace of the labelled answer' CODEC(ZSTD(1)),
    name LowCardinality(String) COMMENT 'Dimension, such as factuality',
    labeller LowCardinality(String) COMMENT 'Who labelled',
    value Nullable(Float64) COMMENT 'Score that the person gave; NULL when the dimension does not apply to the answer',
    label LowCardinality(String) COMMENT 'Label, such as pass or fail',
    comment String COMMENT 'Reason that the person gave' CODEC(ZSTD(1)),
    scale_min Float64 COMMENT 'Worst possible score',
    scale_max Float64 COMMENT 'Best possible score',
    is_rate UInt8 COMMENT '1 when the score is a yes or no and its mean is a rate',
    inclusion_probability Float64 COMMENT 'Probability with which the answer was drawn to be labelled; 1 / it is the weight',
    stratum LowCardinality(String) COMMENT 'Sampling stratum',
    source LowCardinality(String) COMMENT 'Way in: api, import or review',
    labelled_at DateTime64(9, 'UTC') COMMENT 'When the person labelled' CODEC(Delta(8), ZSTD(1)),
    only_services Array(LowCardinality(String)) COMMENT 'Services whose requests the sender may label; empty for all',
    ingest_ts DateTime64(9, 'UTC') COMMENT 'When Plumbline received the label; the newest row of a label wins' CODEC(Delta(8), ZSTD(1))
)
ENGINE = {engine ReplacingMergeTree(ingest_ts)}
ORDER BY (trace_id, label_id)
SETTINGS index_granularity = 1024
COMMENT 'What people say of single answers, by dimension';

{distributed labels cityHash64(trace_id)};

CREATE TABLE IF NOT EXISTS {table feedback_events} {on_cluster}
(
    feedback_id String COMMENT 'Id of the feedback; the same id again replaces it' CODEC(ZSTD(1)),
    trace_id String COMMENT 'Trace that it is about; empty until its response or session is known' CODEC(ZSTD(1)),
    session_id String COMMENT 'Session that it is about, when it names one' CODEC(ZSTD(1)),
    response_id String COMMENT 'Model response that it is about, when it names only that' CODEC(ZSTD(1)),
    kind LowCardinality(String) COMMENT 'thumbs, stars, comment, copy, dwell, source_click, regenerate, custom, or an implicit signal such as rephrase',
    name LowCardinality(String) COMMENT 'Name of a custom kind',
    value Nullable(Float64) COMMENT 'Thumbs 1 or -1, stars 1 to 5, dwell milliseconds, custom any number',
    comment String COMMENT 'What the user wrote' CODEC(ZSTD(1)),
    reason String COMMENT 'Why a rule found an implicit signal' CODEC(ZSTD(1)),
    rule LowCardinality(String) COMMENT 'Rule and version of an implicit signal',
    source LowCardinality(String) COMMENT 'Way in: api, otlp or implicit',
    user_id String COMMENT 'User as the sender names it' CODEC(ZSTD(1)),
    occurred_at DateTime64(9, 'UTC') COMMENT 'When it happened' CODEC(Delta(8), ZSTD(1)),
    attributes Map(LowCardinality(String), String) COMMENT 'Further attributes as sent' CODEC(ZSTD(1)),
    only_services Array(LowCardinality(String)) COMMENT 'Services whose requests the sender may speak of; empty for all',
    ingest_ts DateTime64(9, 'UTC') COMMENT 'When Plumbline received it; the newest row wins' CODEC(Delta(8), ZSTD(1)),
    is_deleted UInt8 COMMENT '1 takes the row out: it was placed on its trace, or a signal does not hold any more',
    INDEX ingest_ts_minmax ingest_ts TYPE minmax GRANULARITY 1
)
ENGINE = {engine ReplacingMergeTree(ingest_ts, is_deleted)}
ORDER BY (trace_id, feedback_id)
SETTINGS index_granularity = 1024
COMMENT 'Feedback as received or found';

{distributed feedback_events cityHash64(trace_id)};

CREATE TABLE IF NOT EXISTS {table feedback} {on_cluster}
(
    feedback_id String COMMENT 'Id of the feedback' CODEC(ZSTD(1)),
    trace_id String COMMENT 'Trace of the request that it is about' CODEC(ZSTD(1)),
    time DateTime64(9, 'UTC') COMMENT 'When the request started, UTC' CODEC(Delta(8), ZSTD(1)),
    occurred_at DateTime64(9, 'UTC') COMMENT 'When the feedback happened, UTC' CODEC(Delta(8), ZSTD(1)),
    kind LowCardinality(String) COMMENT 'thumbs, stars, comment, copy, dwell, source_click, regenerate, custom, or an implicit signal such as rephrase',
    name LowCardinality(String) COMMENT 'Name of a custom kind',
    value Nullable(Float64) COMMENT 'Thumbs 1 or -1, stars 1 to 5, dwell milliseconds, custom any number',
    comment String COMMENT 'What the user wrote' CODEC(ZSTD(1)),
    reason String COMMENT 'Why a rule found an implicit signal' CODEC(ZSTD(1)),
    rule LowCardinality(String) COMMENT 'Rule and version of an implicit signal',
    source LowCardinality(String) COMMENT 'Way in: api, otlp or implicit',
    user_id String COMMENT 'User as the sender of the feedback names it' CODEC(ZSTD(1)),
    service LowCardinality(String) COMMENT 'Service of the interaction',
    environment LowCardinality(String) COMMENT 'Deployment environment of the interaction',
    release LowCardinality(String) COMMENT 'Release of the interaction',
    topic LowCardinality(String) COMMENT 'Topic of the interaction',
    prompt_name LowCardinality(String) COMMENT 'Prompt of the interaction',
    prompt_version LowCardinality(String) COMMENT 'Prompt version of the interaction',
    provider LowCardinality(String) COMMENT 'Model provider of the interaction',
    model LowCardinality(String) COMMENT 'Model that the interaction asked for',
    model_version LowCardinality(String) COMMENT 'Model that answered',
    session_id String COMMENT 'Conversation or session of the interaction' CODEC(ZSTD(1)),
    generated UInt8 COMMENT '1 for generated demo traffic',
    row_version UInt64 COMMENT 'Nanoseconds at which the interaction was settled; the newest row wins' CODEC(Delta(8), ZSTD(1)),
    is_deleted UInt8 COMMENT '1 takes the row out',
    INDEX time_minmax time TYPE minmax GRANULARITY 1
)
ENGINE = {engine ReplacingMergeTree(row_version, is_deleted)}
ORDER BY (trace_id, feedback_id)
SETTINGS index_granularity = 1024
COMMENT 'Feedback with the segments of the interaction written onto it';

{distributed feedback cityHash64(trace_id)};

ALTER TABLE {table interactions} {on_cluster}
  ADD COLUMN IF NOT EXISTS signals Array(LowCardinality(String)) COMMENT 'What users did and said after the answer: thumbs_up, thumbs_down, rephrase, copy and others',
  ADD COLUMN IF NOT EXISTS stars Nullable(Float64) COMMENT 'Mean of the stars that users gave, 1 to 5',
  ADD COLUMN IF NOT EXISTS reading_ms Nullable(Float64) COMMENT 'How long the answer was in view, milliseconds; NULL when the client did not say';
{alter_distributed interactions ADD COLUMN IF NOT EXISTS signals Array(LowCardinality(String)), ADD COLUMN IF NOT EXISTS stars Nullable(Float64), ADD COLUMN IF NOT EXISTS reading_ms Nullable(Float64)};

ALTER TABLE {table traffic_hourly} {on_cluster}
  ADD COLUMN IF NOT EXISTS signal_counts Map(LowCardinality(String), UInt64) COMMENT 'Answered requests by signal of their users',
  ADD COLUMN IF NOT EXISTS stars_sum Float64 COMMENT 'Sum of the stars' CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS reading_ms_sum Float64 COMMENT 'Sum of the reading times, milliseconds' CODEC(ZSTD(1));
{alter_distributed traffic_hourly ADD COLUMN IF NOT EXISTS signal_counts Map(LowCardinality(String), UInt64), ADD COLUMN IF NOT EXISTS stars_sum Float64, ADD COLUMN IF NOT EXISTS reading_ms_sum Float64};

CREATE OR REPLACE VIEW labels {on_cluster} AS
SELECT * FROM {from labels} FINAL;

CREATE OR REPLACE VIEW feedback {on_cluster} AS
SELECT * EXCEPT (row_version, is_deleted) FROM {from feedback} FINAL;

CREATE OR REPLACE VIEW feedback_events {on_cluster} AS
SELECT * EXCEPT (is_deleted) FROM {from feedback_events} FINAL;

CREATE OR REPLACE VIEW interaction_metrics {on_cluster} AS
SELECT * EXCEPT (row_version, is_deleted) FROM {from interactions} FINAL;

CREATE OR REPLACE VIEW interactions {on_cluster} AS
SELECT i.* EXCEPT (row_version, is_deleted), t.user_query AS user_query, t.model_response AS model_response
FROM {from interactions} AS i FINAL
LEFT ANY JOIN (SELECT trace_id, user_query, model_response FROM {table interaction_text} FINAL) AS t ON i.trace_id = t.trace_id;

CREATE OR REPLACE VIEW traffic_hourly {on_cluster} AS
SELECT * EXCEPT (row_version, is_deleted) FROM {from traffic_hourly} FINAL;
