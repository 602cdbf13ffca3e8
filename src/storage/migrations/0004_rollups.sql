-- Hourly cells. An hour that changed is recomputed from its rows, never incremented, so late or repeated data cannot
-- count twice; a cell that is no longer there is taken out by a row with is_deleted = 1.

CREATE TABLE IF NOT EXISTS {table quality_hourly} {on_cluster}
(
    hour DateTime('UTC') COMMENT 'Start of the hour, UTC' CODEC(Delta(4), ZSTD(1)),
    name LowCardinality(String) COMMENT 'Dimension, such as factuality',
    evaluator LowCardinality(String) COMMENT 'Who scored',
    evaluator_epoch LowCardinality(String) COMMENT 'Epoch of the evaluator',
    service LowCardinality(String) COMMENT 'Service',
    environment LowCardinality(String) COMMENT 'Deployment environment',
    release LowCardinality(String) COMMENT 'Release of the service',
    topic LowCardinality(String) COMMENT 'Topic',
    prompt_name LowCardinality(String) COMMENT 'Prompt',
    prompt_version LowCardinality(String) COMMENT 'Prompt version',
    provider LowCardinality(String) COMMENT 'Model provider',
    model LowCardinality(String) COMMENT 'Model that was asked for',
    model_version LowCardinality(String) COMMENT 'Model that answered',
    scale_min Float64 COMMENT 'Worst possible score',
    scale_max Float64 COMMENT 'Best possible score',
    is_rate UInt8 COMMENT '1 when the mean is a rate',
    n UInt64 COMMENT 'Scored answers' CODEC(T64, ZSTD(1)),
    sx Float64 COMMENT 'Sum of the scores' CODEC(ZSTD(1)),
    sxx Float64 COMMENT 'Sum of the squared scores' CODEC(ZSTD(1)),
    c1 UInt64 COMMENT 'Scores nearest to step 1 of 5 between worst and best' CODEC(T64, ZSTD(1)),
    c2 UInt64 COMMENT 'Scores nearest to step 2 of 5 between worst and best' CODEC(T64, ZSTD(1)),
    c3 UInt64 COMMENT 'Scores nearest to step 3 of 5 between worst and best' CODEC(T64, ZSTD(1)),
    c4 UInt64 COMMENT 'Scores nearest to step 4 of 5 between worst and best' CODEC(T64, ZSTD(1)),
    c5 UInt64 COMMENT 'Scores nearest to step 5 of 5 between worst and best' CODEC(T64, ZSTD(1)),
    n_pass UInt64 COMMENT 'Scores in the upper half of the scale; for a rate the number of passes' CODEC(T64, ZSTD(1)),
    n_failed UInt64 COMMENT 'Judgements that failed: an error and no score' CODEC(T64, ZSTD(1)),
    sw Float64 COMMENT 'Sum of the weights, 1 / inclusion probability' CODEC(ZSTD(1)),
    sw2 Float64 COMMENT 'Sum of the squared weights' CODEC(ZSTD(1)),
    swx Float64 COMMENT 'Weighted sum of the scores' CODEC(ZSTD(1)),
    swxx Float64 COMMENT 'Weighted sum of the squared scores' CODEC(ZSTD(1)),
    w1 Float64 COMMENT 'Weight of the scores nearest to step 1 of 5' CODEC(ZSTD(1)),
    w2 Float64 COMMENT 'Weight of the scores nearest to step 2 of 5' CODEC(ZSTD(1)),
    w3 Float64 COMMENT 'Weight of the scores nearest to step 3 of 5' CODEC(ZSTD(1)),
    w4 Float64 COMMENT 'Weight of the scores nearest to step 4 of 5' CODEC(ZSTD(1)),
    w5 Float64 COMMENT 'Weight of the scores nearest to step 5 of 5' CODEC(ZSTD(1)),
    n_generated UInt64 COMMENT 'Scored answers that are generated demo traffic' CODEC(T64, ZSTD(1)),
    row_version UInt64 COMMENT 'Nanoseconds at which the hour was computed; the newest row wins' CODEC(Delta(8), ZSTD(1)),
    is_deleted UInt8 COMMENT '1 when the cell is empty after a recompute'
)
ENGINE = {engine ReplacingMergeTree(row_version, is_deleted)}
PARTITION BY toStartOfYear(hour)
ORDER BY (service, name, hour, evaluator, evaluator_epoch, environment, release, topic, prompt_name, prompt_version, provider, model, model_version)
COMMENT 'Moments of the scores per hour and segment';

