import { join } from 'node:path';
import { percentile as nearestRank, rounded, type Benchmark, type BenchContext, type BenchReport } from './benchmark';
import { segmentThreshold } from '../src/core/worse/segmentThreshold';
import { migrate } from '../src/storage/migrate';
import { openDriver } from '../src/storage/openDriver';
import { rollingScan, scanWatcher } from './detection/rollingScan';
import { CHANGES, NULL_VOLUMES, type ChangeScenario } from './detection/scenarios';
import { scanServices, writeCells } from './detection/sqlScan';
import { makeStream, QUIET, WARM_UP, WOBBLING, type Noise, type Stream } from './detection/stream';
import { cellsOf, delayOf, episodes, fifteenPercent, planAt, RULE, scanAt, tenPercent, type Watcher } from './detection/watch';

const WATCHED = 60 * 24;
const MONTHS = WATCHED / 720;
const TOPICS = 8;
const SEGMENTS = 65;
type Row = BenchReport['rows'][number];

/** A size is the number of streams of each case. */
export const detection: Benchmark = {
  name: 'detection',
  title: 'Is it getting worse? False alarms and delays of the default rule, beside fixed percentages, by number of streams a case',
  sizes: [100],
  async run(context): Promise<BenchReport> {
    const streams = context.sizes.at(-1) ?? 200;
    const raw: Record<string, readonly number[]> = {};
    const rows = [...falseAlarms(streams, raw, context), segmentAlarms(streams, raw, context)];
    for (const scenario of CHANGES) rows.push(changeRow(scenario, streams, raw, context));
    const agreement = await againstSql(context, raw);
    rows.push(...agreement);
    const missed = rows.filter(({ met }) => met === 'NO').length;
    return {
      rows,
      raw,
      conclusions: {
        'streams a case': streams,
        'targets missed': missed,
        'how evaluated':
          'hours in bulk by bench/detection/rollingScan.ts, which row 18 of this run holds against the SQL and scanCells of the product',
        'rows of statistics §7 not measured here': '9 to 17',
      },
    };
  },
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function nullEpisodes(perDay: number, noise: Noise, streams: number, seed: number, watch: (stream: Stream) => Watcher): number[] {
  return Array.from({ length: streams }, (_, index) => {
    const stream = makeStream({ perDay, hours: WARM_UP + WATCHED, noise, seed: seed + index });
    return episodes(watch(stream), WARM_UP, WARM_UP + WATCHED) / MONTHS;
  });
}

/** Row 1: nothing is wrong, one setting at every volume. */
function falseAlarms(streams: number, raw: Record<string, readonly number[]>, { say }: BenchContext): Row[] {
  const found = [WOBBLING, QUIET].flatMap((noise) =>
    NULL_VOLUMES.map((perDay) => {
      say(`no change, ${perDay} a day, noise ${noise.name}`);
      const seed = 1_000_000 + perDay * 7;
      const scan = nullEpisodes(perDay, noise, streams, seed, scanWatcher);
      raw[`episodes per 30 d, ${perDay} a day, noise ${noise.name}`] = scan;
      const rate = (watch: (stream: Stream) => Watcher): string => `${rounded(mean(nullEpisodes(perDay, noise, streams, seed, watch)))}`;
      return { noise, perDay, rate: mean(scan), ten: rate(tenPercent), fifteen: rate(fifteenPercent) };
    }),
  );
  const rows = found.map(({ noise, perDay, rate, ten, fifteen }) =>
    rowOf(1, `no change, noise ${noise.name}`, perDay, `${rounded(rate)} false per 30 d`, '<= 1.0', rate <= 1, ten, fifteen),
  );
  const all = mean(found.map(({ rate }) => rate));
  return [...rows, rowOf(1, 'no change, average', 'all', `${rounded(all)} false per 30 d`, '<= 0.7', all <= 0.7, '', '')];
}

/** Row 2: 60 segments of 20 to 200 a day, counted together. */
function segmentAlarms(streams: number, raw: Record<string, readonly number[]>, { say }: BenchContext): Row {
  const segments = 60;
  say(`${segments} segments without a change`);
  const rounds = Math.max(1, Math.round(streams / 40));
  const count = (watch: (stream: Stream) => Watcher): number[] =>
    Array.from({ length: rounds }, (_, round) =>
      Array.from({ length: segments }, (_unused, index) => {
        const perDay = 20 * 10 ** (index / (segments - 1));
        return nullEpisodes(perDay, WOBBLING, 1, 5_000_000 + round * segments + index, watch)[0] ?? 0;
      }).reduce((sum, value) => sum + value, 0),
    );
  const scan = count((stream) => scanWatcher(stream, segmentThreshold(RULE.zStar, segments)));
  raw['episodes per 30 d, 60 segments'] = scan;
  const rate = mean(scan);
  const [ten, fifteen] = [tenPercent, fifteenPercent].map((watch) => `${rounded(mean(count(watch)))}`);
  return rowOf(2, '60 segments, no change', '20-200', `${rounded(rate)} false per 30 d`, '<= 2', rate <= 2, ten ?? '', fifteen ?? '');
}

/** Rows 3 to 8: how many changes are found in time, and how soon. The change begins at another hour of the week each time. */
function changeRow(scenario: ChangeScenario, streams: number, raw: Record<string, readonly number[]>, { say }: BenchContext): Row {
  const { row, name, perDay, within, shift } = scenario;
  say(`${name}, ${perDay} a day`);
  const watchers = [scanWatcher, tenPercent, fifteenPercent];
  const delays = watchers.map((): (number | null)[] => []);
  for (let index = 0; index < streams; index++) {
    const change = WARM_UP + ((index * 37) % 168);
    const seed = 9_000_000 + row * 100_000 + perDay + index * 7;
    const stream = makeStream({ perDay, hours: change + within, noise: WOBBLING, seed, shift: (hour) => shift(hour - change) });
    watchers.forEach((watch, place) => delays[place]?.push(delayOf(watch(stream), change, within)));
  }
  const [scan = NO_POWER, ten = NO_POWER, fifteen = NO_POWER] = delays.map(powerOf);
  raw[`delay h (-1: not found), ${name}, ${perDay} a day`] = (delays[0] ?? []).map((delay) => delay ?? -1);
  const met = scan.power >= scenario.power && scan.median <= scenario.delay;
  const target = `>= ${scenario.power * 100} %, <= ${scenario.delay} h`;
  return rowOf(row, name, perDay, textOf(scan), target, met, textOf(ten), textOf(fifteen));
}

interface Power {
  readonly power: number;
  /** Over all streams; one that is not found counts as later than any. */
  readonly median: number;
}
const NO_POWER: Power = { power: 0, median: Number.POSITIVE_INFINITY };

function powerOf(delays: readonly (number | null)[]): Power {
  const power = delays.filter((delay) => delay !== null).length / delays.length;
  return {
    power,
    median: nearestRank(
      delays.map((delay) => delay ?? Number.POSITIVE_INFINITY),
      0.5,
    ),
  };
}

function textOf({ power, median }: Power): string {
  return Number.isFinite(median) ? `${rounded(power * 100)} %, ${median} h` : `${rounded(power * 100)} %`;
}

function rowOf(
  row: number,
  scenario: string,
  perDay: number | string,
  measured: string,
  target: string,
  met: boolean,
  ten: string,
  fifteen: string,
): Row {
  return { row, scenario, 'per day': perDay, measured, target, met: met ? 'yes' : 'NO', '10 % in 24 h': ten, '15 % of 7 d': fifteen };
}

/** Row 18: the product's statement against its TypeScript, the bulk evaluation against both, and how long the statement takes. */
async function againstSql({ folder, say }: BenchContext, raw: Record<string, readonly number[]>): Promise<Row[]> {
  const driver = await openDriver({ dataDir: join(folder, 'detection'), database: 'plumbline' });
  try {
    await migrate(driver, { database: 'plumbline', cluster: '' });
    say('the SQL against the TypeScript');
    const differences: number[] = [];
    const watched = CHANGES.map(({ perDay, shift }, index) => ({
      service: `watched-${index}`,
      stream: makeStream({ perDay, hours: WARM_UP + 240, noise: WOBBLING, seed: 77 + index, shift: (hour) => shift(hour - WARM_UP) }),
    }));
    for (const { service, stream } of watched) await writeCells(driver, service, cellsOf(stream));
    const services = watched.map(({ service }) => service);
    for (let hour = WARM_UP + 1; hour <= WARM_UP + 240; hour += 7) {
      const scans = await scanServices(driver, services, planAt(hour));
      for (const { service, stream } of watched) {
        const fromSql = scans.find(({ segment }) => segment[0] === service)?.result.worse?.z ?? 0;
        const reference = scanAt(cellsOf(stream), hour).worse?.z ?? 0;
        const bulk = rollingScan(stream)(hour)?.z ?? 0;
        differences.push(Math.max(Math.abs(fromSql - reference), Math.abs(fromSql - bulk)));
      }
    }
    raw['difference of z, SQL to scanCells or rollingScan'] = differences;
    const largest = Math.max(...differences);
    await driver.command({ sql: 'TRUNCATE TABLE quality_hourly_local' });
    const names = Array.from({ length: SEGMENTS }, (_, index) => `segment-${index}`);
    for (const [index, service] of names.entries()) {
      for (let topic = 0; topic < TOPICS; topic++) {
        const stream = makeStream({ perDay: 100, hours: WARM_UP, noise: WOBBLING, seed: 300 + index * TOPICS + topic });
        await writeCells(driver, service, cellsOf(stream, `topic ${topic}`));
      }
    }
    const times: number[] = [];
    for (let run = 0; run < 8; run++) {
      const before = performance.now();
      await scanServices(driver, names, planAt(WARM_UP));
      times.push(performance.now() - before);
    }
    raw['scan of 65 segments x 8 topics, ms'] = times;
    const median = nearestRank(times, 0.5);
    return [
      rowOf(
        18,
        `SQL v TypeScript v bulk, ${differences.length} scans`,
        'all',
        largest.toExponential(1),
        '<= 1e-6',
        largest <= 1e-6,
        '',
        '',
      ),
      rowOf(18, '65 segments x 8 topics, one statement', 100 * TOPICS, `${rounded(median)} ms`, '<= 3000 ms', median <= 3_000, '', ''),
    ];
  } finally {
    await driver.close();
  }
}
