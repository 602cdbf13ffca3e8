-- Scores as received, and scores with the segments of their interaction.

CREATE TABLE IF NOT EXISTS {table score_events} {on_cluster}
(
    score_id String COMMENT 'Id of the score; the same id again replaces the score' CODEC(ZSTD(1)),
    trace_id String COMMENT 'Trace that was scored; empty when only a session or response is named' CODEC(ZSTD(1)),
    span_id String COMMENT 'Span that was scored; empty for the whole trace' CODEC(ZSTD(1)),
    session_id String COMMENT 'Session that was scored, when the score names one' CODEC(ZSTD(1)),
    response_id String COMMENT 'Model response that was scored, when the score names only that' CODEC(ZSTD(1)),
    name LowCardinality(String) COMMENT 'Dimension, such as factuality',
    evaluator LowCardinality(String) COMMENT 'Who scored',
    evaluator_version LowCardinality(String) COMMENT 'Version of the evaluator as sent',
    evaluator_kind LowCardinality(String) COMMENT 'LLM, HUMAN, CODE or API',
    evaluator_epoch LowCardinality(String) COMMENT 'Hash of judge model, rubric, parser and scale; scores of two epochs are never compared',
    value Nullable(Float64) COMMENT 'Score; NULL when the evaluator failed',
    label LowCardinality(String) COMMENT 'Label, such as pass or fail',
    explanation String COMMENT 'Reason that the evaluator gave' CODEC(ZSTD(1)),
    error_type LowCardinality(String) COMMENT 'Why there is no score; empty when there is one',
    scale_min Float64 COMMENT 'Worst possible score',
    scale_max Float64 COMMENT 'Best possible score',
    is_rate UInt8 COMMENT '1 when the score is a yes or no and its mean is a rate',
    inclusion_probability Float64 COMMENT 'Probability with which the answer was chosen to be scored',
    stratum LowCardinality(String) COMMENT 'Sampling stratum',
    source LowCardinality(String) COMMENT 'Way in: otlp, api, replay or judge',
    scored_at DateTime64(9, 'UTC') COMMENT 'When the evaluator scored' CODEC(Delta(8), ZSTD(1)),
    attributes Map(LowCardinality(String), String) COMMENT 'Further attributes as sent' CODEC(ZSTD(1)),
    generated UInt8 COMMENT '1 for generated demo traffic',
    ingest_ts DateTime64(9, 'UTC') COMMENT 'When Plumbline received the score; the newest row of a score wins' CODEC(Delta(8), ZSTD(1)),
    INDEX ingest_ts_minmax ingest_ts TYPE minmax GRANULARITY 1
)
ENGINE = {engine ReplacingMergeTree(ingest_ts)}
ORDER BY (trace_id, score_id)
SETTINGS index_granularity = 1024
COMMENT 'Scores as received, before their interaction is known';

{distributed score_events cityHash64(trace_id)};

CREATE TABLE IF NOT EXISTS {table scores} {on_cluster}
(
    score_id String COMMENT 'Id of the score' CODEC(ZSTD(1)),
    trace_id String COMMENT 'Trace that was scored' CODEC(ZSTD(1)),
    span_id String COMMENT 'Span that was scored; empty for the whole trace' CODEC(ZSTD(1)),
    time DateTime64(9, 'UTC') COMMENT 'When the scored request started, UTC' CODEC(Delta(8), ZSTD(1)),
    scored_at DateTime64(9, 'UTC') COMMENT 'When the evaluator scored, UTC' CODEC(Delta(8), ZSTD(1)),
    name LowCardinality(String) COMMENT 'Dimension, such as factuality',
    evaluator LowCardinality(String) COMMENT 'Who scored',
    evaluator_version LowCardinality(String) COMMENT 'Version of the evaluator as sent',
    evaluator_kind LowCardinality(String) COMMENT 'LLM, HUMAN, CODE or API',
    evaluator_epoch LowCardinality(String) COMMENT 'Hash of judge model, rubric, parser and scale; scores of two epochs are never compared',
    value Nullable(Float64) COMMENT 'Score; NULL when the evaluator failed',
    label LowCardinality(String) COMMENT 'Label, such as pass or fail',
    error_type LowCardinality(String) COMMENT 'Why there is no score; empty when there is one',
    scale_min Float64 COMMENT 'Worst possible score',
    scale_max Float64 COMMENT 'Best possible score',
    is_rate UInt8 COMMENT '1 when the score is a yes or no and its mean is a rate',
    inclusion_probability Float64 COMMENT 'Probability with which the answer was chosen to be scored; 1 / it is the weight',
    stratum LowCardinality(String) COMMENT 'Sampling stratum',
    source LowCardinality(String) COMMENT 'Way in: otlp, api, replay or judge',
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
    is_deleted UInt8 COMMENT '1 takes the row out: the interaction moved in time or to another service',
    INDEX trace_bloom trace_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = {engine ReplacingMergeTree(row_version, is_deleted)}
PARTITION BY toMonday(time)
ORDER BY (service, name, time, trace_id, score_id)
COMMENT 'Scores with the segments of the interaction written onto them';

{distributed scores cityHash64(trace_id)};
