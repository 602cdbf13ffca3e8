/** Row 18: the product's statements against its TypeScript and against the bulk of this benchmark, and how long they take. */
import { print } from '../../src/core/sql/sql';
import { finishScan, type ScanResult } from '../../src/core/worse/finishScan';
import { cellSource, type CellQuery } from '../../src/server/worse/cellSource';
import { readScan } from '../../src/server/worse/readScan';
import { scanStatement } from '../../src/server/worse/scanSql';
import type { Driver } from '../../src/storage/driver';
import { percentile, rounded } from '../benchmark';
import type { Part, PartContext } from './part';
import { rollingSums } from './rollingSums';
import { CHANGES } from './scenarios';
import { measureAt, writeScores, type ScoredHour } from './sqlScan';
import { hourlyOf, makeStream, sumsAt, WARM_UP, WOBBLING, type Stream } from './stream';
import { targetRow, type Row } from './targetRow';
import { cellsOf, FIRST_HOUR, planAt, scanAt } from './watch';

const WATCHED = 240;
const EVERY = 7;
const SEGMENTS = 65;
const TOPICS = 8;
const RUNS = 12;

export const agreement: Part = {
  rows: [18],
  measure: async (context) => [...(await differences(context)), ...(await times(context))],
};

function hoursOf(stream: Stream, service: string, topic: string): ScoredHour[] {
  return Array.from({ length: stream.length / 5 }, (_, at) => ({ at, service, topic, ...sumsAt(stream, at) }));
}

/** What the verdicts rest on: by the product's own path, by the statement that people are shown, by scanCells and by the bulk. */
async function differences({ seed, raw, say, emptyStore }: PartContext): Promise<Row[]> {
  say('the SQL against the TypeScript');
  const driver = await emptyStore();
  const watched = CHANGES.map(({ perDay, shift }, index) => {
    const hours = WARM_UP + WATCHED;
    const stream = makeStream({ perDay, hours, noise: WOBBLING, seed: seed(18) + index, shift: (hour) => shift(hour - WARM_UP) });
    return { service: `run ${index}`, stream, data: hourlyOf(stream) };
  });
  await writeScores(
    driver,
    watched.flatMap(({ stream, service }) => hoursOf(stream, service, 'all')),
  );
  const found: number[] = [];
  for (let hour = WARM_UP + 1; hour <= WARM_UP + WATCHED; hour += EVERY) {
    const { scans, cells } = await measureAt(driver, '', hour, { groupBy: ['service'] });
    const shown = cells === null ? [] : await shownScans(driver, cells, hour);
    for (const { service, stream, data } of watched) {
      const product = scans.find(({ segment }) => segment[0] === service)?.result;
      const statement = shown.find(({ segment }) => segment[0] === service)?.result;
      const reference = scanAt(cellsOf(stream), hour);
      const bulk = finishScan(rollingSums(data, planAt(hour), FIRST_HOUR), planAt(hour));
      found.push(Math.max(...[product, statement, bulk].map((one) => distance(one, reference))));
    }
  }
  raw['difference of z: product, shown statement and bulk to scanCells'] = found;
  const largest = Math.max(...found);
  return [
    targetRow({
      row: 18,
      scenario: `SQL v TypeScript v bulk, ${found.length} scans`,
      perDay: 'all',
      measured: largest.toExponential(1),
      target: '<= 1e-6',
      met: largest <= 1e-6,
    }),
  ];
}

function distance(found: ScanResult | undefined, reference: ScanResult): number {
  if (found === undefined) return Infinity;
  return Math.max(...(['worse', 'better'] as const).map((side) => Math.abs((found[side]?.z ?? 0) - (reference[side]?.z ?? 0))));
}

async function shownScans(driver: Driver, cells: CellQuery, hour: number) {
  const plan = planAt(hour);
  return readScan((await driver.query(print(scanStatement(cellSource(cells), plan, 1)))).rows, plan, 1);
}

async function times({ seed, raw, say, emptyStore }: PartContext): Promise<Row[]> {
  say(`${SEGMENTS} segments`);
  const driver = await emptyStore();
  await writeScores(driver, manySegments(seed(18) + 1000));
  const all = await timed(() => measureAt(driver, '', WARM_UP, { groupBy: ['service'] }));
  const one = await timed((run) => measureAt(driver, `segment ${run}`, WARM_UP));
  raw['65 segments x 8 topics, ms'] = all;
  raw['one segment x 8 topics, ms'] = one;
  return [
    timeRow(`${SEGMENTS} segments x ${TOPICS} topics, coverage, scan and verdicts`, all, 3_000),
    timeRow(`one segment x ${TOPICS} topics, the same`, one, 200),
  ];
}

function* manySegments(seed: number): Generator<ScoredHour> {
  for (let index = 0; index < SEGMENTS; index++)
    for (let topic = 0; topic < TOPICS; topic++) {
      const stream = makeStream({ perDay: 100, hours: WARM_UP, noise: WOBBLING, seed: seed + index * TOPICS + topic });
      yield* hoursOf(stream, `segment ${index}`, `topic ${topic}`);
    }
}

async function timed(work: (run: number) => Promise<unknown>): Promise<number[]> {
  await work(0);
  const found: number[] = [];
  for (let run = 1; run <= RUNS; run++) {
    const before = performance.now();
    await work(run);
    found.push(performance.now() - before);
  }
  return found;
}

function timeRow(scenario: string, found: readonly number[], limit: number): Row {
  const median = percentile(found, 0.5);
  return targetRow({
    row: 18,
    scenario,
    perDay: 100 * TOPICS,
    measured: `${rounded(median)} ms`,
    interval: `${rounded(Math.min(...found))} to ${rounded(Math.max(...found))} ms`,
    target: `<= ${limit} ms`,
    met: median <= limit,
  });
}
