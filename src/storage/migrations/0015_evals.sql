-- Datasets of cases, the runs of them, and what each run answered and scored. Apart from the requests of production: an
-- answer to a case must never count as traffic.

CREATE TABLE IF NOT EXISTS {table eval_cases} {on_cluster}
(
    dataset LowCardinality(String) COMMENT 'Name of the dataset',
    case_id String COMMENT 'Id of the case within its dataset' CODEC(ZSTD(1)),
    version UInt32 COMMENT 'Version of the dataset in which this form of the case came; it holds until a newer one',
    question String COMMENT 'What is asked, masked' CODEC(ZSTD(1)),
    history String COMMENT 'Turns before the question, JSON list of role and content' CODEC(ZSTD(1)),
    reference String COMMENT 'A right answer, for the judge' CODEC(ZSTD(1)),
    expect String COMMENT 'What the answer has to meet, JSON' CODEC(ZSTD(1)),
    topic LowCardinality(String) COMMENT 'Topic of the question',
    trace_id String COMMENT 'Trace that the case was made from; empty when it came from elsewhere' CODEC(ZSTD(1)),
    source LowCardinality(String) COMMENT 'Where it came from: api, file, trace or complaint',
    added_at DateTime64(9, 'UTC') COMMENT 'When this form of the case was written' CODEC(Delta(8), ZSTD(1)),
    is_removed UInt8 COMMENT '1 when the case is no part of the dataset from this version on'
)
ENGINE = {engine ReplacingMergeTree(added_at)}
ORDER BY (dataset, case_id, version)
SETTINGS index_granularity = 512
COMMENT 'Cases of datasets in all their versions';

{distributed eval_cases cityHash64(dataset)};

CREATE TABLE IF NOT EXISTS {table eval_runs} {on_cluster}
(
    run_id String COMMENT 'Id of the run' CODEC(ZSTD(1)),
    dataset LowCardinality(String) COMMENT 'Dataset that was asked',
    dataset_version UInt32 COMMENT 'Version of the dataset',
    name String COMMENT 'Name of the run, such as a branch or a prompt' CODEC(ZSTD(1)),
    target String COMMENT 'Address or command that was asked' CODEC(ZSTD(1)),
    service LowCardinality(String) COMMENT 'Service that the target is a version of',
    prompt_version LowCardinality(String) COMMENT 'Prompt version of the target, when the caller named one',
    model_version LowCardinality(String) COMMENT 'Model version of the target, when the caller named one',
    started_at DateTime64(9, 'UTC') COMMENT 'When the run began' CODEC(Delta(8), ZSTD(1)),
    ended_at DateTime64(9, 'UTC') COMMENT 'When its last answer came' CODEC(Delta(8), ZSTD(1)),
    cases UInt32 COMMENT 'Cases of the run',
    baseline String COMMENT 'Run that it was compared with, or production' CODEC(ZSTD(1)),
    verdict LowCardinality(String) COMMENT 'pass, worse, cannot_tell, failed_cases, not_comparable; empty while it runs',
    written_at DateTime64(9, 'UTC') COMMENT 'When the row was written; the newest row of a run wins' CODEC(Delta(8), ZSTD(1))
)
ENGINE = {engine ReplacingMergeTree(written_at)}
ORDER BY (dataset, run_id)
SETTINGS index_granularity = 512
COMMENT 'Runs of datasets';

{distributed eval_runs cityHash64(run_id)};

CREATE TABLE IF NOT EXISTS {table eval_answers} {on_cluster}
(
    run_id String COMMENT 'Run' CODEC(ZSTD(1)),
    case_id String COMMENT 'Case' CODEC(ZSTD(1)),
    repeat UInt16 COMMENT 'Counted from 0 when the case was asked several times',
    time DateTime64(9, 'UTC') COMMENT 'When the run began' CODEC(Delta(8), ZSTD(1)),
    answer String COMMENT 'What was answered, masked' CODEC(ZSTD(1)),
    error String COMMENT 'Why there is no answer; empty when there is one' CODEC(ZSTD(1)),
    latency_ms Nullable(Float64) COMMENT 'Time to the answer, milliseconds' CODEC(ZSTD(1)),
    cost_usd Nullable(Float64) COMMENT 'Cost of the answer as the target says, US dollars; NULL when it says nothing' CODEC(ZSTD(1)),
    judge_cost_usd Nullable(Float64) COMMENT 'Cost of judging it, US dollars; NULL when unknown' CODEC(ZSTD(1)),
    model LowCardinality(String) COMMENT 'Model as the target names it',
    trace_id String COMMENT 'Trace that the answer was asked under' CODEC(ZSTD(1)),
    written_at DateTime64(9, 'UTC') COMMENT 'When the row was written; the newest row wins' CODEC(Delta(8), ZSTD(1))
)
ENGINE = {engine ReplacingMergeTree(written_at)}
PARTITION BY toStartOfYear(time)
ORDER BY (run_id, case_id, repeat)
SETTINGS index_granularity = 512
COMMENT 'Answers to the cases of runs';

{distributed eval_answers cityHash64(run_id)};

CREATE TABLE IF NOT EXISTS {table eval_scores} {on_cluster}
(
    run_id String COMMENT 'Run' CODEC(ZSTD(1)),
    case_id String COMMENT 'Case' CODEC(ZSTD(1)),
    repeat UInt16 COMMENT 'Counted from 0 when the case was asked several times',
    name LowCardinality(String) COMMENT 'Dimension, such as factuality; expectations for what the case itself asks',
    time DateTime64(9, 'UTC') COMMENT 'When the run began' CODEC(Delta(8), ZSTD(1)),
    value Nullable(Float64) COMMENT 'Score; NULL when judging failed',
    scale_min Float64 COMMENT 'Worst possible score',
    scale_max Float64 COMMENT 'Best possible score',
    is_rate UInt8 COMMENT '1 when the score is a yes or no and its mean is a rate',
    evaluator LowCardinality(String) COMMENT 'Who scored',
    evaluator_epoch LowCardinality(String) COMMENT 'Epoch of the evaluator; scores of different epochs are not comparable',
    error_type LowCardinality(String) COMMENT 'Why there is no score',
    explanation String COMMENT 'Reason that the judge gave, masked' CODEC(ZSTD(1)),
    written_at DateTime64(9, 'UTC') COMMENT 'When the row was written; the newest row wins' CODEC(Delta(8), ZSTD(1))
)
ENGINE = {engine ReplacingMergeTree(written_at)}
PARTITION BY toStartOfYear(time)
ORDER BY (run_id, case_id, repeat, name, evaluator)
SETTINGS index_granularity = 512
COMMENT 'Scores of the answers of runs';

{distributed eval_scores cityHash64(run_id)};

CREATE OR REPLACE VIEW eval_cases {on_cluster} AS
SELECT * FROM {from eval_cases} FINAL;

CREATE OR REPLACE VIEW eval_runs {on_cluster} AS
SELECT * EXCEPT (written_at) FROM {from eval_runs} FINAL;

CREATE OR REPLACE VIEW eval_answers {on_cluster} AS
SELECT * EXCEPT (written_at) FROM {from eval_answers} FINAL;

CREATE OR REPLACE VIEW eval_scores {on_cluster} AS
SELECT * EXCEPT (written_at) FROM {from eval_scores} FINAL;
