/**
 * Scores made inside the engine, so that millions of them take seconds. Everything about a trace follows from its number,
 * so two layouts hold the same data and their answers can be compared.
 */
import type { Driver } from '../src/storage/driver';

export const DAYS = 35;
export const DIMENSIONS = ['factuality', 'relevance', 'completeness', 'safety'] as const;
/** One trace in ten is judged, as the reference figures have it. */
export const TRACES_PER_JUDGED = 10;
export const SERVICE = 'assistant';

const HOUR_MS = 3_600_000;
/** Newest and largest first, as much as live ingest leaves behind before the engine merges them. */
const PARTS = 16;

export interface Load {
  readonly scores: number;
  /** Milliseconds since 1970-01-01 UTC; the data ends just before. */
  readonly until: number;
}

export const judgedTraces = ({ scores }: Load): number => Math.floor(scores / DIMENSIONS.length);
export const tracesOf = (load: Load): number => judgedTraces(load) * TRACES_PER_JUDGED;

/**
 * Columns of a trace as SQL expressions over its number `t`. Prompt and model versions roll over in time, as they do in
 * use: there are never all combinations at once, and the rollup lives on that.
 */
export function traceColumns(load: Load): Readonly<Record<'time' | 'traceId' | 'topic' | 'prompt' | 'model', string>> {
  const total = tracesOf(load);
  const start = BigInt(load.until - DAYS * 24 * HOUR_MS) * 1_000_000n;
  const step = (BigInt(DAYS * 24 * HOUR_MS) * 1_000_000n) / BigInt(total);
  return {
    time: `fromUnixTimestamp64Nano(toInt64(${start} + t * ${step}), 'UTC')`,
    traceId: `lower(hex(sipHash128(t)))`,
    topic: `concat('topic ', toString(cityHash64(t, 'topic') % 10))`,
    // Each roll-out takes about two days, in which both versions run.
    prompt: `multiIf(t < ${total} * (0.3 + 0.05 * (cityHash64(t, 'p') % 100) / 100), 'v1', t < ${total} * (0.7 + 0.05 * (cityHash64(t, 'p') % 100) / 100), 'v2', 'v3')`,
    model: `if(t < ${total} * (0.5 + 0.05 * (cityHash64(t, 'm') % 100) / 100), 'model-1', 'model-2')`,
  };
}

/** Score of trace `t` in dimension `d`: 2, 3, 8, 22 and 65 % for 1 to 5. */
const SCORE = `multiIf((cityHash64(t, d) % 100 AS u) < 2, 1, u < 5, 2, u < 13, 3, u < 35, 4, 5)`;

/** Rows of the judged traces from number `from` to `to`, one a dimension: t, d and x. */
export function judgedRows(from: number, to: number): string {
  const names = DIMENSIONS.map((name) => `'${name}'`).join(', ');
  return `(SELECT number * ${TRACES_PER_JUDGED} AS t, arrayJoin([${names}]) AS d, ${SCORE} AS x FROM numbers(${from}, ${to - from}))`;
}

/** Cuts 0..count into the ranges of the inserts. */
export function inserts(count: number, parts = PARTS): [from: number, to: number][] {
  return Array.from({ length: parts }, (_, i) => [Math.floor((i * count) / parts), Math.floor(((i + 1) * count) / parts)]);
}

/** Fills `scores`, `changes` and the rollups of a migrated, empty store. */
export async function loadScores(driver: Driver, load: Load): Promise<void> {
  const { time, traceId, topic, prompt, model } = traceColumns(load);
  for (const [from, to] of inserts(judgedTraces(load))) {
    await driver.command({
      sql: `INSERT INTO scores_local
        (score_id, trace_id, time, scored_at, name, evaluator, evaluator_version, evaluator_kind, evaluator_epoch, value, scale_min, scale_max,
         inclusion_probability, stratum, source, service, environment, release, topic, prompt_name, prompt_version, provider, model, model_version, row_version)
        SELECT lower(hex(sipHash128(t, d))), ${traceId}, ${time} AS at, at, d, 'judge', '1', 'LLM', 'epoch-1', x, 1, 5,
          0.1, 'all', 'otlp', '${SERVICE}', 'production', '1.0', ${topic}, 'answer', ${prompt}, 'openai', 'model', ${model}, 1
        FROM ${judgedRows(from, to)}`,
      settings: { max_partitions_per_insert_block: 0 },
    });
  }
  await loadRollups(driver, load);
  await driver.command({
    sql: `INSERT INTO changes_local (kind, service, name, version, first_seen, last_seen)
      SELECT 'evaluator', service, name, evaluator_epoch, min(time), max(time) FROM scores_local GROUP BY service, name, evaluator_epoch`,
  });
}

