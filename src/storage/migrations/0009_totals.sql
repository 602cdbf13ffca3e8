-- The hours once more without their segments: what is asked for most, a service over weeks, reads a row an hour and
-- dimension, however many segments there are. Recomputed together with the hourly cells, from the same rows.

CREATE TABLE IF NOT EXISTS {table quality_totals} {on_cluster}
(
    hour DateTime('UTC') COMMENT 'Start of the hour, UTC',
    name LowCardinality(String) COMMENT 'Dimension, such as factuality',
    evaluator LowCardinality(String) COMMENT 'Who scored',
    evaluator_epoch LowCardinality(String) COMMENT 'Epoch of the evaluator',
    service LowCardinality(String) COMMENT 'Service',
    environment LowCardinality(String) COMMENT 'Deployment environment',
    scale_min Float64 COMMENT 'Worst possible score',
    scale_max Float64 COMMENT 'Best possible score',
    is_rate UInt8 COMMENT '1 when the mean is a rate',
    n UInt64 COMMENT 'Scored answers',
    sx Float64 COMMENT 'Sum of the scores',
    sxx Float64 COMMENT 'Sum of the squared scores',
    c1 UInt64 COMMENT 'Scores nearest to step 1 of 5 between worst and best',
    c2 UInt64 COMMENT 'Scores nearest to step 2 of 5 between worst and best',
    c3 UInt64 COMMENT 'Scores nearest to step 3 of 5 between worst and best',
    c4 UInt64 COMMENT 'Scores nearest to step 4 of 5 between worst and best',
    c5 UInt64 COMMENT 'Scores nearest to step 5 of 5 between worst and best',
    n_pass UInt64 COMMENT 'Scores in the upper half of the scale; for a rate the number of passes',
    n_failed UInt64 COMMENT 'Judgements that failed: an error and no score',
    sw Float64 COMMENT 'Sum of the weights, 1 / inclusion probability',
    sw2 Float64 COMMENT 'Sum of the squared weights',
    swx Float64 COMMENT 'Weighted sum of the scores',
    swxx Float64 COMMENT 'Weighted sum of the squared scores',
    w1 Float64 COMMENT 'Weight of the scores nearest to step 1 of 5',
    w2 Float64 COMMENT 'Weight of the scores nearest to step 2 of 5',
    w3 Float64 COMMENT 'Weight of the scores nearest to step 3 of 5',
    w4 Float64 COMMENT 'Weight of the scores nearest to step 4 of 5',
    w5 Float64 COMMENT 'Weight of the scores nearest to step 5 of 5',
    n_generated UInt64 COMMENT 'Scored answers that are generated demo traffic',
    row_version UInt64 COMMENT 'Nanoseconds at which the hour was computed; the newest row wins',
    is_deleted UInt8 COMMENT '1 when the hour has no such scores after a recompute'
)
ENGINE = {engine ReplacingMergeTree(row_version, is_deleted)}
PARTITION BY toStartOfYear(hour)
ORDER BY (service, environment, name, hour, evaluator, evaluator_epoch)
SETTINGS index_granularity = 1024
COMMENT 'Moments of the scores per hour, all segments together';

{distributed quality_totals cityHash64(service)};

CREATE TABLE IF NOT EXISTS {table traffic_totals} {on_cluster}
(
    hour DateTime('UTC') COMMENT 'Start of the hour, UTC',
    service LowCardinality(String) COMMENT 'Service',
    environment LowCardinality(String) COMMENT 'Deployment environment',
    n UInt64 COMMENT 'Requests',
    n_error UInt64 COMMENT 'Requests that ended in an error',
    n_generated UInt64 COMMENT 'Requests that are generated demo traffic',
    row_version UInt64 COMMENT 'Nanoseconds at which the hour was computed; the newest row wins',
    is_deleted UInt8 COMMENT '1 when the hour has no requests after a recompute'
)
ENGINE = {engine ReplacingMergeTree(row_version, is_deleted)}
PARTITION BY toStartOfYear(hour)
ORDER BY (service, environment, hour)
SETTINGS index_granularity = 1024
COMMENT 'Requests per hour, all segments together';

{distributed traffic_totals cityHash64(service)};

CREATE OR REPLACE VIEW quality_totals {on_cluster} AS
SELECT * EXCEPT (row_version, is_deleted) FROM {from quality_totals} FINAL;

CREATE OR REPLACE VIEW traffic_totals {on_cluster} AS
SELECT * EXCEPT (row_version, is_deleted) FROM {from traffic_totals} FINAL;

-- Hours that were computed before these tables were there. Run again, or beside a recompute, the newest row still wins.

INSERT INTO {from quality_totals}
SELECT hour, name, evaluator, evaluator_epoch, service, environment, min(scale_min), max(scale_max), max(is_rate), sum(n), sum(sx), sum(sxx),
  sum(c1), sum(c2), sum(c3), sum(c4), sum(c5), sum(n_pass), sum(n_failed), sum(sw), sum(sw2), sum(swx), sum(swxx),
  sum(w1), sum(w2), sum(w3), sum(w4), sum(w5), sum(n_generated), max(row_version), 0
FROM {from quality_hourly} FINAL GROUP BY hour, name, evaluator, evaluator_epoch, service, environment;

INSERT INTO {from traffic_totals}
SELECT hour, service, environment, sum(n), sum(n_error), sum(n_generated), max(row_version), 0
FROM {from traffic_hourly} FINAL GROUP BY hour, service, environment;

-- Cells are small and read often, and ZSTD takes longer to unpack them than the engine takes for the rest.

ALTER TABLE {table quality_hourly} {on_cluster}
  MODIFY COLUMN n CODEC(LZ4), MODIFY COLUMN sx CODEC(LZ4), MODIFY COLUMN sxx CODEC(LZ4),
  MODIFY COLUMN c1 CODEC(LZ4), MODIFY COLUMN c2 CODEC(LZ4), MODIFY COLUMN c3 CODEC(LZ4), MODIFY COLUMN c4 CODEC(LZ4), MODIFY COLUMN c5 CODEC(LZ4),
  MODIFY COLUMN n_pass CODEC(LZ4), MODIFY COLUMN n_failed CODEC(LZ4), MODIFY COLUMN sw CODEC(LZ4), MODIFY COLUMN sw2 CODEC(LZ4),
  MODIFY COLUMN swx CODEC(LZ4), MODIFY COLUMN swxx CODEC(LZ4),
  MODIFY COLUMN w1 CODEC(LZ4), MODIFY COLUMN w2 CODEC(LZ4), MODIFY COLUMN w3 CODEC(LZ4), MODIFY COLUMN w4 CODEC(LZ4), MODIFY COLUMN w5 CODEC(LZ4),
  MODIFY COLUMN n_generated CODEC(LZ4);
