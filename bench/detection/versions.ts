/**
 * Row 12: a new version beside the old one, looked at every hour for 14 days (statistics §2.5). The looks of many runs are
 * judged by the product's judgeVersions; some of them are asked of the store too, and have to give the same numbers.
 */
import type { WorseNumbers } from '../../src/core/worse/judgeSegment';
import { judgeVersions } from '../../src/core/worse/judgeVersions';
import { WORSE_STATES } from '../../src/core/verdict/worseState';
import { addCell, noSums, type CellSums } from '../../src/core/worse/cell';
import { drawScores } from './ordinal';
import type { Part, PartContext } from './part';
import { randomFrom } from './random';
import { measureAt, writeScores, type ScoredHour } from './sqlScan';
import { foundShare, medianDelay, percent, powerText, share, shareInterval, targetRow, type Row } from './targetRow';
import { FIRST_HOUR, FACTS, planAt, RULE } from './watch';

const LOOKS = 14 * 24;
const NEW_SHARE = 0.3;
const NAIVE_Z = 1.645;
/** A share of 2 % is told from 5 % by some hundred releases. */
const RUNS_FACTOR = 10;
/** Releases that are written to the store, and the hours at which they are asked. */
const ASKED_RUNS = 6;
const ASKED_HOURS = [12, 48, 120, 336];
const BASELINE = { kind: 'concurrent', field: 'prompt_version', old: 'old', new: 'new' } as const;

export const versions: Part = {
  rows: [12],
  measure: async (context) => [
    ...[50, 200, 1_000].map((perDay) => equalRow(perDay, context)),
    worseRow(context),
    await agreementRow(context),
  ],
};

/** Scores of an hour of both versions. */
type Release = readonly { readonly old: Sums; readonly new: Sums }[];
interface Sums {
  readonly n: number;
  readonly x: number;
  readonly xx: number;
}

function release(perDay: number, fall: number, seed: number): Release {
  const random = randomFrom(seed);
  const draw = (mean: number, part: number): Sums => {
    const counts = drawScores(random, random.poisson((perDay / 24) * part), mean);
    const sum = (of: (score: number) => number): number => counts.reduce((total, count, step) => total + count * of(step + 1), 0);
    return { n: sum(() => 1), x: sum((score) => score), xx: sum((score) => score * score) };
  };
  return Array.from({ length: LOOKS }, () => ({ old: draw(4.2, 1 - NEW_SHARE), new: draw(4.2 - fall, NEW_SHARE) }));
}

/** Hour of the first "worse" of the product, and of a plain test at every look; null when never. */
function looksOf(hours: Release): { readonly worse: number | null; readonly naive: number | null } {
  const sides = noSides();
  const found: { worse: number | null; naive: number | null } = { worse: null, naive: null };
  for (const [at, hour] of hours.entries()) {
    addHour(sides, hour);
    const numbers = judge(sides, at + 1);
    if (numbers.state === WORSE_STATES.worse) found.worse ??= at + 1;
    if (sides.old.n >= 30 && sides.new.n >= 30 && (numbers.z ?? 0) > NAIVE_Z) found.naive ??= at + 1;
  }
  return found;
}

type Sides = Readonly<Record<'old' | 'new', CellSums>>;

const noSides = (): Sides => ({ old: noSums(), new: noSums() });

/** What the old version did before the new one was there does not count. */
function addHour(sides: Sides, hour: Release[number]): void {
  if (sides.new.n + hour.new.n === 0) return;
  for (const side of ['old', 'new'] as const) addCell(sides[side], { ...hour[side], w: hour[side].n, w2: hour[side].n });
}

function judge(sides: Sides, hour: number): WorseNumbers {
  return judgeVersions({ since: FIRST_HOUR, pairs: [{ topic: '', ...sides }] }, FACTS, RULE, planAt(hour));
}

function equalRow(perDay: number, { streams, seed, raw, say }: PartContext): Row {
  say(`an equal version, ${perDay} a day`);
  const runs = RUNS_FACTOR * streams;
  const found = Array.from({ length: runs }, (_, run) => looksOf(release(perDay, 0, seed(12) + perDay * 1000 + run)));
  const worse = share(found, (one) => one.worse !== null);
  raw[`hour of "worse" of an equal version (-1: never), ${perDay} a day`] = found.map((one) => one.worse ?? -1);
  return targetRow({
    row: 12,
    scenario: 'new version equal, hourly looks for 14 d',
    perDay,
    measured: `ever worse ${percent(worse)}`,
    interval: shareInterval(worse, runs),
    target: '<= 5 %',
    met: worse <= 0.05,
    usual: `Welch at every look: ${percent(share(found, (one) => one.naive !== null))}`,
  });
}

function worseRow({ streams, seed, raw, say }: PartContext): Row {
  say('a version that is worse');
  const found = Array.from({ length: 4 * streams }, (_, run) => looksOf(release(200, 0.2, seed(12) + 5_000_000 + run)));
  const delays = found.map((one) => one.worse);
  raw['hour of "worse" (-1: never), version -0.2, 200 a day'] = delays.map((delay) => delay ?? -1);
  return targetRow({
    row: 12,
    scenario: 'new version -0.2, hourly looks for 14 d',
    perDay: 200,
    measured: powerText(delays),
    interval: shareInterval(foundShare(delays), delays.length),
    target: '>= 95 %',
    met: foundShare(delays) >= 0.95,
    usual: `Welch at every look: ${medianDelay(found.map((one) => one.naive))} h`,
  });
}

/** The same numbers by the product's statement. */
async function agreementRow({ seed, raw, say, emptyStore }: PartContext): Promise<Row> {
  say('versions by SQL');
  const driver = await emptyStore();
  const releases = Array.from({ length: ASKED_RUNS }, (_, run) => release(200, 0.05 * run, seed(12) + 6_000_000 + run));
  await writeScores(
    driver,
    releases.flatMap((hours, run) => hours.flatMap((hour, at) => cellsOf(hour, at, `run ${run}`))),
  );
  const differences: number[] = [];
  for (const [run, hours] of releases.entries()) {
    for (const look of ASKED_HOURS) {
      const { rows } = await measureAt(driver, `run ${run}`, look, { baseline: BASELINE });
      const sides = noSides();
      hours.slice(0, look).forEach((hour) => addHour(sides, hour));
      const expected = judge(sides, look);
      const found = rows[0]?.numbers;
      differences.push(found?.state === expected.state ? Math.abs((found.z ?? 0) - (expected.z ?? 0)) : Infinity);
    }
  }
  raw['difference of z, versions by SQL'] = differences;
  const largest = Math.max(...differences);
  return targetRow({
    row: 12,
    scenario: `versions by SQL, ${differences.length} looks`,
    perDay: 200,
    measured: largest.toExponential(1),
    target: 'same state, z within 1e-6',
    met: largest <= 1e-6,
  });
}

function cellsOf(hour: Release[number], at: number, service: string): ScoredHour[] {
  return (['old', 'new'] as const).map((side) => ({ at, service, prompt_version: side, ...hour[side] }));
}
