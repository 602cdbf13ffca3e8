/** The worse query on the real engine: rows, states and frames, from cells whose figures are known. */
import { configFileSchema } from '../../src/config/configFile';
import type { FrameJSON, QueryAnswer } from '../../src/core/frames/frame';
import { DEFAULT_DIMENSIONS } from '../../src/core/model/dimension';
import { WORSE_REASONS, worseStateOf } from '../../src/core/verdict/worseState';
import { answerQueries } from '../../src/server/answerQueries';
import type { Driver } from '../../src/storage/driver';
import {
  insertQuality,
  insertTraffic,
  qualityVersions,
  scoredCell,
  trafficCell,
  type QualityCell,
  type TrafficCell,
} from '../testkit/hourlyCells';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const HOUR = 3600;
const DAY = 24 * HOUR;
const END = Date.UTC(2026, 10, 25, 12) / 1000;
const HOURS = Array.from({ length: 35 * 24 }, (_, i) => END - 35 * DAY + i * HOUR);
/** The mean of one hour's scores of 3, 4 and 5 is 4, their variance 2/3. */
const USUAL = [3, 4, 5];

type Segment = Partial<Pick<QualityCell, 'service' | 'topic' | 'evaluator_epoch' | 'name' | 'prompt_version'>>;

/** Scores of every hour, `since` hours before the end `late` instead of `usual`; one request in two is judged. */
function stream(segment: Segment, usual: readonly number[], late: readonly number[] = usual, since = 0, hours = HOURS) {
  const quality: QualityCell[] = [];
  const traffic: TrafficCell[] = [];
  for (const hour of hours) {
    const scores = hour >= END - since * HOUR ? late : usual;
    if (scores.length > 0) quality.push(scoredCell(scores, 2, { ...segment, hour }));
    traffic.push(trafficCell({ service: segment.service ?? 'bot', topic: segment.topic ?? 'a', hour, n: BigInt(2 * usual.length) }));
  }
  return { quality, traffic };
}

const STREAMS = [
  stream({ service: 'steady' }, USUAL),
  // 20 hours of 2, 3, 4: a fall of 1 on 60 answers.
  stream({ service: 'worse' }, USUAL, [2, 3, 4], 20),
  stream({ service: 'better' }, [2, 3, 4], USUAL, 20),
  stream({ service: 'young' }, USUAL, USUAL, 0, HOURS.slice(-11 * 24)),
  stream({ service: 'quiet' }, USUAL, [], 7 * 24),
  stream({ service: 'constant' }, [4]),
  stream({ service: 'renewed' }, USUAL, [], 3 * 24),
  stream({ service: 'renewed', evaluator_epoch: 'e2' }, [2, 3, 4], [2, 3, 4], 0, HOURS.slice(-3 * 24)),
];

/** v2 runs beside v1 for 40 hours and scores a point less in topic a; in topic b, which it gets more of, nothing differs. */
const BESIDE = HOURS.slice(-40);
const VERSIONS = [
  stream({ service: 'versions', prompt_version: 'v1' }, USUAL),
  stream({ service: 'versions', prompt_version: 'v2' }, [2, 3, 4], [2, 3, 4], 0, BESIDE),
  stream({ service: 'versions', topic: 'b', prompt_version: 'v1' }, [1, 2, 3], [1, 2, 3], 0, BESIDE),
  stream({ service: 'versions', topic: 'b', prompt_version: 'v2' }, [1, 2, 3, 1, 2, 3], [1, 2, 3, 1, 2, 3], 0, BESIDE),
  stream({ service: 'versions', prompt_version: 'v3' }, USUAL, USUAL, 0, HOURS.slice(-5)),
];

/** Six requests an hour, of which three were judged until a week ago; beside it one of which almost nothing is judged. */
const FORGOTTEN = stream({ service: 'forgotten' }, [4, 5, 3], [], 7 * 24).quality;
const CROWD = stream({ service: 'crowd' }, USUAL).quality;
/** Ten answers an hour of which nine are right, and five for the last 20 hours. */
const YES = HOURS.map((hour): QualityCell => {
  const wrong = hour >= END - 20 * HOUR ? 5 : 1;
  const [x, w] = [10 - wrong, 10];
  const place = { hour, service: 'yes', name: 'correct', scale_min: 0, scale_max: 1, is_rate: 1 };
  return { ...scoredCell([], 1, place), n: 10n, sw: w, sw2: w, swx: x, swxx: x, w1: wrong };
});
const UNEQUAL = HOURS.flatMap((hour) => [
  trafficCell({ service: 'forgotten', hour, n: 6n }),
  trafficCell({ service: 'crowd', hour, n: 600_000n }),
  trafficCell({ service: 'spender', hour, n: 2n, n_cost: 1n, cost: 1, cost2: 1 }),
]);

