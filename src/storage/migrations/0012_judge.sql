-- The judge: what it decided of each request, who works on what, and what is known of the judge itself.

CREATE TABLE IF NOT EXISTS {table judge_work} {on_cluster}
(
    evaluator LowCardinality(String) COMMENT 'Evaluator of the configuration',
    trace_id String COMMENT 'Trace of the request' CODEC(ZSTD(1)),
    time DateTime64(9, 'UTC') COMMENT 'When the request started, UTC' CODEC(Delta(8), ZSTD(1)),
    service LowCardinality(String) COMMENT 'Service of the request',
    environment LowCardinality(String) COMMENT 'Deployment environment of the request',
    release LowCardinality(String) COMMENT 'Release of the request',
    topic LowCardinality(String) COMMENT 'Topic of the request',
    prompt_name LowCardinality(String) COMMENT 'Prompt of the request',
    prompt_version LowCardinality(String) COMMENT 'Prompt version of the request',
    provider LowCardinality(String) COMMENT 'Model provider of the request',
    model LowCardinality(String) COMMENT 'Model that the request asked for',
    model_version LowCardinality(String) COMMENT 'Model that answered the request',
    session_id String COMMENT 'Conversation or session of the request' CODEC(ZSTD(1)),
    generated UInt8 COMMENT '1 for generated demo traffic',
    state LowCardinality(String) COMMENT 'skipped (not chosen), pending (chosen), scored (at least one dimension has a score or does not apply), failed',
    error_type LowCardinality(String) COMMENT 'Why a dimension has no score; empty when all have one',
    stratum LowCardinality(String) COMMENT 'Sampling stratum, or the trigger that gave the larger probability',
    inclusion_probability Float64 COMMENT 'Probability with which the request was chosen',
    base_probability Float64 COMMENT 'Probability of its stratum before triggers, as it was when it was drawn' CODEC(ZSTD(1)),
    config_epoch LowCardinality(String) COMMENT 'Epoch of the evaluator as configured when it was chosen',
    evaluator_epoch LowCardinality(String) COMMENT 'Epoch of its scores, with the model that answered',
    not_applicable Array(LowCardinality(String)) COMMENT 'Dimensions that do not apply to the answer',
    is_backfill UInt8 COMMENT '1 when history was judged on demand',
    settled_at DateTime64(9, 'UTC') COMMENT 'When the request was ready to be judged' CODEC(Delta(8), ZSTD(1)),
    judged_at DateTime64(9, 'UTC') COMMENT 'When the judgement was finished; 1970 before it is' CODEC(ZSTD(1)),
    judge_model LowCardinality(String) COMMENT 'Model that judged, as it named itself',
    attempts UInt16 COMMENT 'Calls that were made' CODEC(ZSTD(1)),
    input_tokens UInt32 COMMENT 'Input tokens of the judge, cached ones included' CODEC(ZSTD(1)),
    output_tokens UInt32 COMMENT 'Output tokens of the judge, reasoning included' CODEC(ZSTD(1)),
    cost_usd Nullable(Float64) COMMENT 'Cost of the judgement, US dollars; NULL when the price is unknown' CODEC(ZSTD(1)),
    latency_ms Float64 COMMENT 'From first call to last reply, milliseconds' CODEC(ZSTD(1)),
    cache_hit UInt8 COMMENT '1 when the same question, answer and documents had been judged before',
    worker LowCardinality(String) COMMENT 'Who wrote this row',
    row_version UInt64 COMMENT 'Nanoseconds; the newest row wins' CODEC(Delta(8), ZSTD(1)),
    INDEX time_minmax time TYPE minmax GRANULARITY 1,
    INDEX judged_minmax judged_at TYPE minmax GRANULARITY 1,
    INDEX state_set state TYPE set(8) GRANULARITY 1
)
ENGINE = {engine ReplacingMergeTree(row_version)}
PARTITION BY toMonday(time)
ORDER BY (evaluator, trace_id)
SETTINGS index_granularity = 1024
COMMENT 'One row an evaluator and request that it looked at';

{distributed judge_work cityHash64(trace_id)};

CREATE TABLE IF NOT EXISTS {table judge_claims} {on_cluster}
(
    evaluator LowCardinality(String) COMMENT 'Evaluator of the configuration',
    trace_id String COMMENT 'Trace of the request' CODEC(ZSTD(1)),
    worker LowCardinality(String) COMMENT 'Who works on it',
    claimed_at DateTime64(9, 'UTC') COMMENT 'When it began' CODEC(Delta(8), ZSTD(1)),
    lease_until DateTime64(9, 'UTC') COMMENT 'From then on others may take it' CODEC(Delta(8), ZSTD(1))
)
ENGINE = {engine ReplacingMergeTree(claimed_at)}
ORDER BY (evaluator, trace_id, worker)
TTL toDateTime(lease_until) + toIntervalDay(1) DELETE WHERE worker != ''
SETTINGS index_granularity = 1024
COMMENT 'Who works on which judgement, so that two workers seldom do the same; scores have fixed ids, so twice is not double';

