-- Text that came in log records. Settling lays it into span_content, where readers find it; the records stay here, so that
-- the order in which spans and records come, a repeat and a second replica make no difference.

CREATE TABLE IF NOT EXISTS {table log_content} {on_cluster}
(
    trace_id String COMMENT 'Trace of the span that the record is about, 32 lower-case hex digits' CODEC(ZSTD(1)),
    span_id String COMMENT 'Span that the record is about, 16 lower-case hex digits' CODEC(ZSTD(1)),
    record_id String COMMENT 'Hash of what the record says: sent again it is the same' CODEC(ZSTD(1)),
    time DateTime64(9, 'UTC') COMMENT 'Time of the record, UTC' CODEC(Delta(8), ZSTD(1)),
    position UInt32 COMMENT 'Place of the record in its request, which orders records of one time' CODEC(T64, ZSTD(1)),
    name LowCardinality(String) COMMENT 'Name of the event, such as gen_ai.user.message',
    service LowCardinality(String) COMMENT 'Resource attribute service.name of the record',
    encoding LowCardinality(String) COMMENT 'Form in which the sender wrote the messages',
    input_messages String COMMENT 'Messages sent, JSON in the form of gen_ai.input.messages' CODEC(ZSTD(1)),
    output_messages String COMMENT 'Messages received, JSON in the form of gen_ai.output.messages' CODEC(ZSTD(1)),
    tool_definitions String COMMENT 'Tools that were offered, JSON' CODEC(ZSTD(1)),
    truncated UInt8 COMMENT '1 when text was cut by the sender or by a limit here',
    raw Map(LowCardinality(String), String) COMMENT 'Attributes and body of the record as they came' CODEC(ZSTD(1)),
    ingest_ts DateTime64(9, 'UTC') COMMENT 'When Plumbline received the record' CODEC(Delta(8), ZSTD(1)),
    INDEX ingest_ts_minmax ingest_ts TYPE minmax GRANULARITY 1
)
ENGINE = {engine ReplacingMergeTree(ingest_ts)}
PARTITION BY toMonday(time)
ORDER BY (trace_id, span_id, record_id)
SETTINGS index_granularity = 512
COMMENT 'Text of the spans as it came in log records';

{distributed log_content cityHash64(trace_id)};

ALTER TABLE {table span_content} {on_cluster} ADD COLUMN IF NOT EXISTS from_logs Array(LowCardinality(String)) COMMENT 'Columns of this row that were filled from log records' AFTER truncated;
{alter_distributed span_content ADD COLUMN IF NOT EXISTS from_logs Array(LowCardinality(String)) AFTER truncated};

ALTER TABLE {table score_events} {on_cluster} ADD COLUMN IF NOT EXISTS only_services Array(LowCardinality(String)) COMMENT 'Services whose requests the sender may score; empty for all' AFTER generated;
{alter_distributed score_events ADD COLUMN IF NOT EXISTS only_services Array(LowCardinality(String)) AFTER generated};

CREATE OR REPLACE VIEW span_content {on_cluster} AS
SELECT * FROM {from span_content} FINAL;

CREATE OR REPLACE VIEW log_content {on_cluster} AS
SELECT * FROM {from log_content} FINAL;

CREATE OR REPLACE VIEW score_events {on_cluster} AS
SELECT * FROM {from score_events} FINAL;
