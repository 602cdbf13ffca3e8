/**
 * A layout as tracing back ends for language models have it, in our own words: scores know their trace and nothing else,
 * and what prompt and model a trace used stands on its spans. Both tables are replaced by id and read with FINAL. It is
 * kinder to the other side than real ones: no message texts, one project, no duplicates, large parts in order of time.
 */
import type { Driver } from '../src/storage/driver';
import { inserts, judgedRows, judgedTraces, traceColumns, tracesOf, type Load } from './syntheticScores';

const TABLES = [
  `CREATE TABLE joined_spans
  (
    project String, id String, trace_id String, parent_id String, type LowCardinality(String), start_time DateTime64(3, 'UTC'), name LowCardinality(String),
    model LowCardinality(String), prompt_name LowCardinality(String), prompt_version LowCardinality(String), input_tokens UInt32, output_tokens UInt32,
    event_ts DateTime64(3, 'UTC'), is_deleted UInt8,
    INDEX trace_bloom trace_id TYPE bloom_filter(0.001) GRANULARITY 1
  )
  ENGINE = ReplacingMergeTree(event_ts, is_deleted) PARTITION BY toYYYYMM(start_time) ORDER BY (project, type, toDate(start_time), id)`,
  `CREATE TABLE joined_scores
  (
    project String, id String, trace_id String, name LowCardinality(String), value Float64, time DateTime64(3, 'UTC'), event_ts DateTime64(3, 'UTC'), is_deleted UInt8,
    INDEX trace_bloom trace_id TYPE bloom_filter(0.001) GRANULARITY 1
  )
  ENGINE = ReplacingMergeTree(event_ts, is_deleted) PARTITION BY toYYYYMM(time) ORDER BY (project, toDate(time), name, id)`,
] as const;

/** Three spans a trace, of which the last is the generation that names prompt and model. */
export async function loadJoined(driver: Driver, load: Load): Promise<void> {
  const { time, traceId, prompt, model } = traceColumns(load);
  for (const sql of TABLES) await driver.command({ sql });
  for (const [from, to] of inserts(tracesOf(load))) {
    await driver.command({
      sql: `INSERT INTO joined_spans
        SELECT 'p', lower(hex(sipHash128(t, s))), ${traceId}, '', ['agent', 'retrieval', 'generation'][s] AS kind, ${time} AS at, kind,
          if(s = 3, ${model}, ''), if(s = 3, 'answer', ''), if(s = 3, ${prompt}, ''), 400, 60, at, 0
        FROM (SELECT number AS t, arrayJoin([1, 2, 3]) AS s FROM numbers(${from}, ${to - from}))`,
    });
  }
  for (const [from, to] of inserts(judgedTraces(load))) {
    await driver.command({
      sql: `INSERT INTO joined_scores
        SELECT 'p', lower(hex(sipHash128(t, d))), ${traceId}, d, x, ${time} AS at, at, 0 FROM ${judgedRows(from, to)}`,
    });
  }
}

/**
 * Mean by half day, dimension and version: the least that the panel needs. Any kind of span may name a prompt or model, so
 * all of them are looked through. Times in milliseconds.
 */
export function joinedQuery(column: 'prompt_version' | 'model', from: number, to: number): string {
  const within = (name: string): string =>
    `${name} >= fromUnixTimestamp64Milli(${from}, 'UTC') AND ${name} < fromUnixTimestamp64Milli(${to}, 'UTC')`;
  return `SELECT toStartOfInterval(s.time, INTERVAL 12 HOUR) AS bucket, s.name AS name, o.${column} AS version, count() AS n, avg(s.value) AS mean
FROM (SELECT trace_id, name, value, time FROM joined_scores FINAL WHERE project = 'p' AND ${within('time')}) AS s
JOIN (SELECT trace_id, ${column} FROM joined_spans FINAL WHERE project = 'p' AND ${column} != '' AND ${within('start_time')}) AS o
  ON o.trace_id = s.trace_id
GROUP BY bucket, name, version
ORDER BY bucket`;
}