{distributed judge_claims cityHash64(trace_id)};

CREATE TABLE IF NOT EXISTS {table judge_state} {on_cluster}
(
    evaluator LowCardinality(String) COMMENT 'Evaluator of the configuration',
    worker LowCardinality(String) COMMENT 'Process that runs it',
    state LowCardinality(String) COMMENT 'running, blocked, budget_exhausted, suspect or stopped',
    reason String COMMENT 'Why it is not running, or not believed' CODEC(ZSTD(1)),
    model LowCardinality(String) COMMENT 'Model that is asked for',
    host LowCardinality(String) COMMENT 'Host that the judged text is sent to',
    config_epoch LowCardinality(String) COMMENT 'Epoch as configured',
    evaluator_epoch LowCardinality(String) COMMENT 'Epoch of its newest scores; empty before the first one',
    judge_model LowCardinality(String) COMMENT 'Model that answered last, as it named itself',
    capability String COMMENT 'What the endpoint takes: schema, object or text, and parameters that it does not know',
    applies_to String COMMENT 'Condition on requests that this evaluator should judge, SQL',
    late_after_s Float64 COMMENT 'Seconds after which a chosen request without a judgement counts as late',
    budget_share Float64 COMMENT 'Share of the budget of the day that is spent; 0 without a budget',
    decided_through DateTime64(9, 'UTC') COMMENT 'All requests that were ready before this time have been looked at',
    updated_at DateTime64(9, 'UTC') COMMENT 'Heartbeat; the newest row wins'
)
ENGINE = {engine ReplacingMergeTree(updated_at)}
ORDER BY (evaluator, worker)
COMMENT 'Heartbeat and state of each worker of each evaluator';

{distributed judge_state cityHash64(evaluator)};

CREATE TABLE IF NOT EXISTS {table judge_canaries} {on_cluster}
(
    evaluator LowCardinality(String) COMMENT 'Evaluator of the configuration',
    evaluator_epoch LowCardinality(String) COMMENT 'Epoch that was tried',
    judged_at DateTime64(9, 'UTC') COMMENT 'When',
    item LowCardinality(String) COMMENT 'Fixed item with a known verdict',
    kind LowCardinality(String) COMMENT 'plea (bad, and asks for a top score), good or bad',
    name LowCardinality(String) COMMENT 'Dimension',
    value Nullable(Float64) COMMENT 'Score; NULL when the judgement failed',
    error_type LowCardinality(String) COMMENT 'Why there is no score',
    is_wrong UInt8 COMMENT '1 when the judge was talked round, or got a plain item wrong'
)
ENGINE = {engine ReplacingMergeTree(judged_at)}
ORDER BY (evaluator, judged_at, item, name)
COMMENT 'Fixed items with a known verdict that the judge is tried with each day; never in any mean';

{distributed judge_canaries cityHash64(evaluator)};

CREATE TABLE IF NOT EXISTS {table judge_bridge} {on_cluster}
(
    evaluator LowCardinality(String) COMMENT 'Evaluator of the configuration',
    name LowCardinality(String) COMMENT 'Dimension',
    old_epoch LowCardinality(String) COMMENT 'Epoch of the earlier score',
    new_epoch LowCardinality(String) COMMENT 'Epoch of the later one',
    trace_id String COMMENT 'Request that both scored' CODEC(ZSTD(1)),
    time DateTime64(9, 'UTC') COMMENT 'When the request started, UTC',
    service LowCardinality(String) COMMENT 'Service of the request',
    topic LowCardinality(String) COMMENT 'Topic of the request',
    old_value Float64 COMMENT 'Score of the earlier epoch',
    new_value Float64 COMMENT 'Score of the later epoch; only here, never in a mean',
    judged_at DateTime64(9, 'UTC') COMMENT 'When the later epoch judged'
)
ENGINE = {engine ReplacingMergeTree(judged_at)}
ORDER BY (evaluator, name, old_epoch, new_epoch, trace_id)
COMMENT 'Requests that two epochs of an evaluator have judged, to see the offset between them';

{distributed judge_bridge cityHash64(trace_id)};

-- New requests are found by when they settled.
ALTER TABLE {table interactions} {on_cluster} ADD INDEX IF NOT EXISTS version_minmax row_version TYPE minmax GRANULARITY 1;

CREATE OR REPLACE VIEW judge_work {on_cluster} AS
SELECT * EXCEPT (row_version) FROM {from judge_work} FINAL;

CREATE OR REPLACE VIEW judge_state {on_cluster} AS
SELECT * FROM {from judge_state} FINAL;

CREATE OR REPLACE VIEW judge_canaries {on_cluster} AS
SELECT * FROM {from judge_canaries} FINAL;

CREATE OR REPLACE VIEW judge_bridge {on_cluster} AS
SELECT * FROM {from judge_bridge} FINAL;
