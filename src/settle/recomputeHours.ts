/**
 * Hourly cells from their rows, for hours in which something changed. Each recompute reads everything of its hours, so
 * it may run at any time and any number of times. Of two that overlap the one that began to read later wins.
 */
import { SEGMENT_NAMES, TOTALS_SEGMENTS } from '../core/model/segments';
import type { HourSet, ServiceHour } from './hourSet';
import { tableOf, type SettleDeps } from './settleDeps';

/** Hours further apart than this are computed apart: one statement reads the whole time from its first to its last hour. */
const GAP_SECONDS = 86_400;
/** Pairs of service and hour in one statement, well below the engine's 256 KiB of text. */
const MOST_PAIRS = 1000;

/** @throws StorageError; the hours can be handed in again then */
export async function recomputeHours(deps: Pick<SettleDeps, 'driver' | 'layout'>, hours: HourSet): Promise<void> {
  for (const group of groupsOf(hours.sorted())) {
    const params = await paramsOf(deps, group);
    await Promise.all(
      [qualityCells(deps), trafficCells(deps), qualityTotals(deps), trafficTotals(deps)].map(async ({ fresh, vanished }) => {
        await deps.driver.command({ sql: fresh, params });
        await deps.driver.command({ sql: vanished, params });
      }),
    );
  }
}

function groupsOf(sorted: readonly ServiceHour[]): readonly (readonly ServiceHour[])[] {
  const groups: ServiceHour[][] = [];
  let group: ServiceHour[] = [];
  for (const item of sorted) {
    const last = group.at(-1);
    if (last === undefined || item.hour - last.hour > GAP_SECONDS || group.length >= MOST_PAIRS) groups.push((group = []));
    group.push(item);
  }
  return groups;
}

type Deps = Pick<SettleDeps, 'driver' | 'layout'>;

async function paramsOf({ driver }: Deps, group: readonly ServiceHour[]) {
  // The engine's clock, as one for all replicas, and read before the rows are.
  const { rows } = await driver.query({ sql: 'SELECT toUnixTimestamp64Nano(now64(9))' });
  return {
    version: BigInt(String(rows[0]?.[0])),
    services: group.map(({ service }) => service),
    hours: group.map(({ hour }) => hour),
    from: group[0]?.hour ?? 0,
    to: (group.at(-1)?.hour ?? 0) + 3600,
  };
}

interface Cells {
  /** Writes the cells of the hours anew. */
  readonly fresh: string;
  /** Takes out the cells that were there before and have no rows any more. */
  readonly vanished: string;
}

const PAIRS = `(SELECT pair.1, pair.2 FROM (SELECT arrayJoin(arrayZip({services:Array(String)}, {hours:Array(Int64)})) AS pair))`;

/** Rows of the hours. The bounds let the engine skip what lies before and after, the pairs are exact. */
const ROWS_OF_HOURS = `time >= fromUnixTimestamp64Milli({from:Int64} * 1000) AND time < fromUnixTimestamp64Milli({to:Int64} * 1000)
AND service IN {services:Array(String)} AND (service, toInt64(toUnixTimestamp(toStartOfHour(time, 'UTC')))) IN ${PAIRS}`;
const CELLS_OF_HOURS = `hour >= toDateTime({from:Int64}) AND hour < toDateTime({to:Int64})
AND service IN {services:Array(String)} AND (service, toInt64(toUnixTimestamp(hour))) IN ${PAIRS}`;

function cells(deps: Deps, table: string, from: string, keys: readonly string[], sums: Readonly<Record<string, string>>): Cells {
  const key = ['hour', ...keys];
  const target = tableOf(deps, table);
  return {
    fresh: `INSERT INTO ${target} (${[...key, ...Object.keys(sums)].join(', ')}, row_version, is_deleted)
SELECT toStartOfHour(time, 'UTC') AS hour, ${[...keys, ...Object.values(sums)].join(', ')}, {version:UInt64}, 0
FROM ${tableOf(deps, from)} FINAL WHERE ${ROWS_OF_HOURS} GROUP BY ${key.join(', ')}`,
    vanished: `INSERT INTO ${target} (${key.join(', ')}, row_version, is_deleted)
SELECT ${key.join(', ')}, {version:UInt64}, 1 FROM ${target} FINAL WHERE ${CELLS_OF_HOURS} AND row_version < {version:UInt64}`,
  };
}

/** Step of five on which a score lies, 1 to 5. */
const STEP = '1 + round(4 * (value - scale_min) / (scale_max - scale_min))';
const WEIGHT = '1 / inclusion_probability';
const STEPS = [1, 2, 3, 4, 5] as const;

