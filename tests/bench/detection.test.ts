/** The streams of the benchmark of detection against the figures that they are to have, and its adding up against the product's. */
import { scoreShares, USUAL_SHARES } from '../../bench/detection/ordinal';
import { costStream, eventStream, ttftStream, type RequestStream } from '../../bench/detection/requests';
import { rollingSums, type Hourly } from '../../bench/detection/rollingSums';
import { topicShares, trueMix } from '../../bench/detection/slices';
import {
  FURTHER_NOISES,
  hourlyOf,
  makeStream,
  QUIET,
  sumsAt,
  volumeAt,
  WARM_UP,
  WOBBLING,
  type Stream,
} from '../../bench/detection/stream';
import { episodes, fifteenPercent, FIRST_HOUR, planAt, tenPercent, type Watcher } from '../../bench/detection/watch';
import type { Metric } from '../../src/core/query/worse';
import type { Cell } from '../../src/core/worse/cell';
import { finishScan } from '../../src/core/worse/finishScan';
import { ruleOf } from '../../src/core/worse/rules';
import { scanCells } from '../../src/core/worse/scanCells';

const DAYS = 60;
const END = WARM_UP + DAYS * 24;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Statistics §3: scores 1 to 5 of mean 4.2 and standard deviation 0.97. */
test('usual scores have the mean and the spread of the reference', () => {
  const shares = scoreShares(4.2);
  shares.forEach((share, step) => expect(share).toBeCloseTo(USUAL_SHARES[step] ?? 0, 3));
  const middle = shares.reduce((sum, share, step) => sum + share * (step + 1), 0);
  const square = shares.reduce((sum, share, step) => sum + share * (step + 1) ** 2, 0);
  expect(middle).toBeCloseTo(4.2, 6);
  expect(Math.sqrt(square - middle * middle)).toBeCloseTo(0.97, 2);
});

test.each([1.5, 3.2, 3.7, 4.7])('shares of mean %f have that mean', (asked) => {
  expect(scoreShares(asked).reduce((sum, share, step) => sum + share * (step + 1), 0)).toBeCloseTo(asked, 6);
});

/** Statistics §3: nine times as much by day as at night, weekends 0.55. */
test('traffic of a week', () => {
  const week = Array.from({ length: 168 }, (_, hour) => volumeAt(hour));
  const monday = week.slice(0, 24);
  const total = (hours: readonly number[]): number => hours.reduce((sum, part) => sum + part, 0);
  expect(total(week)).toBeCloseTo(7, 9);
  expect(Math.max(...monday) / Math.min(...monday)).toBeCloseTo(9, 6);
  expect(total(week.slice(120, 144)) / total(monday)).toBeCloseTo(0.55, 2);
});

/** So many answers that chance between hours is small beside the wobble; counts of this size are drawn at once. */
const MANY = { perDay: 20_000_000, hours: 24 * 140, seed: 5 };

function wobbleOf(stream: Stream, season: boolean): number[] {
  return Array.from({ length: stream.length / 5 }, (_, hour) => {
    const { n, x } = sumsAt(stream, hour);
    const usual = season ? 0.08 * Math.cos(((hour % 24) / 24) * 2 * Math.PI) - (hour % 168 >= 120 ? 0.03 : 0) : 0;
    return x / n - 4.2 - usual;
  });
}

/** Statistics §3: AR(1) of standard deviation 0.05 that forgets in 12 h, on a swing of 0.08 over the day and -0.03 at weekends. */
test('the wobble has the spread and the memory of the reference', () => {
  const wobble = wobbleOf(makeStream({ ...MANY, noise: WOBBLING }), true);
  const spread = Math.sqrt(mean(wobble.map((value) => value * value)));
  const again = mean(wobble.slice(12).map((value, at) => value * (wobble[at] ?? 0))) / spread ** 2;
  expect(Math.abs(mean(wobble))).toBeLessThan(0.02);
  expect(spread).toBeGreaterThan(0.044);
  expect(spread).toBeLessThan(0.056);
  expect(again).toBeGreaterThan(Math.exp(-1) - 0.1);
  expect(again).toBeLessThan(Math.exp(-1) + 0.1);
  expect(mean(wobbleOf(makeStream({ ...MANY, noise: QUIET }), false).map(Math.abs))).toBeLessThan(0.003);
});

test('further noises are what they are called', () => {
  const [days, bursts, coarse] = FURTHER_NOISES.map((noise) => makeStream({ ...MANY, hours: 24 * 20, noise }));
  const within = wobbleOf(days ?? new Int32Array(), true).slice(0, 24);
  expect(Math.max(...within) - Math.min(...within)).toBeLessThan(0.01);
  const traffic = Array.from({ length: 24 * 20 }, (_, hour) => sumsAt(bursts ?? new Int32Array(), hour).n / (MANY.perDay * volumeAt(hour)));
  expect(traffic.filter((times) => times > 4).length).toBeGreaterThan(2);
  expect(traffic.filter((times) => times > 4).length).toBeLessThan(24);
  expect((coarse ?? []).filter((_, place) => place % 5 === 1 || place % 5 === 3).every((count) => count === 0)).toBe(true);
});

