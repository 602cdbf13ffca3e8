/** Row 10: three times as much of a hard topic, and nothing worse. */
import { findCauses } from '../../src/server/worse/findCauses';
import { HOUR_SECONDS } from '../../src/core/worse/scanPlan';
import { rounded } from '../benchmark';
import { everyRun } from './blame';
import type { Part, PartContext } from './part';
import { randomFrom } from './random';
import { sliceHours, trueMix } from './slices';
import { contextAt, measureAt, writeScores } from './sqlScan';
import { volumeAt, WARM_UP } from './stream';
import { mean, meanInterval, percent, share, shareInterval, targetRow, type Row } from './targetRow';
import { FIRST_HOUR } from './watch';

const PER_DAY = 5_000;
const AFTER = 24;
/** z of a plain test of two means. */
const PLAIN_Z = 3;
/** Topics and prompts of one hour have an answer or two each: five weeks of them are 40,000 cells a run. */
const RUNS_SHARE = 0.5;

export const mixShift: Part = {
  rows: [10],
  async measure(context) {
    return mixRows(context);
  },
};

async function mixRows({ streams, seed, raw, say, emptyStore }: PartContext): Promise<Row[]> {
  say('other traffic, nothing worse');
  const runs = Math.max(2, Math.round(streams * RUNS_SHARE));
  const driver = await emptyStore();
  const random = randomFrom(seed(10));
  const stream = { perDay: PER_DAY, before: WARM_UP, after: AFTER, change: { mix: true }, volume: volumeAt };
  await writeScores(
    driver,
    everyRun(runs, (service) => sliceHours(random, service, stream)),
  );
  const worse: boolean[] = [];
  const plain: boolean[] = [];
  const [mixes, totals]: [number[], number[]] = [[], []];
  const end = WARM_UP + AFTER;
  for (let run = 0; run < runs; run++) {
    const measured = await measureAt(driver, `run ${run}`, end);
    if (measured.cells === null) throw new Error('no scores');
    worse.push(measured.rows.some(({ numbers }) => numbers.firing === 1));
    const fall = { measured, groupBy: [], segment: [], start: FIRST_HOUR + WARM_UP * HOUR_SECONDS, cells: measured.cells };
    const { mix } = await findCauses(fall, ['topic'], contextAt(driver, end));
    mixes.push(mix?.mix ?? Number.NaN);
    totals.push(mix?.total ?? Number.NaN);
    plain.push(plainZ(mix?.total ?? 0, measured.scans[0]?.result.baseline?.variance ?? 1) > PLAIN_Z);
  }
  raw['mix, points'] = mixes;
  raw['change of the mean under other traffic, points'] = totals;
  const truth = trueMix();
  const found = share(worse, (one) => one);
  const off = Math.abs(mean(mixes) / truth - 1);
  return [
    targetRow({
      row: 10,
      scenario: 'hard topic x3, nothing worse',
      perDay: PER_DAY,
      measured: `worse ${percent(found)}`,
      interval: shareInterval(found, runs),
      target: 'worse <= 1 %',
      met: found <= 0.01,
      usual: `z > ${PLAIN_Z} of two plain means: ${percent(share(plain, (one) => one))}`,
    }),
    targetRow({
      row: 10,
      scenario: 'the same, part of the change that is mix',
      perDay: PER_DAY,
      measured: `${rounded(mean(mixes))} of ${rounded(mean(totals))} points, true ${rounded(truth)}`,
      interval: meanInterval(mixes.map((mix) => -mix)),
      target: 'mix within 10 % of the truth',
      met: off <= 0.1,
    }),
  ];
}

/** Welch's test of the last day against the four weeks before, whose own chance is small beside the day's. */
function plainZ(change: number, variance: number): number {
  return -change / Math.sqrt(variance / PER_DAY + variance / (28 * PER_DAY));
}
