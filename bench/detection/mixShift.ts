/** Row 10: three times as much of a hard topic, and nothing worse. */
import type { Cell } from '../../src/core/worse/cell';
import { judgeSegment } from '../../src/core/worse/judgeSegment';
import { scanCells } from '../../src/core/worse/scanCells';
import type { Driver } from '../../src/storage/driver';
import { findCauses } from '../../src/server/worse/findCauses';
import { HOUR_SECONDS } from '../../src/core/worse/scanPlan';
import { rounded } from '../benchmark';
import type { Part, PartContext } from './part';
import { randomFrom } from './random';
import { sliceHours, trueMix } from './slices';
import { contextAt, measureAt, writeScores, type ScoredHour } from './sqlScan';
import { volumeAt, WARM_UP } from './stream';
import { mean, meanInterval, percent, share, shareInterval, targetRow, type Row } from './targetRow';
import { FACTS, FIRST_HOUR, planAt, RULE } from './watch';

const PER_DAY = 5_000;
const AFTER = 24;
/** z of a plain test of two means. */
const PLAIN_Z = 3;
/** A share of 1 % is told from 3 % by some hundred runs. */
const RUNS_FACTOR = 10;
/** Runs that are written to the store too, 40,000 cells each. */
const ASKED_SHARE = 0.5;
const END = WARM_UP + AFTER;

export const mixShift: Part = {
  rows: [10],
  measure: (context) => askedRows(verdicts(context), context),
};

function* hoursOf(run: number, { seed }: Pick<PartContext, 'seed'>): Generator<ScoredHour> {
  const stream = { perDay: PER_DAY, before: WARM_UP, after: AFTER, change: { mix: true }, volume: volumeAt };
  yield* sliceHours(randomFrom(seed(10) + run), `run ${run}`, stream);
}

/** Verdict of each run a day after the change, by the TypeScript of the product. */
function verdicts(context: PartContext): boolean[] {
  return Array.from({ length: RUNS_FACTOR * context.streams }, (_, run) => {
    if (run % 50 === 0) context.say(`other traffic, nothing worse, ${run}`);
    const cells = Array.from(hoursOf(run, context), ({ at, topic = '', n, x, xx }): Cell => {
      return { hour: FIRST_HOUR + at * HOUR_SECONDS, topic, n, w: n, w2: n, x, xx };
    });
    return judgeSegment(scanCells(cells, planAt(END)), FACTS, RULE, planAt(END), RULE.zStar).firing === 1;
  });
}

async function askedRows(found: readonly boolean[], context: PartContext): Promise<Row[]> {
  const { streams, raw, say, emptyStore } = context;
  const runs = Math.max(2, Math.round(streams * ASKED_SHARE));
  const driver = await emptyStore();
  say(`the same by SQL, ${runs} runs`);
  await writeScores(driver, hoursOfAll(runs, context));
  const asked = [];
  for (let run = 0; run < runs; run++) asked.push(await ask(driver, `run ${run}`));
  const mixes = asked.map(({ mix }) => mix);
  const totals = asked.map(({ total }) => total);
  raw['mix, points'] = mixes;
  raw['change of the mean under other traffic, points'] = totals;
  const differing = asked.filter(({ worse }, run) => worse !== found[run]).length;
  const truth = trueMix();
  const worse = share(found, (one) => one);
  return [
    targetRow({
      row: 10,
      scenario: `hard topic x3, nothing worse, ${found.length} runs`,
      perDay: PER_DAY,
      measured: `worse ${percent(worse)}; ${differing} of ${runs} another verdict by SQL`,
      interval: shareInterval(worse, found.length),
      target: 'worse <= 1 %, the same by SQL',
      met: worse <= 0.01 && differing === 0,
      usual: `z > ${PLAIN_Z} of two plain means: ${percent(share(asked, ({ plain }) => plain > PLAIN_Z))}`,
    }),
    targetRow({
      row: 10,
      scenario: `the same, part of the change that is mix, ${runs} runs`,
      perDay: PER_DAY,
      measured: `${rounded(mean(mixes))} of ${rounded(mean(totals))} points, true ${rounded(truth)}`,
      interval: `-(${meanInterval(mixes.map((mix) => -mix))})`,
      target: 'mix within 10 % of the truth',
      met: Math.abs(mean(mixes) / truth - 1) <= 0.1,
    }),
  ];
}

function* hoursOfAll(runs: number, context: PartContext): Generator<ScoredHour> {
  for (let run = 0; run < runs; run++) yield* hoursOf(run, context);
}

/** The product's verdict, and its split of the change since the traffic became another. */
async function ask(driver: Driver, service: string) {
  const measured = await measureAt(driver, service, END);
  const { cells, rows, scans } = measured;
  if (cells === null) throw new Error(`${service} has no scores`);
  const fall = { measured, groupBy: [], segment: [], start: FIRST_HOUR + WARM_UP * HOUR_SECONDS, cells };
  const { mix } = await findCauses(fall, ['topic'], contextAt(driver, END));
  const total = mix?.total ?? Number.NaN;
  return {
    worse: rows.some(({ numbers }) => numbers.firing === 1),
    mix: mix?.mix ?? Number.NaN,
    total,
    plain: plainZ(total, scans[0]?.result.baseline?.variance ?? Number.NaN),
  };
}

/** Welch's test of the last day against the four weeks before, whose own chance is small beside the day's. */
function plainZ(change: number, variance: number): number {
  return -change / Math.sqrt(variance / PER_DAY + variance / (28 * PER_DAY));
}
