-- What the validators said of each request, and where. Rows from before have empty arrays: nothing ran on them, which is
-- not the same as passed. What was found quotes text, so it lies apart and goes when text goes.

ALTER TABLE {table interactions} {on_cluster}
  ADD COLUMN IF NOT EXISTS validators_run Array(LowCardinality(String)) COMMENT 'Validators that looked at the request and had something to say; one that is not here did not run or does not apply',
  ADD COLUMN IF NOT EXISTS validators_failed Array(LowCardinality(String)) COMMENT 'Validators that found something, part of validators_run',
  ADD COLUMN IF NOT EXISTS groundedness Nullable(Float64) COMMENT 'How far the words of the answer come from its documents, 0 to 1; NULL without documents or where it does not apply' CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS language LowCardinality(String) COMMENT 'Language of the answer by ISO 639-1; empty when it was not looked for or cannot be told',
  ADD COLUMN IF NOT EXISTS answer_kind LowCardinality(String) COMMENT 'answer, refusal, disclaimer_then_answer, no_information or redirect; empty when it was not looked at';
{alter_distributed interactions ADD COLUMN IF NOT EXISTS validators_run Array(LowCardinality(String)), ADD COLUMN IF NOT EXISTS validators_failed Array(LowCardinality(String)), ADD COLUMN IF NOT EXISTS groundedness Nullable(Float64), ADD COLUMN IF NOT EXISTS language LowCardinality(String), ADD COLUMN IF NOT EXISTS answer_kind LowCardinality(String)};

ALTER TABLE {table traffic_hourly} {on_cluster}
  ADD COLUMN IF NOT EXISTS validators_run Map(LowCardinality(String), UInt64) COMMENT 'Requests by validator that had something to say of them',
  ADD COLUMN IF NOT EXISTS validators_failed Map(LowCardinality(String), UInt64) COMMENT 'Requests by validator that found something',
  ADD COLUMN IF NOT EXISTS n_groundedness UInt64 COMMENT 'Requests with a groundedness',
  ADD COLUMN IF NOT EXISTS groundedness Float64 COMMENT 'Sum of the groundedness';
{alter_distributed traffic_hourly ADD COLUMN IF NOT EXISTS validators_run Map(LowCardinality(String), UInt64), ADD COLUMN IF NOT EXISTS validators_failed Map(LowCardinality(String), UInt64), ADD COLUMN IF NOT EXISTS n_groundedness UInt64, ADD COLUMN IF NOT EXISTS groundedness Float64};

CREATE TABLE IF NOT EXISTS {table validator_findings} {on_cluster}
(
    trace_id String COMMENT 'Trace of the request' CODEC(ZSTD(1)),
    time DateTime64(9, 'UTC') COMMENT 'When the request started, UTC' CODEC(Delta(8), ZSTD(1)),
    service LowCardinality(String) COMMENT 'Service that took the request',
    topic LowCardinality(String) COMMENT 'Topic of the request',
    validator Array(LowCardinality(String)) COMMENT 'Validator that found something' CODEC(ZSTD(1)),
    kind Array(LowCardinality(String)) COMMENT 'What it is, finer than the validator' CODEC(ZSTD(1)),
    place Array(LowCardinality(String)) COMMENT 'Where it stands: answer, question, document or tool' CODEC(ZSTD(1)),
    document_id Array(String) COMMENT 'Document that it stands in; empty elsewhere' CODEC(ZSTD(1)),
    start Array(Nullable(UInt32)) COMMENT 'Place in the text, UTF-16 units from its beginning; NULL when it is about the whole' CODEC(ZSTD(1)),
    quote Array(String) COMMENT 'The words that it is about, at most 200 characters; never personal data' CODEC(ZSTD(1)),
    message Array(String) COMMENT 'What is wrong, in a sentence' CODEC(ZSTD(1)),
    row_version UInt64 COMMENT 'Nanoseconds at which the interaction settled; the newest row wins' CODEC(Delta(8), ZSTD(1)),
    is_deleted UInt8 COMMENT '1 takes the row out'
)
ENGINE = {engine ReplacingMergeTree(row_version, is_deleted)}
PARTITION BY toMonday(time)
ORDER BY (trace_id, time)
SETTINGS index_granularity = 1024
COMMENT 'What the validators found in each request, all of one request in one row';

{distributed validator_findings cityHash64(trace_id)};

CREATE OR REPLACE VIEW validator_findings {on_cluster} AS
SELECT trace_id, time, service, topic, validator, kind, place, document_id, start, quote, message
FROM {from validator_findings} FINAL
ARRAY JOIN validator, kind, place, document_id, start, quote, message;

CREATE OR REPLACE VIEW interaction_metrics {on_cluster} AS
SELECT * EXCEPT (row_version, is_deleted) FROM {from interactions} FINAL;

CREATE OR REPLACE VIEW interactions {on_cluster} AS
SELECT i.* EXCEPT (row_version, is_deleted), t.user_query AS user_query, t.model_response AS model_response
FROM {from interactions} AS i FINAL
LEFT ANY JOIN (SELECT trace_id, user_query, model_response FROM {table interaction_text} FINAL) AS t ON i.trace_id = t.trace_id;

CREATE OR REPLACE VIEW traffic_hourly {on_cluster} AS
SELECT * EXCEPT (row_version, is_deleted) FROM {from traffic_hourly} FINAL;
