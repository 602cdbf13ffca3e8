/** Row 17: what an alert rule is told where there is too little to say: a row a segment, a state, and no number that is none. */
import { WORSE_REASONS, WORSE_STATES, worseStateOf, type WorseReason, type WorseState } from '../../src/core/verdict/worseState';
import type { WorseNumbers } from '../../src/core/worse/judgeSegment';
import type { Driver } from '../../src/storage/driver';
import type { Part, PartContext } from './part';
import { measureAt, writeRequests, writeScores, type ScoredHour } from './sqlScan';
import { makeStream, QUIET, sumsAt, WARM_UP } from './stream';
import { targetRow, type Row } from './targetRow';

interface Case {
  readonly name: string;
  readonly perDay: number;
  readonly topic: string;
  readonly state: WorseState;
  readonly reason?: WorseReason;
  readonly hours: (seed: number) => readonly ScoredHour[];
}

const WEEK = 168;
const TWO_DAYS = 48;

const CASES: readonly Case[] = [
  {
    name: '3 answers a day',
    perDay: 3,
    topic: 'a',
    state: 'not_enough_data',
    reason: 'baseline_answers',
    hours: (seed) => scored(seed, 3),
  },
  {
    name: 'every score the same',
    perDay: 200,
    topic: 'a',
    state: 'not_enough_data',
    reason: 'no_spread',
    hours: (seed) => scored(seed, 200).map((hour) => ({ ...hour, x: 4 * hour.n, xx: 16 * hour.n })),
  },
  {
    name: 'a topic without answers for a week',
    perDay: 100,
    topic: 'b',
    state: 'not_enough_data',
    reason: 'window_answers',
    hours: (seed) => [...scored(seed, 200), ...scored(seed + 1, 100, { to: WARM_UP - WEEK }).map((hour) => ({ ...hour, topic: 'b' }))],
  },
  {
    name: 'a topic of two days, a point lower',
    perDay: 100,
    topic: 'b',
    state: 'not_enough_data',
    reason: 'baseline_answers',
    hours: (seed) => [
      ...scored(seed, 200),
      ...scored(seed + 1, 100, { from: WARM_UP - TWO_DAYS, mean: 3.2 }).map((hour) => ({ ...hour, topic: 'b' })),
    ],
  },
  {
    name: 'another judge for two days, a point lower',
    perDay: 200,
    topic: 'a',
    state: 'evaluator_changed',
    hours: (seed) => [
      ...scored(seed, 200, { to: WARM_UP - TWO_DAYS }),
      ...scored(seed + 1, 200, { from: WARM_UP - TWO_DAYS, mean: 3.2 }).map((hour) => ({ ...hour, epoch: 'epoch-2' })),
    ],
  },
];

export const tooLittle: Part = {
  rows: [17],
  async measure(context) {
    const rows: Row[] = [];
    for (const [place, one] of CASES.entries()) rows.push(await caseRow(one, place, context));
    return rows;
  },
};

function scored(
  seed: number,
  perDay: number,
  { from = 0, to = WARM_UP, mean = 4.2 }: { readonly from?: number; readonly to?: number; readonly mean?: number } = {},
): ScoredHour[] {
  const stream = makeStream({ perDay, hours: WARM_UP, noise: QUIET, seed, mean });
  return Array.from({ length: to - from }, (_, index) => ({ at: from + index, topic: 'a', ...sumsAt(stream, from + index) }));
}

async function caseRow(one: Case, place: number, { seed, say, emptyStore }: PartContext): Promise<Row> {
  say(one.name);
  const driver = await emptyStore();
  const hours = one.hours(seed(17) + 100 * place);
  await writeScores(driver, hours);
  await writeRequests(
    driver,
    hours.filter(({ n }) => n > 0).map(({ at, topic = '', n }) => ({ at, topic, n })),
  );
  const found = await rowOf(driver, one.topic);
  const state = found === null ? 'no row' : worseStateOf(found.state ?? -1);
  const reason = found?.reason ?? -1;
  const isRight = state === one.state && (one.reason === undefined || reason === WORSE_REASONS[one.reason]);
  const isNumber = found !== null && Object.values(found).every((value) => value === null || Number.isFinite(value));
  return targetRow({
    row: 17,
    scenario: one.name,
    perDay: one.perDay,
    measured: `${state.replaceAll('_', ' ')}, firing ${found?.firing ?? '-'}${isNumber ? '' : ', NOT A NUMBER'}`,
    target: `${one.state.replaceAll('_', ' ')}, firing 0, a row, no NaN`,
    met: isRight && isNumber && found.firing === 0 && found.state === WORSE_STATES[one.state],
  });
}

async function rowOf(driver: Driver, topic: string): Promise<WorseNumbers | null> {
  const { rows } = await measureAt(driver, '', WARM_UP, { groupBy: ['topic'] });
  const own = rows.filter(({ labels }) => labels[1] === topic);
  return own.length === 1 ? (own[0]?.numbers ?? null) : null;
}
