import { join } from 'node:path';
import { migrate } from '../src/storage/migrate';
import { openDriver } from '../src/storage/openDriver';
import type { Driver } from '../src/storage/driver';
import type { Benchmark, BenchContext, BenchReport } from './benchmark';
import { agreement } from './detection/agreement';
import { blame } from './detection/blame';
import { calibration } from './detection/calibration';
import { changes } from './detection/changes';
import { falseAlarms } from './detection/falseAlarms';
import { intervals } from './detection/intervals';
import { llmDrift } from './detection/llmDrift';
import { mixShift } from './detection/mixShift';
import { oneTopic } from './detection/oneTopic';
import type { Part, PartContext } from './detection/part';
import { rates } from './detection/rates';
import { tooLittle } from './detection/tooLittle';
import { versions } from './detection/versions';

const PARTS: readonly Part[] = [
  falseAlarms,
  changes,
  oneTopic,
  mixShift,
  blame,
  versions,
  rates,
  intervals,
  calibration,
  llmDrift,
  tooLittle,
  agreement,
];
const ROLLUPS = ['quality_hourly_local', 'quality_totals_local', 'traffic_hourly_local', 'traffic_totals_local'];
/** Streams of two runs, and of two parts of one, lie this far apart. */
const RUN_SEEDS = 1_000_000_007;
const PART_SEEDS = 20_000_003;

/** A size is the number of streams of each case. */
export const detection: Benchmark = {
  name: 'detection',
  title: 'Is it getting worse? The targets of detection, beside the usual ways, by number of streams a case',
  sizes: [30],
  conclude: (rows) => ({ 'targets missed': rows.filter(({ met }) => met === 'NO').length }),
  async run(context): Promise<BenchReport> {
    const streams = context.sizes.at(-1) ?? 30;
    const raw: Record<string, readonly number[]> = {};
    const store = lazyStore(join(context.folder, 'detection'));
    try {
      const part = { ...partContext(context, streams), raw, emptyStore: store.empty };
      const rows: BenchReport['rows'][number][] = [];
      for (const one of PARTS.filter(({ rows: numbers }) => isAsked(numbers, context.only))) {
        const found = await one.measure(part);
        found.forEach(({ row, scenario, 'per day': perDay, measured, met }) =>
          context.say(`row ${row}, ${scenario}, ${perDay}: ${measured}; ${met}`),
        );
        rows.push(...found);
      }
      return { rows, raw, conclusions: { seed: context.seed, 'streams a case': streams } };
    } finally {
      await store.close();
    }
  },
};

function partContext({ seed, say }: BenchContext, streams: number): Pick<PartContext, 'streams' | 'seed' | 'say'> {
  return { streams, say, seed: (place) => (seed * RUN_SEEDS + place * PART_SEEDS) % 2 ** 32 };
}

function isAsked(rows: readonly number[], only: readonly number[]): boolean {
  return only.length === 0 || rows.some((row) => only.includes(row));
}

/** One store for all parts, opened by the first that asks for it; each gets it empty. */
function lazyStore(dataDir: string): { readonly empty: () => Promise<Driver>; readonly close: () => Promise<void> } {
  let opened: Promise<Driver> | null = null;
  const open = async (): Promise<Driver> => {
    const driver = await openDriver({ dataDir, database: 'plumbline' });
    await migrate(driver, { database: 'plumbline', cluster: '' });
    return driver;
  };
  return {
    empty: async () => {
      opened ??= open();
      const driver = await opened;
      for (const table of ROLLUPS) await driver.command({ sql: `TRUNCATE TABLE ${table}` });
      return driver;
    },
    close: async () => (await opened)?.close(),
  };
}