{distributed quality_hourly cityHash64(service)};

CREATE TABLE IF NOT EXISTS {table traffic_hourly} {on_cluster}
(
    hour DateTime('UTC') COMMENT 'Start of the hour, UTC' CODEC(Delta(4), ZSTD(1)),
    service LowCardinality(String) COMMENT 'Service',
    environment LowCardinality(String) COMMENT 'Deployment environment',
    release LowCardinality(String) COMMENT 'Release of the service',
    topic LowCardinality(String) COMMENT 'Topic',
    prompt_name LowCardinality(String) COMMENT 'Prompt',
    prompt_version LowCardinality(String) COMMENT 'Prompt version',
    provider LowCardinality(String) COMMENT 'Model provider',
    model LowCardinality(String) COMMENT 'Model that was asked for',
    model_version LowCardinality(String) COMMENT 'Model that answered',
    n UInt64 COMMENT 'Requests' CODEC(T64, ZSTD(1)),
    n_error UInt64 COMMENT 'Requests that ended in an error' CODEC(T64, ZSTD(1)),
    n_format_checked UInt64 COMMENT 'Requests whose format was checked' CODEC(T64, ZSTD(1)),
    n_format_failed UInt64 COMMENT 'Requests whose format was wrong' CODEC(T64, ZSTD(1)),
    n_guardrail UInt64 COMMENT 'Requests in which a guardrail triggered' CODEC(T64, ZSTD(1)),
    n_pii UInt64 COMMENT 'Requests with personal data in the answer' CODEC(T64, ZSTD(1)),
    n_truncated UInt64 COMMENT 'Requests whose context was cut' CODEC(T64, ZSTD(1)),
    up UInt64 COMMENT 'Positive feedback' CODEC(T64, ZSTD(1)),
    down UInt64 COMMENT 'Negative feedback' CODEC(T64, ZSTD(1)),
    n_cost UInt64 COMMENT 'Requests with a known cost' CODEC(T64, ZSTD(1)),
    cost Float64 COMMENT 'Sum of the cost, US dollars' CODEC(ZSTD(1)),
    cost2 Float64 COMMENT 'Sum of the squared cost' CODEC(ZSTD(1)),
    input_tokens UInt64 COMMENT 'Sum of input tokens' CODEC(T64, ZSTD(1)),
    output_tokens UInt64 COMMENT 'Sum of output tokens' CODEC(T64, ZSTD(1)),
    cached_tokens UInt64 COMMENT 'Sum of cached input tokens' CODEC(T64, ZSTD(1)),
    reasoning_tokens UInt64 COMMENT 'Sum of reasoning tokens' CODEC(T64, ZSTD(1)),
    latency Map(UInt16, UInt64) COMMENT 'Requests by latency bucket floor(log2(1 + ms) * 8), each 9 % wide' CODEC(ZSTD(1)),
    ttft Map(UInt16, UInt64) COMMENT 'Requests by bucket of the time to the first token, same buckets' CODEC(ZSTD(1)),
    n_generated UInt64 COMMENT 'Requests that are generated demo traffic' CODEC(T64, ZSTD(1)),
    row_version UInt64 COMMENT 'Nanoseconds at which the hour was computed; the newest row wins' CODEC(Delta(8), ZSTD(1)),
    is_deleted UInt8 COMMENT '1 when the cell is empty after a recompute'
)
ENGINE = {engine ReplacingMergeTree(row_version, is_deleted)}
PARTITION BY toStartOfYear(hour)
ORDER BY (service, hour, environment, release, topic, prompt_name, prompt_version, provider, model, model_version)
COMMENT 'Requests, cost, tokens and latency per hour and segment';

{distributed traffic_hourly cityHash64(service)};