/** Sums of migrations 0004 and 0009. A score without a value counts as failed when it has an error; a bare label is neither. */
const QUALITY_SUMS: Readonly<Record<string, string>> = {
  scale_min: 'min(scale_min)',
  scale_max: 'max(scale_max)',
  is_rate: 'max(is_rate)',
  n: 'count(value)',
  sx: 'sum(ifNull(value, 0))',
  sxx: 'sum(ifNull(value * value, 0))',
  ...Object.fromEntries(STEPS.map((step) => [`c${step}`, `countIf(value IS NOT NULL AND ${STEP} = ${step})`])),
  n_pass: 'countIf(value >= (scale_min + scale_max) / 2)',
  n_failed: `countIf(value IS NULL AND error_type != '')`,
  sw: `sumIf(${WEIGHT}, value IS NOT NULL)`,
  sw2: `sumIf(1 / (inclusion_probability * inclusion_probability), value IS NOT NULL)`,
  swx: `sum(ifNull(value * ${WEIGHT}, 0))`,
  swxx: `sum(ifNull(value * value * ${WEIGHT}, 0))`,
  ...Object.fromEntries(STEPS.map((step) => [`w${step}`, `sumIf(${WEIGHT}, value IS NOT NULL AND ${STEP} = ${step})`])),
  n_generated: 'countIf(value IS NOT NULL AND generated = 1)',
};
const SERIES = ['name', 'evaluator', 'evaluator_epoch'] as const;

function qualityCells(deps: Deps): Cells {
  return cells(deps, 'quality_hourly', 'scores', [...SERIES, ...SEGMENT_NAMES], QUALITY_SUMS);
}

/** From the scores again and not from the cells, which on a cluster may not have reached their shard yet. */
function qualityTotals(deps: Deps): Cells {
  return cells(deps, 'quality_totals', 'scores', [...SERIES, ...TOTALS_SEGMENTS], QUALITY_SUMS);
}

/** Bucket of a duration in milliseconds; each is 9 % wide. */
const bucketOf = (column: string): string => `toUInt16(least(65535, floor(log2(1 + greatest(0, ${column})) * 8)))`;

const REQUEST_SUMS = { n: 'count()', n_error: `countIf(status = 'error')`, n_generated: 'countIf(generated = 1)' } as const;

/** How many requests have each of the words of an array. */
const countsBy = (column: string): string => `sumMap(mapFromArrays(${column}, arrayMap(word -> toUInt64(1), ${column})))`;

/** Sums of migrations 0004, 0011 and 0013. Signals count on answers alone: a retry after an error is no rephrased question. */
function trafficCells(deps: Deps): Cells {
  return cells(deps, 'traffic_hourly', 'interactions', SEGMENT_NAMES, {
    ...REQUEST_SUMS,
    n_format_checked: 'count(format_ok)',
    n_format_failed: 'countIf(format_ok = 0)',
    n_guardrail: 'countIf(notEmpty(guardrails_triggered))',
    validators_run: countsBy('validators_run'),
    validators_failed: countsBy('validators_failed'),
    n_groundedness: 'count(groundedness)',
    groundedness: 'sum(ifNull(groundedness, 0))',
    n_pii: 'countIf(notEmpty(pii_found))',
    n_truncated: 'countIf(context_truncated = 1)',
    up: "countIf(has(signals, 'thumbs_up'))",
    down: "countIf(has(signals, 'thumbs_down'))",
    signal_counts: "sumMapIf(mapFromArrays(signals, arrayMap(signal -> toUInt64(1), signals)), status != 'error')",
    stars_sum: "sumIf(ifNull(stars, 0), status != 'error')",
    reading_ms_sum: "sumIf(ifNull(reading_ms, 0), status != 'error')",
    n_cost: 'count(cost_usd)',
    cost: 'sum(ifNull(cost_usd, 0))',
    cost2: 'sum(ifNull(cost_usd * cost_usd, 0))',
    input_tokens: 'sum(toUInt64(ifNull(input_tokens, 0)))',
    output_tokens: 'sum(toUInt64(ifNull(output_tokens, 0)))',
    cached_tokens: 'sum(toUInt64(ifNull(cached_tokens, 0)))',
    reasoning_tokens: 'sum(toUInt64(ifNull(reasoning_tokens, 0)))',
    latency: `sumMap(map(${bucketOf('latency_ms')}, toUInt64(1)))`,
    ttft: `sumMapIf(map(${bucketOf('ifNull(ttft_ms, 0)')}, toUInt64(1)), ttft_ms IS NOT NULL)`,
  });
}

function trafficTotals(deps: Deps): Cells {
  return cells(deps, 'traffic_totals', 'interactions', TOTALS_SEGMENTS, REQUEST_SUMS);
}