async function ask(driver: Driver, query: Readonly<Record<string, unknown>>, isAlert = false): Promise<QueryAnswer> {
  const settings = { dimensions: DEFAULT_DIMENSIONS, file: configFileSchema.parse({}), clickhouse: undefined };
  const response = await answerQueries(
    { from: (END - 7 * DAY) * 1000, to: END * 1000, queries: [{ kind: 'worse', refId: 'A', ...query }] },
    { driver, settings, clock: { now: () => END * 1000 } },
    { isAlert },
  );
  const answer = response.results.A;
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

function records(frame: FrameJSON | undefined): Record<string, unknown>[] {
  const fields = frame?.schema.fields ?? [];
  const length = frame?.data.values[0]?.length ?? 0;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(fields.map(({ name }, column) => [name, frame?.data.values[column]?.[row]])),
  );
}

forEachDriver('the worse query', (open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
    const again = stream({ service: 'again' }, USUAL).quality;
    const late = again.slice(-10);
    const older = [...late, ...late.map((cell) => ({ ...cell, topic: 'gone' }))].map((cell) => ({ ...cell, swx: cell.sw, swxx: cell.sw }));
    await store.driver.insert(qualityVersions, [
      ...again.map((cell) => ({ ...cell, row_version: 2n, is_deleted: 0 })),
      ...older.map((cell) => ({ ...cell, row_version: 1n, is_deleted: 0 })),
      ...older.filter(({ topic }) => topic === 'gone').map((cell) => ({ ...cell, row_version: 2n, is_deleted: 1 })),
    ]);
    await insertQuality(store.driver, [...FORGOTTEN, ...CROWD, ...YES, ...[...STREAMS, ...VERSIONS].flatMap(({ quality }) => quality)]);
    // Two evaluator epochs of one service have the same requests.
    await insertTraffic(store.driver, [...UNEQUAL, ...STREAMS.slice(0, -1).flatMap(({ traffic }) => traffic)]);
  });
  afterAll(() => store.close());

  const metrics = [{ kind: 'score', dimension: 'factuality' }];

  test.each([
    ['steady', 'steady', 'none'],
    ['worse', 'worse', 'none'],
    ['better', 'better', 'none'],
    ['young', 'not_enough_data', 'baseline_days'],
    ['quiet', 'judge_blind', 'none'],
    ['renewed', 'evaluator_changed', 'baseline_answers'],
    ['constant', 'not_enough_data', 'no_spread'],
    ['nobody', 'not_enough_data', 'baseline_answers'],
  ] as const)('%s is %s', async (service, state, reason) => {
    const { status, frames } = await ask(store.driver, {
      metrics,
      format: 'table',
      filters: [{ field: 'service', operator: '=', values: [service] }],
    });
    expect(status).toBe(200);
    const [row, ...others] = records(frames[0]);
    expect(others).toEqual([]);
    expect([worseStateOf(Number(row?.state)), row?.reason]).toEqual([state, WORSE_REASONS[reason]]);
    expect(row?.firing).toBe(state === 'worse' ? 1 : 0);
  });

  test('a small segment that was judged and is not any more is blind, however little of the rest is judged', async () => {
    const { frames } = await ask(store.driver, {
      metrics,
      format: 'table',
      groupBy: ['service'],
      filters: [{ field: 'service', operator: 'in', values: ['forgotten', 'crowd'] }],
    });
    // Half of the requests of the forgotten one were judged, and one in 200,000 of the crowd's.
    const states = records(frames[0]).map(({ service, state }) => [service, worseStateOf(Number(state))]);
    expect(states).toEqual([
      ['crowd', 'steady'],
      ['forgotten', 'judge_blind'],
    ]);
  });

  test('an hour that was computed anew counts once, and cells that vanished then count no more', async () => {
    const filters = [{ field: 'service', operator: '=', values: ['again'] }];
    const { frames } = await ask(store.driver, { metrics, format: 'table', filters });
    const [row] = records(frames[0]);
    // 35 days of three scores an hour at 4; the older version of the last ten hours had ones in two topics.
    expect([worseStateOf(Number(row?.state)), row?.n_baseline, Math.abs(Number(row?.fall))]).toEqual(['steady', 28 * 72, 0]);
  });

  test('says since when, by how much, and how sure', async () => {
    const { frames } = await ask(store.driver, { metrics, filters: [{ field: 'service', operator: '=', values: ['worse'] }] });
    const [row] = records(frames[0]);
    // v = 2/3, n0 = 28 · 72, no wobble: z = 1 / sqrt(v/60 + v/2016).
    expect(row).toMatchObject({ metric: 'factuality', since: (END - 20 * HOUR) * 1000, n: 60, observed: 3, severity: 3 });
    expect(row?.fall).toBeCloseTo(1, 9);
    expect(row?.z).toBeCloseTo(1 / Math.sqrt(2 / 3 / 60 + 2 / 3 / 2016), 6);
    expect(frames[0]?.schema.meta?.custom?.sentence).toBe(
      'Worse: factuality by 1.00 (0.79 to 1.21) since Tue 24 Nov 16:00; 3.00 where 4.00 was usual, 60 answers',
    );
    expect(frames.map(({ schema }) => schema.name).slice(0, 3)).toEqual(['worse_summary', 'worse_segments', 'worse_series']);
    const points = records(frames[2]);
    // Three answers an hour: a bucket of six hours is the narrowest with at least ten.
    expect(points).toHaveLength(28);
    expect(points.at(-1)).toMatchObject({ time: (END - 6 * HOUR) * 1000, metric: 'factuality', observed: 3, n: 18 });
    expect(points.at(-1)?.expected).toBeCloseTo(4, 9);
    // 18 answers: 1.96 · sqrt(v/18 + v/2016).
    expect(points.at(-1)?.band_lower).toBeCloseTo(4 - 1.959964 * Math.sqrt(2 / 3 / 18 + 2 / 3 / 2016), 5);
  });

  describe('two versions side by side', () => {
    const versions = (next: string, topic: string) => ({
      metrics,
      format: 'table',
      baseline: { kind: 'concurrent', field: 'prompt_version', old: 'v1', new: next },
      filters: [
        { field: 'service', operator: '=', values: ['versions'] },
        { field: 'topic', operator: topic === '' ? '!=' : '=', values: [topic] },
      ],
    });

    test('the worse one is found: 120 answers each, V = 2 · (2/3) / 120', async () => {
      const [row] = records((await ask(store.driver, versions('v2', 'a'))).frames[0]);
      const variance = (2 * (2 / 3)) / 120;
      // Statistics §2.5 with rho = 0.2 and alpha = 0.05.
      const bound = Math.sqrt(((variance * (variance + 0.04)) / 0.04) * (2 * Math.log(10) + Math.log((variance + 0.04) / variance)));
      expect(row).toMatchObject({ firing: 1, since: (END - 40 * HOUR) * 1000, n: 120, n_baseline: 120, observed: 3, expected: 4 });
      expect(row?.fall).toBeCloseTo(1, 9);
      expect(row?.z).toBeCloseTo(1 / Math.sqrt(variance), 6);
      expect(row?.z_threshold).toBeCloseTo(bound / Math.sqrt(variance), 6);
    });

    test('the picture has the old version as what is expected of the new one, with its uncertainty', async () => {
      const { frames } = await ask(store.driver, { ...versions('v2', 'a'), format: 'panel' });
      const points = records(frames.find(({ schema }) => schema.name === 'worse_series'));
      // 40 hours of three answers in buckets of six hours, which begin at midnight: the first has four hours.
      expect(points).toHaveLength(7);
      expect(points[0]).toMatchObject({ time: (END - 40 * HOUR) * 1000 - 2 * HOUR * 1000, observed: 3, n: 12 });
      expect(points.every(({ expected }) => Math.abs(Number(expected) - 4) < 1e-9)).toBe(true);
      // 18 answers of the new version against 120 of the old one, whose variance is 2/3.
      expect(points[1]?.band_lower).toBeCloseTo(4 - 1.959964 * Math.sqrt(2 / 3 / 18 + 2 / 3 / 120), 5);
    });

    test('a mix of topics is no fall', async () => {
      const [row] = records((await ask(store.driver, versions('v2', 'b'))).frames[0]);
      expect([worseStateOf(Number(row?.state)), row?.fall]).toEqual(['steady', 0]);
      // Both topics: a third of the new version's answers lost a point.
      const [both] = records((await ask(store.driver, versions('v2', ''))).frames[0]);
      expect(both?.fall).toBeCloseTo(1 / 3, 9);
    });

    test.each(['v3', 'v4'])('%s has too few answers', async (next) => {
      const [row] = records((await ask(store.driver, versions(next, 'a'))).frames[0]);
      expect([worseStateOf(Number(row?.state)), row?.reason, row?.firing]).toEqual(['not_enough_data', WORSE_REASONS.version_answers, 0]);
      expect(row?.more_needed).toBeGreaterThan(14);
    });
  });

  test('a dimension of yes and no is shown by the share that passes, in rows, picture and sentence', async () => {
    const asked = { metrics: [{ kind: 'score', dimension: 'correct' }], filters: [{ field: 'service', operator: '=', values: ['yes'] }] };
    const { frames } = await ask(store.driver, asked);
    const [row] = records(frames[0]);
    // Nine of ten passed, for the last 20 hours five of ten; windows of a rate grow by half, and 18 hours is one.
    expect(row).toMatchObject({
      metric: 'correct',
      firing: 1,
      is_rate: 1,
      higher_is_worse: 0,
      observed: 0.5,
      since: (END - 18 * HOUR) * 1000,
    });
    expect(row?.expected).toBeCloseTo(0.9, 3);
    expect(row?.fall).toBeCloseTo(0.4, 3);
    expect(row?.fall_share).toBeCloseTo(4 / 9, 3);
    const last = records(frames.find(({ schema }) => schema.name === 'worse_series')).at(-1);
    expect(last?.observed).toBe(0.5);
    expect(Number(last?.observed_lower)).toBeLessThan(0.5);
    expect(Number(last?.band_lower)).toBeGreaterThan(0.5);
    expect(Number(last?.band_upper)).toBeGreaterThan(Number(last?.expected));
    expect(frames[0]?.schema.meta?.custom?.sentence).toContain('50 % where 90 % was usual');
  });

  test('a budget is spent by calendar month, with a row for every segment that is known', async () => {
    const budget = (more: object) => ({
      kind: 'budget',
      budget: 700,
      budgets: [{ segment: ['other'], budget: 5 }],
      groupBy: ['service'],
      filters: [{ field: 'service', operator: 'in', values: ['spender', 'other'] }],
      ...more,
    });
    const [other, spender] = records((await ask(store.driver, budget({}))).frames[0]);
    // A dollar an hour since 1 November, 00:00: 588 of them, and 132 hours are left.
    expect(spender).toMatchObject({ service: 'spender', state: 1, firing: 1, spent: 588, budget: 700, rate: 1, projected: 720 });
    expect(spender).toMatchObject({ spent_at: (END + 112 * HOUR) * 1000, unpriced: 0.5, period_end: Date.UTC(2026, 11, 1) });
    expect(other).toMatchObject({ service: 'other', state: 0, firing: 0, spent: 0, budget: 5 });
    // In New York the day began seven hours before noon in UTC.
    const [, day] = records((await ask(store.driver, budget({ period: 'day', budget: 6, timezone: 'America/New_York' }), true)).frames[0]);
    expect(day).toEqual({ service: 'spender', firing: 1 });
    const { error } = await ask(store.driver, budget({ groupBy: [] }));
    expect(error).toContain('groups by 0 fields');
  });

  test('an alert rule is answered with one number a segment, also where data is short', async () => {
    const filters = [{ field: 'service', operator: 'not in', values: ['crowd', 'forgotten', 'again', 'spender'] }];
    const { frames } = await ask(store.driver, { metrics, format: 'table', groupBy: ['service'], filters }, true);
    expect(frames).toHaveLength(1);
    expect(frames[0]?.schema.meta).toMatchObject({ type: 'numeric-long', typeVersion: [0, 1] });
    const rows = records(frames[0]);
    expect(rows.map(({ service }) => service)).toEqual(['better', 'constant', 'quiet', 'renewed', 'steady', 'versions', 'worse', 'young']);
    expect(rows.map(({ firing }) => firing)).toEqual([0, 0, 0, 0, 0, 1, 1, 0]);
    expect(Object.keys(rows[0] ?? {})).toEqual(['metric', 'service', 'firing']);
  });
});
