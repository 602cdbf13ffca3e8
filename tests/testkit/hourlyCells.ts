/** The hourly rollups as tables that can be filled directly, for streams of cells that no single rows stand behind. */
import { table, type RowOf } from '../../src/core/model/table';
import { SEGMENT_COLUMNS } from '../../src/core/model/segments';
import type { Driver } from '../../src/storage/driver';

/** Seconds since 1970-01-01 UTC; the same bytes as a DateTime. */
const HOUR = { hour: 'UInt32' } as const;

export const qualityHourly = table('quality_hourly', {
  ...HOUR,
  name: 'LowCardinality(String)',
  evaluator: 'LowCardinality(String)',
  evaluator_epoch: 'LowCardinality(String)',
  ...SEGMENT_COLUMNS,
  scale_min: 'Float64',
  scale_max: 'Float64',
  is_rate: 'UInt8',
  n: 'UInt64',
  n_failed: 'UInt64',
  sw: 'Float64',
  sw2: 'Float64',
  swx: 'Float64',
  swxx: 'Float64',
  w1: 'Float64',
  w2: 'Float64',
  n_generated: 'UInt64',
});
export type QualityCell = RowOf<typeof qualityHourly>;

/** The same cells with their version, for hours that were computed more than once. */
export const qualityVersions = table('quality_hourly', { ...qualityHourly.columns, row_version: 'UInt64', is_deleted: 'UInt8' });

export const trafficHourly = table('traffic_hourly', {
  ...HOUR,
  ...SEGMENT_COLUMNS,
  n: 'UInt64',
  n_error: 'UInt64',
  n_format_checked: 'UInt64',
  n_format_failed: 'UInt64',
  n_guardrail: 'UInt64',
  up: 'UInt64',
  down: 'UInt64',
  n_cost: 'UInt64',
  cost: 'Float64',
  cost2: 'Float64',
  n_generated: 'UInt64',
});
export type TrafficCell = RowOf<typeof trafficHourly>;

const SEGMENTS = {
  service: 'bot',
  environment: '',
  release: '',
  topic: 'a',
  prompt_name: '',
  prompt_version: '',
  provider: '',
  model: '',
  model_version: '',
};

/** Scores of one hour and topic by one evaluator on a scale of 1 to 5. */
export function qualityCell(change: Partial<QualityCell>): QualityCell {
  return {
    hour: 0,
    name: 'factuality',
    evaluator: 'judge',
    evaluator_epoch: 'e1',
    ...SEGMENTS,
    scale_min: 1,
    scale_max: 5,
    is_rate: 0,
    n: 0n,
    n_failed: 0n,
    sw: 0,
    sw2: 0,
    swx: 0,
    swxx: 0,
    w1: 0,
    w2: 0,
    n_generated: 0n,
    ...change,
  };
}

/** The cell of some scores that all have one weight. */
export function scoredCell(scores: readonly number[], weight: number, change: Partial<QualityCell>): QualityCell {
  const sum = (value: (score: number) => number): number => scores.reduce((total, score) => total + value(score), 0);
  const of = (step: number): number => weight * scores.filter((score) => score === step).length;
  return qualityCell({
    n: BigInt(scores.length),
    sw: weight * scores.length,
    sw2: weight * weight * scores.length,
    swx: weight * sum((x) => x),
    swxx: weight * sum((x) => x * x),
    w1: of(1),
    w2: of(2),
    ...change,
  });
}

export function trafficCell(change: Partial<TrafficCell>): TrafficCell {
  return {
    hour: 0,
    ...SEGMENTS,
    n: 0n,
    n_error: 0n,
    n_format_checked: 0n,
    n_format_failed: 0n,
    n_guardrail: 0n,
    up: 0n,
    down: 0n,
    n_cost: 0n,
    cost: 0,
    cost2: 0,
    n_generated: 0n,
    ...change,
  };
}

const CHUNK = 50_000;

export async function insertQuality(driver: Driver, cells: readonly QualityCell[]): Promise<void> {
  for (let at = 0; at < cells.length; at += CHUNK) await driver.insert(qualityHourly, cells.slice(at, at + CHUNK));
  const sums = ['n', 'n_failed', 'sw', 'sw2', 'swx', 'swxx', 'w1', 'w2', 'n_generated'];
  await fillTotals(driver, 'quality', ['hour', 'name', 'evaluator', 'evaluator_epoch', 'scale_min', 'scale_max', 'is_rate'], sums);
}

export async function insertTraffic(driver: Driver, cells: readonly TrafficCell[]): Promise<void> {
  for (let at = 0; at < cells.length; at += CHUNK) await driver.insert(trafficHourly, cells.slice(at, at + CHUNK));
  await fillTotals(driver, 'traffic', ['hour'], ['n', 'n_error', 'n_generated']);
}

/** Totals over everything that is there; a later call replaces those of an earlier one. */
async function fillTotals(driver: Driver, of: 'quality' | 'traffic', keys: readonly string[], sums: readonly string[]): Promise<void> {
  const key = [...keys, 'service', 'environment'].join(', ');
  await driver.command({
    sql: `INSERT INTO ${of}_totals_local (${key}, ${sums.join(', ')}, row_version)
      SELECT ${key}, ${sums.map((column) => `sum(${column})`).join(', ')}, (SELECT count() FROM ${of}_hourly_local)
      FROM ${of}_hourly_local GROUP BY ${key}`,
  });
}
