/** Row 9: a fall in one topic of ten, watched by a rule a segment (statistics §2.6), and what the panel blames it on. */
import type { FrameJSON } from '../../src/core/frames/frame';
import { segmentThreshold } from '../../src/core/worse/segmentThreshold';
import { answerWorse } from '../../src/server/worse/answerWorse';
import type { Driver } from '../../src/storage/driver';
import type { Part, PartContext } from './part';
import { randomFrom, type Random } from './random';
import { contextAt, questionOf, writeScores, type ScoredHour } from './sqlScan';
import { makeStream, sumsAt, WARM_UP, WOBBLING, type Stream } from './stream';
import { foundShare, medianDelay, percent, powerText, share, shareInterval, targetRow, type Row } from './targetRow';
import { delayOf, RULE, scanWatcher, tenPercent, type Watcher } from './watch';

const WITHIN = 168;
const SEGMENTS = 60;
const TOPICS = 10;
const PER_DAY = 1_000;
const FALL = 0.5;
const PROMPTS = [0.7, 0.2, 0.1];
/** Changes are far cheaper to watch than months without one. */
const CHANGES_FACTOR = 4;
/** Runs in which the whole panel is asked, each with 25,000 cells. */
const PANELS_SHARE = 0.25;

export const oneTopic: Part = {
  rows: [9],
  measure: async (context) => [foundRow(context), await blamedRow(context)],
};

const changeOf = (index: number): number => WARM_UP + ((index * 7) % 168);

function foundRow({ streams, seed, raw, say }: PartContext): Row {
  say('one topic of ten falls');
  const delays = (perDay: number, fall: number, watch: (stream: Stream) => Watcher): (number | null)[] =>
    Array.from({ length: CHANGES_FACTOR * streams }, (_, index) => {
      const change = changeOf(index);
      const shift = (hour: number): number => (hour >= change ? -fall : 0);
      const stream = makeStream({ perDay, hours: change + WITHIN, noise: WOBBLING, seed: seed(9) + index, shift });
      return delayOf(watch(stream), change, WITHIN);
    });
  const segment = delays(PER_DAY / TOPICS, FALL, (stream) => scanWatcher(stream, segmentThreshold(RULE.zStar, SEGMENTS)));
  const whole = delays(PER_DAY, FALL / TOPICS, (stream) => scanWatcher(stream));
  const ten = delays(PER_DAY, FALL / TOPICS, tenPercent);
  raw['delay h (-1: not found), one topic of ten -0.5'] = segment.map((delay) => delay ?? -1);
  return targetRow({
    row: 9,
    scenario: `one topic (10 %) -0.5, one of ${SEGMENTS} segment rules`,
    perDay: PER_DAY,
    measured: powerText(segment),
    interval: shareInterval(foundShare(segment), segment.length),
    target: '>= 95 %, <= 30 h',
    met: foundShare(segment) >= 0.95 && medianDelay(segment) <= 30,
    usual: `the same rule on the whole: ${percent(foundShare(whole))}; 10 % in 24 h: ${percent(foundShare(ten))}`,
  });
}

/** The whole answer of the panel at the first alarm of its ten segments: the first cause of its list. */
async function blamedRow({ streams: size, seed, raw, say, emptyStore }: PartContext): Promise<Row> {
  const runs = Math.max(2, Math.round(size * PANELS_SHARE));
  const causes: string[] = [];
  for (let run = 0; run < runs; run++) {
    say(`what the panel blames, ${run + 1} of ${runs}`);
    const streams = topicStreams(run, seed(9) + 500_000 + run * TOPICS);
    const change = changeOf(run);
    const [fallen] = streams;
    const delay = fallen === undefined ? null : delayOf(scanWatcher(fallen, segmentThreshold(RULE.zStar, TOPICS)), change, WITHIN);
    const driver = await emptyStore();
    const end = change + (delay ?? WITHIN);
    await writeScores(driver, topicHours(streams, end, randomFrom(seed(9) + 900_000 + run)));
    causes.push(await firstCause(driver, end));
  }
  const right = share(causes, (cause) => cause === FALLEN);
  raw['panel names the topic first (1: yes)'] = causes.map((cause) => Number(cause === FALLEN));
  return targetRow({
    row: 9,
    scenario: 'the same: first cause in the panel at the alarm',
    perDay: PER_DAY,
    measured: percent(right),
    interval: shareInterval(right, runs),
    target: 'the topic first >= 85 %',
    met: right >= 0.85,
  });
}

const FALLEN = 'topic 0';

/** Ten topics of 100 a day, of which the first falls. */
function topicStreams(run: number, seed: number): Stream[] {
  const change = changeOf(run);
  return Array.from({ length: TOPICS }, (_, topic) => {
    const shift = (hour: number): number => (topic === 0 && hour >= change ? -FALL : 0);
    return makeStream({ perDay: PER_DAY / TOPICS, hours: change + WITHIN, noise: WOBBLING, seed: seed + topic, shift });
  });
}

/** Hours of all topics up to an end; each answer has one of three prompt versions. */
function* topicHours(streams: readonly Stream[], end: number, random: Random): Generator<ScoredHour> {
  for (const [topic, stream] of streams.entries()) {
    for (let at = 0; at < end; at++) {
      const left = Array.from({ length: 5 }, (_, step) => stream[at * 5 + step] ?? 0);
      let rest = 1;
      for (const [prompt, part] of PROMPTS.entries()) {
        const taken = left.map((count) => random.binomial(count, Math.min(1, part / rest)));
        rest -= part;
        taken.forEach((count, step) => (left[step] = (left[step] ?? 0) - count));
        const sums = sumsAt(Int32Array.from(taken), 0);
        yield { at, service: 'bot', topic: `topic ${topic}`, prompt_version: `p${prompt}`, model_version: 'm', ...sums };
      }
    }
  }
}

async function firstCause(driver: Driver, hour: number): Promise<string> {
  const frames = await answerWorse(questionOf('bot', { groupBy: ['topic'] }), contextAt(driver, hour));
  const causes = frames.find((frame) => frame.schema.meta?.custom?.kind === 'worse_causes');
  return causes !== undefined && firstOf(causes, 'role') === 'cause' ? String(firstOf(causes, 'slice')) : '';
}

function firstOf({ schema, data }: FrameJSON, column: string): unknown {
  return data.values[schema.fields.findIndex(({ name }) => name === column)]?.[0];
}
