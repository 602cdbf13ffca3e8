-- First and last sight of every version. Minimum and maximum do not care how often or in which order a row arrives.

CREATE TABLE IF NOT EXISTS {table changes} {on_cluster}
(
    kind LowCardinality(String) COMMENT 'What changed: prompt, model, document, evaluator or release',
    service LowCardinality(String) COMMENT 'Service in which it was seen',
    name String COMMENT 'Name of the prompt, requested model, document, dimension or service' CODEC(ZSTD(1)),
    version String COMMENT 'Version: of the prompt, the model that answered, the document, the evaluator epoch or the release' CODEC(ZSTD(1)),
    first_seen SimpleAggregateFunction(min, DateTime64(9, 'UTC')) COMMENT 'Time of the first request with it, UTC',
    last_seen SimpleAggregateFunction(max, DateTime64(9, 'UTC')) COMMENT 'Time of the last request with it, UTC',
    trace_id SimpleAggregateFunction(any, String) COMMENT 'A trace that shows it' CODEC(ZSTD(1)),
    generated SimpleAggregateFunction(max, UInt8) COMMENT '1 for generated demo traffic'
)
ENGINE = {engine AggregatingMergeTree()}
ORDER BY (kind, service, name, version)
COMMENT 'First and last sight of each version of a prompt, model, document, evaluator or release';

{distributed changes cityHash64(service)};

CREATE TABLE IF NOT EXISTS {table settle_state} {on_cluster}
(
    consumer String COMMENT 'Name of the background job and of the replica that runs it',
    settled_through DateTime64(9, 'UTC') COMMENT 'Everything received before this time has been settled',
    updated_at DateTime64(9, 'UTC') COMMENT 'When this row was written; the newest wins'
)
ENGINE = {engine ReplacingMergeTree(updated_at)}
ORDER BY consumer
COMMENT 'How far the background jobs have come, for a restart';