function episodesOf(perDay: number, watch: (stream: Stream) => Watcher): number {
  return mean(
    Array.from({ length: 40 }, (_, seed) => {
      const stream = makeStream({ perDay, hours: END, noise: WOBBLING, seed: 555 + 3 * seed + perDay });
      return (episodes(watch(stream), WARM_UP, END) * 30) / DAYS;
    }),
  );
}

/** Statistics §3.1, noise on, 40 streams each; the tolerance is three standard errors of theirs and ours together. */
test.each([
  ['10 % in 24 h', 20, tenPercent, 7.8, 0.9],
  ['10 % in 24 h', 50, tenPercent, 2.8, 0.6],
  ['15 % of 7 d', 20, fifteenPercent, 1.0, 0.5],
  ['15 % of 7 d', 50, fifteenPercent, 0.06, 0.12],
])('episodes per 30 days of the rule "%s" at %i a day', (_name, perDay, watch, expected, tolerance) => {
  expect(Math.abs(episodesOf(perDay, watch) - expected)).toBeLessThanOrEqual(tolerance);
});

/** Statistics §2.6: three times the hard topic's share, total -0.058 of which mix -0.057. */
test('more of the hard topic', () => {
  const hard = 6;
  expect((topicShares(true)[hard] ?? 0) / (1 - (topicShares(true)[hard] ?? 0)) / (0.06 / 0.94)).toBeCloseTo(3, 1);
  expect(trueMix()).toBeCloseTo(-0.057, 3);
});

const REQUESTS = { perDay: 2_000, hours: WARM_UP + 240, seed: 9, change: WARM_UP + 200 };
/** Statistics §3.3: 1.9 % of the requests above twice the p95, 9 % after the change. */
test('slow requests before and after the change', () => {
  const { fixed } = ttftStream({ ...REQUESTS, perDay: 8_000 });
  const share = (from: number, to: number): number =>
    fixed.x.slice(from, to).reduce((a, b) => a + b, 0) / fixed.n.slice(from, to).reduce((a, b) => a + b, 0);
  // The limit is the first bucket above, up to 9 % higher, so a little fewer are slow.
  expect(share(0, REQUESTS.change)).toBeGreaterThan(0.016);
  expect(share(0, REQUESTS.change)).toBeLessThan(0.0195);
  expect(share(REQUESTS.change, REQUESTS.hours)).toBeGreaterThan(0.08);
  expect(share(REQUESTS.change, REQUESTS.hours)).toBeLessThan(0.095);
});

const scored = (): RequestStream => {
  const data = hourlyOf(makeStream({ perDay: 200, hours: REQUESTS.hours, noise: WOBBLING, seed: 3 }));
  return { at: () => data, fixed: data };
};

const SUMMED: readonly (readonly [Metric, () => RequestStream])[] = [
  [{ kind: 'score', dimension: 'quality' }, scored],
  [{ kind: 'hallucination', dimension: 'quality' }, () => eventStream(0.03, 0.1)(REQUESTS)],
  [{ kind: 'rate', rate: 'thumbs_down' }, () => eventStream(0.1, 0.2)(REQUESTS)],
  [{ kind: 'latency', of: 'ttft', quantile: 0.95 }, () => ttftStream(REQUESTS)],
  [{ kind: 'cost' }, () => costStream(1.5)(REQUESTS)],
];

test.each(SUMMED)('the bulk of %j is added up as the product does', (metric, make) => {
  const rule = ruleOf(metric, { min: 1, max: 5, isRate: false }, {});
  const stream = make();
  for (let hour = WARM_UP; hour <= REQUESTS.hours; hour += 16) {
    const plan = planAt(hour, rule);
    const data = stream.at(plan);
    const bulk = finishScan(rollingSums(data, plan, FIRST_HOUR), plan);
    const reference = scanCells(cellsOf(data), plan);
    expect(bulk.worse?.hours).toBe(reference.worse?.hours);
    expect(bulk.worse?.z ?? 0).toBeCloseTo(reference.worse?.z ?? 0, 9);
    expect(bulk.better?.z ?? 0).toBeCloseTo(reference.better?.z ?? 0, 9);
    expect(bulk.baseline?.tau2).toBeCloseTo(reference.baseline?.tau2 ?? 0, 9);
  }
});

function cellsOf({ n, x, xx }: Hourly): Cell[] {
  return Array.from(n).flatMap((count, hour): Cell[] =>
    count === 0 ? [] : [{ hour: FIRST_HOUR + hour * 3600, topic: '', n: count, w: count, w2: count, x: x[hour] ?? 0, xx: xx[hour] ?? 0 }],
  );
}