/** Segments that each pair of rollups keeps apart. */
const ROLLUPS = {
  hourly: 'service, environment, release, topic, prompt_name, prompt_version, provider, model, model_version',
  totals: 'service, environment',
} as const;
type Rollup = keyof typeof ROLLUPS;

/**
 * Hours are computed as settling does it. The weeks are one part, as old hours are in use; the newest week is there twice
 * more, as a live rollup holds older versions of its newest hours. The engine is kept from merging those: else its own time
 * would decide how many a measurement finds.
 */
async function loadRollups(driver: Driver, { until }: Load): Promise<void> {
  const weekMs = 7 * 24 * HOUR_MS;
  const weeks = Array.from({ length: DAYS / 7 }, (_, i) => until - (i + 1) * weekMs).reverse();
  let version = 0;
  const compute = async (from: number): Promise<void> => {
    version++;
    const within = `time >= fromUnixTimestamp64Milli(${from}, 'UTC') AND time < fromUnixTimestamp64Milli(${from + weekMs}, 'UTC')`;
    for (const rollup of ['hourly', 'totals'] as const) {
      await driver.command({ sql: qualitySql(rollup, within, version) });
      await driver.command({ sql: trafficSql(rollup, within, version) });
    }
  };
  for (const from of weeks) await compute(from);
  for (const table of ['quality_hourly', 'quality_totals', 'traffic_hourly', 'traffic_totals']) {
    await driver.command({ sql: `OPTIMIZE TABLE ${table}_local FINAL` });
    await driver.command({ sql: `SYSTEM STOP MERGES ${table}_local` });
  }
  for (const from of [until - weekMs, until - weekMs]) await compute(from);
}

function qualitySql(rollup: Rollup, within: string, version: number): string {
  const steps = [1, 2, 3, 4, 5];
  const segments = ROLLUPS[rollup];
  return `INSERT INTO quality_${rollup}_local
    (hour, name, evaluator, evaluator_epoch, ${segments}, scale_min, scale_max, is_rate, n, sx, sxx, ${steps.map((s) => `c${s}`).join(', ')},
     n_pass, n_failed, sw, sw2, swx, swxx, ${steps.map((s) => `w${s}`).join(', ')}, n_generated, row_version, is_deleted)
    SELECT toStartOfHour(time) AS hour, name, evaluator, evaluator_epoch, ${segments}, any(scale_min), any(scale_max), any(is_rate),
      count(), sum(value), sum(value * value), ${steps.map((s) => `countIf(value = ${s})`).join(', ')},
      countIf(value >= 3), 0, sum(1 / inclusion_probability AS w), sum(w * w), sum(w * value), sum(w * value * value),
      ${steps.map((s) => `sumIf(w, value = ${s})`).join(', ')}, 0, ${version}, 0
    FROM scores_local FINAL WHERE ${within}
    GROUP BY hour, name, evaluator, evaluator_epoch, ${segments}`;
}

/** Requests of an hour, from one dimension: each judged one stands for ten. */
function trafficSql(rollup: Rollup, within: string, version: number): string {
  const segments = ROLLUPS[rollup];
  return `INSERT INTO traffic_${rollup}_local (hour, ${segments}, n, row_version)
    SELECT toStartOfHour(time) AS hour, ${segments}, count() * ${TRACES_PER_JUDGED}, ${version}
    FROM scores_local FINAL WHERE name = '${DIMENSIONS[0]}' AND ${within}
    GROUP BY hour, ${segments}`;
}
