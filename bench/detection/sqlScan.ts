/** Streams as hourly cells in a store, and what the product's own statements and server functions make of them. */
import { loadSettings } from '../../src/config/settings';
import { SEGMENT_COLUMNS } from '../../src/core/model/segments';
import { table, type RowOf } from '../../src/core/model/table';
import { worseQuerySchema, type WorseQuery } from '../../src/core/query/worse';
import { HOUR_SECONDS } from '../../src/core/worse/scanPlan';
import type { QueryContext } from '../../src/server/deps';
import { measureMetric, type MeasuredMetric } from '../../src/server/worse/measureMetric';
import { readCoverage } from '../../src/server/worse/readJudged';
import type { Driver } from '../../src/storage/driver';
import { FIRST_HOUR } from './watch';

const KEYS = {
  hour: 'UInt32',
  name: 'LowCardinality(String)',
  evaluator: 'LowCardinality(String)',
  evaluator_epoch: 'LowCardinality(String)',
} as const;
const SCALE = { scale_min: 'Float64', scale_max: 'Float64', is_rate: 'UInt8' } as const;
const SUMS = { n: 'UInt64', sw: 'Float64', sw2: 'Float64', swx: 'Float64', swxx: 'Float64' } as const;
const qualityHourly = table('quality_hourly', { ...KEYS, ...SEGMENT_COLUMNS, ...SCALE, ...SUMS });
const trafficHourly = table('traffic_hourly', { hour: 'UInt32', ...SEGMENT_COLUMNS, n: 'UInt64' });
type QualityRow = RowOf<typeof qualityHourly>;

const SEGMENT = {
  service: '',
  environment: '',
  release: '',
  topic: '',
  prompt_name: '',
  prompt_version: '',
  provider: '',
  model: '',
  model_version: '',
};
type Segment = Partial<typeof SEGMENT>;

/** Scores of one hour, all of weight 1. */
export interface ScoredHour extends Segment {
  /** Hours since the start of the streams. */
  readonly at: number;
  readonly n: number;
  readonly x: number;
  readonly xx: number;
  readonly epoch?: string;
}

/** Writes the hours and their totals, once for all rows of a question. */
export async function writeScores(driver: Driver, hours: Iterable<ScoredHour>): Promise<void> {
  let batch: QualityRow[] = [];
  for (const hour of hours) {
    if (hour.n > 0) batch.push(qualityRow(hour));
    if (batch.length < BATCH) continue;
    await driver.insert(qualityHourly, batch);
    batch = [];
  }
  if (batch.length > 0) await driver.insert(qualityHourly, batch);
  const keys = [...Object.keys(KEYS), ...Object.keys(SCALE), 'service', 'environment'].join(', ');
  const sums = Object.keys(SUMS);
  await driver.command({
    sql: `INSERT INTO quality_totals_local (${keys}, ${sums.join(', ')}, row_version)
      SELECT ${keys}, ${sums.map((column) => `sum(${column})`).join(', ')}, 1 FROM quality_hourly_local GROUP BY ${keys}`,
    settings: MANY_MONTHS,
  });
}
const BATCH = 100_000;
const MANY_MONTHS = { max_partitions_per_insert_block: 0 };

function qualityRow({ at, n, x, xx, epoch = 'epoch-1', ...segment }: ScoredHour): QualityRow {
  const sums = { n: BigInt(n), sw: n, sw2: n, swx: x, swxx: xx };
  const judge = { name: 'quality', evaluator: 'judge', evaluator_epoch: epoch, scale_min: 1, scale_max: 5, is_rate: 0 };
  return { hour: FIRST_HOUR + at * HOUR_SECONDS, ...judge, ...SEGMENT, ...segment, ...sums };
}

/** Requests of hours, whether judged or not. */
export async function writeRequests(
  driver: Driver,
  hours: readonly (Segment & { readonly at: number; readonly n: number })[],
): Promise<void> {
  const rows = hours.map(({ at, n, ...segment }) => ({ hour: FIRST_HOUR + at * HOUR_SECONDS, ...SEGMENT, ...segment, n: BigInt(n) }));
  await driver.insert(trafficHourly, rows);
  await driver.command({
    sql: `INSERT INTO traffic_totals_local (hour, service, environment, n, row_version)
      SELECT hour, service, environment, sum(n), 1 FROM traffic_hourly_local GROUP BY hour, service, environment`,
    settings: MANY_MONTHS,
  });
}

const settings = loadSettings({});

/** What a question at an hour is asked in. */
export function contextAt(driver: Driver, hour: number): QueryContext {
  const now = millisAt(hour);
  const clock = { now: () => now };
  return {
    range: { from: millisAt(hour - 168), to: now },
    deps: { driver, settings, clock },
    signal: new AbortController().signal,
    isAlert: false,
  };
}

/** Milliseconds since 1970-01-01 UTC of an hour since the start of the streams. */
export const millisAt = (hour: number): number => (FIRST_HOUR + hour * HOUR_SECONDS) * 1000;

/** A question about the scores of one service, as a panel or an alert rule would put it. */
export function questionOf(service: string, asked: Partial<WorseQuery>): WorseQuery {
  const filters = service === '' ? [] : [{ field: 'service', operator: '=', values: [service] }];
  return worseQuerySchema.parse({
    version: 1,
    refId: 'A',
    kind: 'worse',
    filters,
    metrics: [{ kind: 'score', dimension: 'quality' }],
    ...asked,
  });
}

/** The product's own measurement, from its statements to its verdicts. */
export async function measureAt(driver: Driver, service: string, hour: number, asked: Partial<WorseQuery> = {}): Promise<MeasuredMetric> {
  const query = questionOf(service, asked);
  const context = contextAt(driver, hour);
  const [metric] = query.metrics;
  if (metric === undefined) throw new Error('a question without a metric');
  return measureMetric(metric, query, await readCoverage(query, millisAt(hour), context), millisAt(hour), context);
}
