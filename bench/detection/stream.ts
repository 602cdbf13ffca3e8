import { drawScores } from './ordinal';
import { randomFrom, type Random } from './random';
import { noHours, type Hourly } from './rollingSums';

/** Hours before the first evaluation: 28 days of baseline and a week of scan. */
export const WARM_UP = 35 * 24;

export interface StreamOptions {
  /** Judged answers a day. */
  readonly perDay: number;
  readonly hours: number;
  readonly noise: Noise;
  readonly seed: number;
  /** Change of the true mean at an hour; negative is worse. */
  readonly shift?: (hour: number) => number;
  readonly mean?: number;
}

/** What moves the true mean while nothing is wrong. */
export interface Noise {
  readonly name: string;
  /** Amplitude over the day. */
  readonly day: number;
  /** Change at weekends. */
  readonly weekend: number;
  /** Standard deviation of the wobble, and the hours in which it forgets. */
  readonly wobble: number;
  readonly memory: number;
  /** Hours for which the wobble stays as it is; 1 when absent. */
  readonly step?: number;
  /** Chance that an hour is a burst: five times the traffic, all of one mood with heavy tails. */
  readonly burst?: number;
  /** Score that the judge gives instead of each of 1 to 5. */
  readonly judge?: readonly [number, number, number, number, number];
}

export const QUIET: Noise = { name: 'off', day: 0, weekend: 0, wobble: 0, memory: 12 };
/** The noise of statistics §3. */
export const WOBBLING: Noise = { name: 'on', day: 0.08, weekend: -0.03, wobble: 0.05, memory: 12 };

/** Kinds of noise that the thresholds were not made with. */
export const FURTHER_NOISES: readonly Noise[] = [
  // A day is of one mood, and half of it is still there on the next: 24 / ln 2 hours.
  { ...WOBBLING, name: 'whole days', wobble: 0.04, memory: 34.6, step: 24 },
  { ...WOBBLING, name: 'bursts', burst: 0.02 },
  { ...WOBBLING, name: 'coarse judge', judge: [1, 1, 3, 5, 5] },
];

/** Counts of the scores 1 to 5 of each hour: [hour * 5 + step]. */
export type Stream = Int32Array;

const SEASON_AMPLITUDE = 0.8;
const WEEKEND_TRAFFIC = 0.55;
const LEAST_TRAFFIC = 0.12;
const BURST_TRAFFIC = 5;
const BURST_MOOD = 0.15;

/** Traffic of the hours of a week, seven in all: nine times as much by day as at night, and 0.55 of it at weekends. */
const VOLUME = (() => {
  const raw = Array.from({ length: 168 }, (_, hour) => Math.max(LEAST_TRAFFIC, ofDay(hour) * (hour >= 120 ? WEEKEND_TRAFFIC : 1)));
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => (7 * value) / sum);
})();

function ofDay(hour: number): number {
  return 1 + SEASON_AMPLITUDE * Math.sin((((hour % 24) - 9) / 24) * 2 * Math.PI);
}

/** Part of a day's traffic in an hour, by the week. */
export const volumeAt = (hour: number): number => VOLUME[hour % 168] ?? 0;

/** The same without weekends, as the requests of statistics §3.3 come. */
export const requestsAt = (hour: number): number => Math.max(LEAST_TRAFFIC, ofDay(hour)) / 24;

/** True mean at each hour, bursts apart. */
function meansOf(random: Random, { hours, noise, mean = 4.2, shift }: StreamOptions): Float64Array {
  const step = noise.step ?? 1;
  const keep = Math.exp(-step / noise.memory);
  const fresh = noise.wobble * Math.sqrt(1 - keep * keep);
  let wobble = noise.wobble * random.normal();
  return Float64Array.from({ length: hours }, (_, hour) => {
    if (hour % step === 0) wobble = keep * wobble + fresh * random.normal();
    const season = noise.day * Math.cos(((hour % 24) / 24) * 2 * Math.PI) + (hour % 168 >= 120 ? noise.weekend : 0);
    return mean + season + wobble + (shift?.(hour) ?? 0);
  });
}

export function makeStream(options: StreamOptions): Stream {
  const { perDay, hours, noise, seed } = options;
  const random = randomFrom(seed);
  const means = meansOf(random, options);
  const counts = new Int32Array(hours * 5);
  for (let hour = 0; hour < hours; hour++) {
    const isBurst = noise.burst !== undefined && random.uniform() < noise.burst;
    const n = random.poisson(perDay * volumeAt(hour) * (isBurst ? BURST_TRAFFIC : 1));
    const scores = drawScores(random, n, (means[hour] ?? 0) + (isBurst ? BURST_MOOD * heavyTailed(random) : 0));
    scores.forEach((count, step) => {
      const place = hour * 5 + (noise.judge?.[step] ?? step + 1) - 1;
      counts[place] = (counts[place] ?? 0) + count;
    });
  }
  return counts;
}

/** Student's t with three degrees of freedom. */
function heavyTailed(random: Random): number {
  const squares = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
  return random.normal() / Math.sqrt(squares / 3);
}

/** n, Σx and Σx² of an hour. */
export function sumsAt(stream: Stream, hour: number): { readonly n: number; readonly x: number; readonly xx: number } {
  let [n, x, xx] = [0, 0, 0];
  for (let step = 0; step < 5; step++) {
    const count = stream[hour * 5 + step] ?? 0;
    n += count;
    x += count * (step + 1);
    xx += count * (step + 1) ** 2;
  }
  return { n, x, xx };
}

export function hourlyOf(stream: Stream): Hourly {
  const hourly = noHours(stream.length / 5);
  for (let hour = 0; hour < stream.length / 5; hour++) {
    const { n, x, xx } = sumsAt(stream, hour);
    hourly.n[hour] = n;
    hourly.x[hour] = x;
    hourly.xx[hour] = xx;
  }
  return hourly;
}
