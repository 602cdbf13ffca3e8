import { join } from 'node:path';
import { migrate } from '../src/storage/migrate';
import { openDriver } from '../src/storage/openDriver';
import { percentile, rounded, timeEach, type Benchmark, type BenchContext, type BenchReport } from './benchmark';
import { countingDriver } from './countingDriver';
import { askGood } from './goodQuery';
import { engineVersion } from './machine';
import { loadScores } from './syntheticScores';
import { untilQuiet } from './untilQuiet';

const HOUR_MS = 3_600_000;
const TIMING = { warmUp: 3, repeat: 60, limitMs: 30_000 } as const;

export const good: Benchmark = {
  name: 'good',
  title: 'Is it good? One service, 30 days, four dimensions, through the query service, by number of scores',
  sizes: [400_000, 2_000_000, 10_000_000, 20_000_000],
  async run(context): Promise<BenchReport> {
    const rows: BenchReport['rows'][number][] = [];
    const raw: Record<string, readonly number[]> = {};
    const p95 = new Map<number, number>();
    let engine = '';
    for (const size of context.sizes) {
      const measured = await measure(size, context);
      engine = measured.engine;
      rows.push(measured.row);
      raw[`good ${size}`] = measured.times;
      raw[`floor ${size}`] = measured.floor;
      p95.set(size, percentile(measured.times, 0.95));
    }
    const [smallest = 0] = context.sizes;
    const largest = context.sizes.at(-1) ?? 0;
    const growth = (p95.get(largest) ?? Number.NaN) / (p95.get(smallest) ?? Number.NaN);
    return { rows, raw, conclusions: { engine, [`p95 at ${largest} over p95 at ${smallest}`]: rounded(growth) } };
  },
};

interface Measured {
  readonly engine: string;
  readonly row: BenchReport['rows'][number];
  readonly times: readonly number[];
  /** Times of `SELECT 1` in the same run. */
  readonly floor: readonly number[];
}

async function measure(size: number, { folder, say }: BenchContext): Promise<Measured> {
  const until = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const inner = await openDriver({ dataDir: join(folder, `good-${size}`), database: 'plumbline' });
  try {
    await migrate(inner, { database: 'plumbline', cluster: '' });
    say(`loading ${size.toLocaleString('en')} scores`);
    const before = performance.now();
    await loadScores(inner, { scores: size, until });
    const loadSeconds = (performance.now() - before) / 1000;
    await untilQuiet(inner);
    say('measuring');
    const { driver, takeRowsRead } = countingDriver(inner);
    const floor = await timeEach(() => inner.query({ sql: 'SELECT 1' }), TIMING);
    await askGood(driver, until, 0);
    takeRowsRead();
    await askGood(driver, until, 1);
    const rowsRead = takeRowsRead();
    const times = await timeEach((run) => askGood(driver, until, run), TIMING);
    const row = {
      scores: size,
      cells: await cells(inner),
      'p50 ms': rounded(percentile(times, 0.5)),
      'p95 ms': rounded(percentile(times, 0.95)),
      'SELECT 1 p50 ms': rounded(percentile(floor, 0.5)),
      'rows read': rowsRead,
      runs: times.length,
      'load s': rounded(loadSeconds),
    };
    return { engine: await engineVersion(inner), row, times, floor };
  } finally {
    await inner.close();
  }
}

async function cells(driver: Awaited<ReturnType<typeof openDriver>>): Promise<number> {
  const { rows } = await driver.query({ sql: 'SELECT count() FROM quality_hourly_local' });
  return Number(rows[0]?.[0]);
}
