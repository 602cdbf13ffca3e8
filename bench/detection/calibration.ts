/** Row 15: a judge that is 0.3 points too kind, and some answers that people have scored too (statistics §2.3). */
import { calibratedMean, type Labels } from '../../src/core/stats/calibratedMean';
import { erfc } from '../../src/core/stats/erfc';
import { tQuantile } from '../../src/core/stats/tQuantile';
import { Z_95 } from '../../src/core/stats/wilson';
import { rounded } from '../benchmark';
import type { Part, PartContext } from './part';
import { randomFrom, type Random } from './random';
import { mean, percent, share, shareInterval, targetRow, type Row } from './targetRow';

const JUDGED = 2_000;
/** Where a normal value is cut into the scores 1 to 5: the judge gives the same answer a better one. */
const HUMAN_CUTS = [-2.05, -1.48, -0.88, 0.05];
const JUDGE_CUTS = [-2.4, -1.9, -1.3, -0.35];
/** Weight of what people and judge see alike, and of what each sees alone: a correlation of 0.6. */
const [ALIKE, ALONE] = [0.85, 0.53];
const RUNS_FACTOR = 40;

export const calibration: Part = {
  rows: [15],
  measure: (context) => [50, 100, 200].map((labels) => labelsRow(labels, context)),
};

const scoreOf = (value: number, cuts: readonly number[]): number => 1 + cuts.filter((cut) => value > cut).length;

function answer(random: Random): { readonly human: number; readonly judge: number } {
  const quality = ALIKE * random.normal();
  return { human: scoreOf(quality + ALONE * random.normal(), HUMAN_CUTS), judge: scoreOf(quality + ALONE * random.normal(), JUDGE_CUTS) };
}

/** Mean that people would give: each cut is passed with the chance that a normal value of this spread is above it. */
function trueMean(): number {
  const spread = Math.hypot(ALIKE, ALONE);
  return 1 + HUMAN_CUTS.reduce((sum, cut) => sum + erfc(cut / spread / Math.SQRT2) / 2, 0);
}

function labelsRow(n: number, { streams, seed, raw, say }: PartContext): Row {
  say(`a judge that is too kind, ${n} labels`);
  const truth = trueMean();
  const random = randomFrom(seed(15) + n);
  const found = Array.from({ length: RUNS_FACTOR * streams }, () => oneRun(random, n));
  const covers = ({ middle, half }: Estimate): boolean => Math.abs(middle - truth) <= half;
  const covered = share(found, (run) => covers(run.ours));
  const width = (pick: (run: Run) => Estimate): number => mean(found.map((run) => 2 * pick(run).half));
  const [ours, people] = [width((run) => run.ours), width((run) => run.people)];
  raw[`half width of the calibrated interval, ${n} labels`] = found.map((run) => run.ours.half);
  return targetRow({
    row: 15,
    scenario: `judge 0.3 too kind, ${n} labels`,
    perDay: '',
    measured: `${percent(covered)}, width ${rounded(ours)} against ${rounded(people)} of people alone`,
    interval: shareInterval(covered, found.length),
    target: '>= 92 %, narrower than people alone',
    met: covered >= 0.92 && ours < people,
    usual: `judge alone: ${percent(share(found, (run) => covers(run.judge)))}`,
  });
}

interface Estimate {
  readonly middle: number;
  readonly half: number;
}
interface Run {
  readonly ours: Estimate;
  readonly people: Estimate;
  readonly judge: Estimate;
}

function oneRun(random: Random, n: number): Run {
  const judged = momentsOf(Array.from({ length: JUDGED }, () => answer(random).judge));
  const both = Array.from({ length: n }, () => answer(random));
  const [human, judge] = [momentsOf(both.map((one) => one.human)), momentsOf(both.map((one) => one.judge))];
  const covariance = both.reduce((sum, one) => sum + (one.human - human.mean) * (one.judge - judge.mean), 0) / (n - 1);
  const labels: Labels = {
    n,
    human: human.mean,
    judge: judge.mean,
    humanVariance: human.variance,
    judgeVariance: judge.variance,
    covariance,
  };
  const shifted = calibratedMean(judged, labels);
  if (shifted === null) throw new Error(`${n} labels are too few`);
  return {
    ours: { middle: shifted.mean, half: shifted.upper - shifted.mean },
    people: { middle: human.mean, half: tQuantile(n - 1) * Math.sqrt(human.variance / n) },
    judge: { middle: judged.mean, half: Z_95 * Math.sqrt(judged.variance / JUDGED) },
  };
}

function momentsOf(values: readonly number[]): { readonly n: number; readonly mean: number; readonly variance: number } {
  const middle = mean(values);
  return { n: values.length, mean: middle, variance: values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1) };
}
