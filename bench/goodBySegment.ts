import { join } from 'node:path';
import type { Driver } from '../src/storage/driver';
import { migrate } from '../src/storage/migrate';
import { openDriver } from '../src/storage/openDriver';
import { percentile, rounded, timeEach, type Benchmark, type BenchReport } from './benchmark';
import { countingDriver, type Counted } from './countingDriver';
import { askGood } from './goodQuery';
import { joinedQuery, loadJoined } from './joinedLayout';
import { engineVersion } from './machine';
import { loadScores } from './syntheticScores';
import { untilQuiet } from './untilQuiet';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TIMING = { warmUp: 2, repeat: 20, limitMs: 30_000 } as const;

const SEGMENTS = [
  { ours: 'prompt_version', theirs: 'prompt_version' },
  { ours: 'model_version', theirs: 'model' },
] as const;

export const goodBySegment: Benchmark = {
  name: 'segments',
  title: 'Is it good, by prompt and by model version? 30 days, against a layout that joins scores to spans',
  sizes: [2_000_000],
  async run({ folder, sizes, say }): Promise<BenchReport> {
    const rows: BenchReport['rows'][number][] = [];
    const raw: Record<string, readonly number[]> = {};
    const conclusions: Record<string, string | number> = {};
    for (const size of sizes) {
      const until = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
      const inner = await openDriver({ dataDir: join(folder, `segments-${size}`), database: 'plumbline' });
      try {
        await migrate(inner, { database: 'plumbline', cluster: '' });
        say(`loading ${size.toLocaleString('en')} scores and ${((size / 4) * 10 * 3).toLocaleString('en')} spans`);
        await loadScores(inner, { scores: size, until });
        await loadJoined(inner, { scores: size, until });
        conclusions['engine'] = await engineVersion(inner);
        conclusions[`largest difference of a mean at ${size}`] = await disagreement(inner, until);
        await untilQuiet(inner);
        say('measuring');
        const counted = countingDriver(inner);
        for (const { ours, theirs } of SEGMENTS) {
          const fast = await measure(counted, (run) => askGood(counted.driver, until, run, [ours]));
          const slow = await measure(counted, (run) => {
            const to = until - (run % 24) * HOUR_MS;
            return counted.driver.query({ sql: joinedQuery(theirs, to - 30 * DAY_MS, to) });
          });
          raw[`${ours} ${size}`] = fast.times;
          raw[`${ours} joined ${size}`] = slow.times;
          rows.push(
            { scores: size, by: ours, layout: 'plumbline', ...fast.figures },
            { scores: size, by: ours, layout: 'joined', ...slow.figures },
          );
          conclusions[`joined over plumbline, p50, by ${ours} at ${size}`] = rounded(
            percentile(slow.times, 0.5) / percentile(fast.times, 0.5),
          );
        }
      } finally {
        await inner.close();
      }
    }
    return { rows, raw, conclusions };
  },
};

interface Measured {
  readonly times: readonly number[];
  readonly figures: BenchReport['rows'][number];
}

async function measure({ takeRowsRead }: Counted, ask: (run: number) => Promise<unknown>): Promise<Measured> {
  await ask(0);
  takeRowsRead();
  await ask(1);
  const rowsRead = takeRowsRead();
  const times = await timeEach(ask, TIMING);
  const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
  return { times, figures: { 'p50 ms': rounded(p50), 'p95 ms': rounded(p95), 'rows read': rowsRead, runs: times.length } };
}

/** Both layouts hold the same scores; a comparison of speed means nothing when the answers differ. */
async function disagreement(driver: Driver, until: number): Promise<number> {
  const [from, to] = [until - 30 * DAY_MS, until];
  const joined = `SELECT name, version, sum(n) AS total, sum(n * mean) / total AS average FROM (${joinedQuery('prompt_version', from, to)}) GROUP BY name, version`;
  const ours = `SELECT name, prompt_version AS version, sum(n) AS total, sum(sx) / total AS average FROM quality_hourly
    WHERE hour >= fromUnixTimestamp64Milli(${from}) AND hour < fromUnixTimestamp64Milli(${to}) GROUP BY name, version`;
  const { rows } = await driver.query({
    sql: `SELECT count(), max(abs(a.average - b.average)), max(abs(toInt64(a.total) - toInt64(b.total))) FROM (${joined}) AS a FULL JOIN (${ours}) AS b ON a.name = b.name AND a.version = b.version`,
  });
  const [pairs, means, counts] = (rows[0] ?? []).map(Number);
  if (pairs !== 12 || counts !== 0 || !((means ?? 1) < 1e-9)) throw new Error(`The layouts disagree: ${JSON.stringify(rows[0])}`);
  return means ?? 0;
}
