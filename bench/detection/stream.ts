import { drawScores } from './ordinal';
import { randomFrom } from './random';

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
  /** Chance that an hour has five times the traffic, all of one mood. */
  readonly burst?: number;
}

export const QUIET: Noise = { name: 'off', day: 0, weekend: 0, wobble: 0, memory: 12 };
/** The noise of statistics §3. */
export const WOBBLING: Noise = { name: 'on', day: 0.08, weekend: -0.03, wobble: 0.05, memory: 12 };

/** Counts of the scores 1 to 5 of each hour: [hour * 5 + step]. */
export type Stream = Int32Array;

/** Traffic of the hours of a week, seven in all: nine times as much by day as at night, and 0.55 of it at weekends. */
const VOLUME = (() => {
  const raw = Array.from({ length: 168 }, (_, hour) => {
    const ofDay = 1 + 0.8 * Math.sin((((hour % 24) - 9) / 24) * 2 * Math.PI);
    return Math.max(0.12, ofDay * (hour >= 120 ? 0.55 : 1));
  });
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => (7 * value) / sum);
})();

export const volumeAt = (hour: number): number => VOLUME[hour % 168] ?? 0;

export function makeStream({ perDay, hours, noise, seed, shift, mean = 4.2 }: StreamOptions): Stream {
  const random = randomFrom(seed);
  const counts = new Int32Array(hours * 5);
  const keep = Math.exp(-1 / noise.memory);
  const fresh = noise.wobble * Math.sqrt(1 - keep * keep);
  let wobble = noise.wobble * random.normal();
  for (let hour = 0; hour < hours; hour++) {
    wobble = keep * wobble + fresh * random.normal();
    const season = noise.day * Math.cos(((hour % 24) / 24) * 2 * Math.PI) + (hour % 168 >= 120 ? noise.weekend : 0);
    const isBurst = noise.burst !== undefined && random.uniform() < noise.burst;
    const n = random.poisson(perDay * volumeAt(hour) * (isBurst ? 5 : 1));
    const mood = isBurst ? 0.2 * random.normal() : 0;
    counts.set(drawScores(random, n, mean + season + wobble + mood + (shift?.(hour) ?? 0)), hour * 5);
  }
  return counts;
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
