/** Traffic of statistics §2.6: 8 topics, 3 prompt versions and 2 models; some days before and one day now. */
import { drawScores } from './ordinal';
import type { Random } from './random';
import type { ScoredHour } from './sqlScan';

const TOPICS = [0.25, 0.2, 0.15, 0.12, 0.1, 0.08, 0.06, 0.04];
const TOPIC_MEANS = [4.4, 4.3, 4.2, 4.1, 4.0, 4.3, 3.7, 4.5];
const PROMPTS = [0.7, 0.2, 0.1];
const MODELS = [0.6, 0.4];
/** The hard topic, and what e is raised to when there is more of it. */
const HARD = 6;
export const MORE_HARD = 1.1;
export const FIELDS = ['topic', 'prompt_version', 'model_version'] as const;
export type Place = Partial<Record<(typeof FIELDS)[number], string>>;

export interface SliceChange {
  /** What falls, and by how much. */
  readonly slice?: Place;
  readonly fall?: number;
  /** True when there is three times as much of the hard topic. */
  readonly mix?: boolean;
}

interface SliceCell {
  readonly place: Required<Place>;
  readonly mean: number;
  readonly share: number;
}

const CELLS: readonly SliceCell[] = TOPICS.flatMap((t, topic) =>
  PROMPTS.flatMap((p, prompt) =>
    MODELS.map((m, model) => ({
      place: { topic: `t${topic}`, prompt_version: `p${prompt}`, model_version: `m${model}` },
      mean: TOPIC_MEANS[topic] ?? 0,
      share: t * p * m,
    })),
  ),
);

/** Shares of the topics, before and now. */
export function topicShares(mix: boolean): number[] {
  const raw = TOPICS.map((share, topic) => share * (mix && topic === HARD ? Math.exp(MORE_HARD) : 1));
  const sum = raw.reduce((total, share) => total + share, 0);
  return raw.map((share) => share / sum);
}

/** Change of the mean that is other traffic alone: the means of the topics stay, so it is all of the change. */
export function trueMix(): number {
  const [before, now] = [topicShares(false), topicShares(true)];
  return TOPIC_MEANS.reduce((sum, mean, topic) => sum + ((now[topic] ?? 0) - (before[topic] ?? 0)) * mean, 0);
}

const holds = (slice: Place, place: Required<Place>): boolean =>
  FIELDS.every((field) => slice[field] === undefined || slice[field] === place[field]);

/**
 * Cells of each hour of the stretches before and after the change.
 * @param before hours before the change, from hour 0
 * @param volume part of a day's answers in an hour
 */
export function* sliceHours(
  random: Random,
  service: string,
  { perDay, before, after, change, volume }: SliceStream,
): Generator<ScoredHour> {
  const shares = { false: topicShares(false), true: topicShares(true) };
  for (let at = 0; at < before + after; at++) {
    const isNow = at >= before;
    const topics = shares[isNow && change.mix === true ? 'true' : 'false'];
    for (const { place, mean, share } of CELLS) {
      const topic = Number(place.topic.slice(1));
      const weight = (share * (topics[topic] ?? 0)) / (TOPICS[topic] ?? 1);
      const n = random.poisson(perDay * volume(at) * weight);
      if (n === 0) continue;
      const falls = isNow && change.slice !== undefined && holds(change.slice, place);
      const scores = drawScores(random, n, mean - (falls ? (change.fall ?? 0) : 0));
      yield { at, service, ...place, n, ...sumsOf(scores) };
    }
  }
}

export interface SliceStream {
  readonly perDay: number;
  readonly before: number;
  readonly after: number;
  readonly change: SliceChange;
  readonly volume: (hour: number) => number;
}

function sumsOf(counts: readonly number[]): { readonly x: number; readonly xx: number } {
  const sum = (of: (score: number) => number): number => counts.reduce((total, count, step) => total + count * of(step + 1), 0);
  return { x: sum((score) => score), xx: sum((score) => score * score) };
}
