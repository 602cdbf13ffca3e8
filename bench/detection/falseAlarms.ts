/** Rows 1 and 2: what the default rule says while nothing is wrong, beside fixed percentages on the same streams. */
import { rounded } from '../benchmark';
import { segmentThreshold } from '../../src/core/worse/segmentThreshold';
import type { Part, PartContext } from './part';
import { NULL_VOLUMES } from './scenarios';
import { FURTHER_NOISES, makeStream, QUIET, WARM_UP, WOBBLING, type Noise, type Stream } from './stream';
import { mean, meanInterval, targetRow, type Row } from './targetRow';
import { episodes, fifteenPercent, RULE, scanWatcher, tenPercent, type Watcher } from './watch';

const WATCHED = 60 * 24;
const MONTHS = WATCHED / 720;
const SEGMENTS = 60;
/** One round of segments is watched for as many hours as this many streams of row 1 for one volume. */
const ROUND_COST = 15;
const FURTHER_VOLUMES = [200, 5_000] as const;

export const falseAlarms: Part = {
  rows: [1, 2],
  measure: (context) => {
    const usual = [WOBBLING, QUIET].flatMap((noise) => NULL_VOLUMES.map((perDay) => volume(1, noise, perDay, context)));
    const rates = usual.map(({ rate }) => rate);
    const average = targetRow({
      row: 1,
      scenario: 'no change, average',
      perDay: 'all',
      measured: `${rounded(mean(rates))} false per 30 d`,
      target: '<= 0.7',
      met: mean(rates) <= 0.7,
    });
    const further = FURTHER_NOISES.flatMap((noise) => FURTHER_VOLUMES.map((perDay) => volume('1+', noise, perDay, context)));
    return [...usual.map(({ row }) => row), average, segments(context), ...further.map(({ row }) => row)];
  },
};

/** Episodes per 30 days of one stream. */
function rateOf(stream: Stream, watch: (stream: Stream) => Watcher): number {
  return episodes(watch(stream), WARM_UP, WARM_UP + WATCHED) / MONTHS;
}

function volume(row: number | string, noise: Noise, perDay: number, { streams, seed, raw, say }: PartContext): { rate: number; row: Row } {
  say(`no change, ${perDay} a day, noise ${noise.name}`);
  const [scan, ten, fifteen]: [number[], number[], number[]] = [[], [], []];
  for (let index = 0; index < streams; index++) {
    const stream = makeStream({ perDay, hours: WARM_UP + WATCHED, noise, seed: seed(1) + perDay * 1000 + index });
    scan.push(rateOf(stream, scanWatcher));
    ten.push(rateOf(stream, tenPercent));
    fifteen.push(rateOf(stream, fifteenPercent));
  }
  raw[`episodes per 30 d, ${perDay} a day, noise ${noise.name}`] = scan;
  const rate = mean(scan);
  return {
    rate,
    row: targetRow({
      row,
      scenario: `no change, noise ${noise.name}`,
      perDay,
      measured: `${rounded(rate)} false per 30 d`,
      interval: meanInterval(scan),
      target: '<= 1.0',
      met: rate <= 1,
      usual: usualText(ten, fifteen),
    }),
  };
}

/** 60 segments of 20 to 200 a day, counted together. */
function segments({ streams, seed, raw, say }: PartContext): Row {
  say(`${SEGMENTS} segments without a change`);
  const zNeeded = segmentThreshold(RULE.zStar, SEGMENTS);
  const found = Array.from({ length: Math.max(1, Math.round(streams / ROUND_COST)) * SEGMENTS }, (_, index) => {
    const perDay = 20 * 10 ** ((index % SEGMENTS) / (SEGMENTS - 1));
    const stream = makeStream({ perDay, hours: WARM_UP + WATCHED, noise: WOBBLING, seed: seed(2) + index });
    return {
      scan: rateOf(stream, (one) => scanWatcher(one, zNeeded)),
      ten: rateOf(stream, tenPercent),
      fifteen: rateOf(stream, fifteenPercent),
    };
  });
  // Of one segment on average, times their number: the interval is that of the sum.
  const all = found.map(({ scan }) => scan * SEGMENTS);
  raw[`episodes per 30 d, ${SEGMENTS} segments (each stream stands for all of them)`] = all;
  const together = (pick: (one: (typeof found)[number]) => number): number[] => found.map((one) => pick(one) * SEGMENTS);
  return targetRow({
    row: 2,
    scenario: `${SEGMENTS} segments, no change`,
    perDay: '20-200',
    measured: `${rounded(mean(all))} false per 30 d`,
    interval: meanInterval(all),
    target: '<= 2',
    met: mean(all) <= 2,
    usual: usualText(
      together(({ ten }) => ten),
      together(({ fifteen }) => fifteen),
    ),
  });
}

function usualText(ten: readonly number[], fifteen: readonly number[]): string {
  return `10 % in 24 h: ${rounded(mean(ten))}; 15 % of 7 d: ${rounded(mean(fifteen))}`;
}
