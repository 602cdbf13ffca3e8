/** Row 14: how often the product's 95 % interval of a mean score holds the true mean, and how wide it is beside Student's t. */
import { scoreInterval } from '../../src/core/stats/scoreInterval';
import { tQuantile } from '../../src/core/stats/tQuantile';
import { rounded } from '../benchmark';
import { drawScore } from './ordinal';
import type { Part, PartContext } from './part';
import { randomFrom, type Random } from './random';
import { percent, targetRow, type Row } from './targetRow';

const SIZES = [5, 10, 20, 30, 50, 100, 400];
const MEANS = [3.2, 3.7, 4.2, 4.7];
const SCALE = { min: 1, max: 5, isRate: false };
/** A coverage of 92 % is told from 93 % by some thousands. */
const SAMPLES_FACTOR = 150;
const WIDTH = 1.05;

export const intervals: Part = {
  rows: [14],
  measure: (context) => SIZES.map((n) => sizeRow(n, context)),
};

interface Coverage {
  readonly ours: number;
  readonly t: number;
  /** Of all samples, and of those in which the scores differ: to equal scores t gives no width at all. */
  readonly width: number;
  readonly widthWhereT: number;
}

function sizeRow(n: number, { streams, seed, raw, say }: PartContext): Row {
  say(`intervals of ${n} scores`);
  const samples = SAMPLES_FACTOR * streams;
  const random = randomFrom(seed(14) + n);
  const found = MEANS.map((mean) => coverageOf(random, mean, n, samples));
  raw[`coverage at means ${MEANS.join(', ')}, ${n} scores`] = found.map(({ ours }) => ours);
  raw[`width by that of t, ${n} scores`] = found.map(({ width }) => width);
  const lowest = Math.min(...found.map(({ ours }) => ours));
  const widest = Math.max(...found.map(({ widthWhereT }) => widthWhereT));
  const least = n >= 10 ? 0.92 : 0.9;
  const half = 1.96 * Math.sqrt((lowest * (1 - lowest)) / samples);
  return targetRow({
    row: 14,
    scenario: `95 % interval of ${n} scores, means ${MEANS[0]} to ${MEANS.at(-1)}`,
    perDay: '',
    measured: `lowest ${percent(lowest)}, widest ${rounded(widest)} x t (${rounded(Math.max(...found.map(({ width }) => width)))} with samples where t is 0 wide)`,
    interval: `± ${percent(half)}`,
    target: `>= ${least * 100} %, <= ${WIDTH} x t where t has a width`,
    met: lowest >= least && widest <= WIDTH,
    usual: `t: lowest ${percent(Math.min(...found.map(({ t }) => t)))}`,
  });
}

function coverageOf(random: Random, mean: number, n: number, samples: number): Coverage {
  const t = tQuantile(n - 1);
  const sums = { ours: 0, t: 0, width: 0, tWidth: 0, widthWhereT: 0 };
  for (let sample = 0; sample < samples; sample++) {
    let [x, xx] = [0, 0];
    for (let index = 0; index < n; index++) {
      const score = drawScore(random, mean);
      x += score;
      xx += score * score;
    }
    const interval = scoreInterval({ n, sw: n, sw2: n, swx: x, swxx: xx }, SCALE);
    if (interval === null) throw new Error('no interval');
    const { lower, upper } = interval;
    const half = t * Math.sqrt(Math.max(0, xx - (x * x) / n) / (n - 1) / n);
    sums.ours += Number(lower <= mean && mean <= upper);
    sums.t += Number(Math.abs(x / n - mean) <= half);
    sums.width += upper - lower;
    sums.tWidth += 2 * half;
    if (half > 0) sums.widthWhereT += upper - lower;
  }
  return { ours: sums.ours / samples, t: sums.t / samples, width: sums.width / sums.tWidth, widthWhereT: sums.widthWhereT / sums.tWidth };
}
