/** The good query on the real engine, compared with figures that are computed from the single scores in this file. */
import { DEFAULT_DIMENSIONS } from '../../src/core/model/dimension';
import { interactions, scores, type InteractionRow, type ScoreRow } from '../../src/core/model/tables';
import type { FrameJSON } from '../../src/core/frames/frame';
import { configFileSchema } from '../../src/config/configFile';
import { answerQueries } from '../../src/server/answerQueries';
import type { Driver } from '../../src/storage/driver';
import { rollUpScores, rollUpTraffic } from '../testkit/rollUp';
import { interactionRow, scoreRow } from '../testkit/rows';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

/** Four days around the night in which clocks in Berlin go forward, 2026-03-29. */
const FROM = Date.UTC(2026, 2, 27, 10, 20);
const TO = Date.UTC(2026, 2, 31, 9, 50);
const HOUR = 3_600_000;
const TOPICS = ['returns', "it's", 'shipping'];
const DIMENSIONS = [
  { name: 'factuality', min: 1, max: 5 },
  { name: 'tone', min: 0, max: 100 },
  { name: 'format', min: 0, max: 1 },
];

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function makeRows(): { requests: InteractionRow[]; judged: ScoreRow[] } {
  const random = randomFrom(7);
  const requests: InteractionRow[] = [];
  const judged: ScoreRow[] = [];
  for (let i = 0; i < 700; i++) {
    // Some lie before and after the range, in the same first and last hour or outside of it.
    const time = BigInt(Math.floor(FROM - HOUR + random() * (TO - FROM + 2 * HOUR))) * 1_000_000n;
    const segments = { service: 'bot', topic: TOPICS[Math.floor(random() ** 2 * 3)] ?? '', prompt_version: random() < 0.5 ? 'v1' : 'v2' };
    const trace_id = i.toString(16).padStart(32, '0');
    requests.push(interactionRow({ trace_id, time, ...segments, session_id: `s${i % 9}`, row_version: 1n }));
    for (const { name, min, max } of DIMENSIONS) {
      const p = segments.topic === 'returns' ? 1 : 0.4;
      if (random() > p) continue;
      const share = Math.min(1, random() ** 0.4);
      const value = name === 'format' ? Math.round(share) : min + Math.round(share * 4) * ((max - min) / 4);
      judged.push(
        scoreRow({
          score_id: `${i}${name}`,
          trace_id,
          time,
          name,
          evaluator: 'judge',
          evaluator_epoch: 'e1',
          scale_min: min,
          scale_max: max,
          is_rate: name === 'format' ? 1 : 0,
          // Some judgements fail, some give a label and no number.
          ...(random() < 0.1 ? { value: null, error_type: random() < 0.5 ? 'timeout' : '' } : { value }),
          inclusion_probability: p,
          ...segments,
          session_id: `s${i % 9}`,
          row_version: 1n,
        }),
      );
    }
  }
  return { requests, judged };
}

const { requests, judged } = makeRows();
const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;
const inRange = ({ time }: { readonly time: bigint }): boolean =>
  time >= ns(Math.floor(FROM / HOUR) * HOUR) && time < ns(Math.ceil(TO / HOUR) * HOUR);

/** Statistics §2.2 written down once more, from the scores themselves. */
function expected(rows: readonly ScoreRow[], requestRows: readonly InteractionRow[]) {
  const scored = rows.flatMap(({ value, inclusion_probability }) => (value === null ? [] : [{ x: value, w: 1 / inclusion_probability }]));
  const { scale_min: min = 0, scale_max: max = 1, is_rate } = rows[0] ?? {};
  const sw = scored.reduce((sum, { w }) => sum + w, 0);
  const mean = scored.reduce((sum, { x, w }) => sum + w * x, 0) / sw;
  const size = sw ** 2 / scored.reduce((sum, { w }) => sum + w * w, 0);
  const variance = ((scored.reduce((sum, { x, w }) => sum + w * (x - mean) ** 2, 0) / sw) * size) / (size - 1);
  const p = (mean - min) / (max - min);
  const ne = is_rate === 1 ? size : size * Math.min(4, Math.max(1, (p * (1 - p)) / (variance / (max - min) ** 2)));
  const z = 1.959964;
  const centre = (p + z ** 2 / (2 * ne)) / (1 + z ** 2 / ne);
  const half = (z / (1 + z ** 2 / ne)) * Math.sqrt((p * (1 - p)) / ne + z ** 2 / (4 * ne ** 2));
  return {
    mean,
    lower: min + (max - min) * (centre - half),
    upper: min + (max - min) * (centre + half),
    n: scored.length,
    n_effective: size,
    failed: rows.filter(({ value, error_type }) => value === null && error_type !== '').length,
    eligible: requestRows.length,
  };
}

function rowsOf({ schema, data }: FrameJSON): Record<string, unknown>[] {
  return (data.values[0] ?? []).map((_value, row) =>
    Object.fromEntries(schema.fields.map(({ name }, index) => [name, data.values[index]?.[row]])),
  );
}

function expectFigures(row: Record<string, unknown> | undefined, figures: Partial<ReturnType<typeof expected>>): void {
  for (const [name, value] of Object.entries(figures)) expect([name, row?.[name]]).toEqual([name, expect.closeTo(value, 5)]);
}

/** Start of the six-hour bucket by the wall clock of Berlin, searched hour by hour. */
function berlinBucket(ms: number): number {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', day: '2-digit' });
  const slotAt = (at: number): string => {
    const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
    return `${parts.day}/${Math.floor(Number(parts.hour) / 6)}`;
  };
  let start = Math.floor(ms / HOUR) * HOUR;
  while (slotAt(start - HOUR) === slotAt(start)) start -= HOUR;
  return start;
}

forEachDriver('good', (open) => {
  let store: TestStore;
  const deps = () => ({
    driver: store.driver,
    settings: { dimensions: DEFAULT_DIMENSIONS, file: configFileSchema.parse({}) },
    clock: { now: () => TO },
  });
  const ask = async (query: object, caller = {}): Promise<readonly FrameJSON[]> => {
    const { results } = await answerQueries({ from: FROM, to: TO, queries: [{ refId: 'A', kind: 'good', ...query }] }, deps(), caller);
    expect(results.A).toMatchObject({ status: 200 });
    return results.A?.frames ?? [];
  };
  beforeAll(async () => {
    store = await open();
    await fill(store.driver);
  });
  afterAll(() => store.close());

  test('summary: mean, interval, counts and coverage of every dimension', async () => {
    const [summary] = await ask({});
    const rows = summary === undefined ? [] : rowsOf(summary);
    expect(rows.map(({ dimension }) => dimension)).toEqual(['factuality', 'format', 'tone']);
    for (const row of rows)
      expectFigures(
        row,
        expected(
          judged.filter((score) => inRange(score) && score.name === row.dimension),
          requests.filter(inRange),
        ),
      );
  });

  test('segments: every topic and prompt version', async () => {
    const [frame] = await ask({ format: 'table', groupBy: ['topic', 'prompt_version'], dimensions: ['factuality'] });
    const rows = frame === undefined ? [] : rowsOf(frame);
    expect(rows).toHaveLength(6);
    for (const row of rows) {
      const isOf = (candidate: InteractionRow | ScoreRow): boolean =>
        inRange(candidate) && candidate.topic === row.topic && candidate.prompt_version === row.prompt_version;
      expectFigures(
        row,
        expected(
          judged.filter((score) => isOf(score) && score.name === 'factuality'),
          requests.filter(isOf),
        ),
      );
    }
  });

  test('series: buckets by the clock of Berlin, through the night without a second hour', async () => {
    const frames = await ask({
      format: 'time_series',
      timezone: 'Europe/Berlin',
      dimensions: ['tone'],
      intervalMs: 6 * HOUR,
      values: ['n', 'mean'],
    });
    const buckets = groupBuckets();
    const [times, means] = frames[0]?.data.values ?? [];
    expect(frames.map(({ schema }) => schema.fields[1]?.name)).toEqual(['mean', 'n']);
    expect(times).toEqual([...buckets.keys()].sort((a, b) => a - b));
    (times ?? []).forEach((time, index) => expect(means?.[index]).toBeCloseTo(expected(buckets.get(Number(time)) ?? [], []).mean, 5));
  });

  test('single scores give the same figures as the rollup', async () => {
    const everything = { field: 'session_id', operator: '=~', values: ['^s'] };
    const queries: readonly { filters?: object[]; groupBy?: string[]; format?: string; timezone?: string }[] = [
      {},
      { groupBy: ['topic'] },
      { format: 'time_series', timezone: 'Asia/Kolkata' },
      { filters: [{ field: 'topic', operator: '!=', values: ["it's"] }] },
    ];
    for (const query of queries) {
      const fast = await ask(query);
      const slow = await ask({ ...query, filters: [...(query.filters ?? []), everything] });
      expect(slow.map(({ data }) => roundAll(data.values))).toEqual(fast.map(({ data }) => roundAll(data.values)));
    }
  });

  test('filters on requests reach their scores', async () => {
    const [frame] = await ask({
      format: 'table',
      dimensions: ['factuality'],
      filters: [{ field: 'session_id', operator: 'in', values: ['s1', 's2'] }],
    });
    const isOf = (row: InteractionRow | ScoreRow): boolean => inRange(row) && (row.session_id === 's1' || row.session_id === 's2');
    expectFigures(
      frame && rowsOf(frame)[0],
      expected(
        judged.filter((score) => isOf(score) && score.name === 'factuality'),
        requests.filter(isOf),
      ),
    );
  });

  test('an alert rule that names no number gets the verdict alone', async () => {
    const [frame] = await ask({ format: 'table' }, { isAlert: true });
    expect(frame?.schema.fields.map(({ name }) => name)).toEqual(['dimension', 'state']);
  });

  function groupBuckets(): Map<number, ScoreRow[]> {
    const groups = new Map<number, ScoreRow[]>();
    for (const score of judged) {
      if (!inRange(score) || score.name !== 'tone' || score.value === null) continue;
      const bucket = berlinBucket(Number(score.time / 1_000_000n));
      groups.set(bucket, [...(groups.get(bucket) ?? []), score]);
    }
    return groups;
  }
});

/** Twice, as after a recompute: the later version counts alone. */
async function fill(driver: Driver): Promise<void> {
  await driver.insert(interactions, requests);
  await driver.insert(
    scores,
    judged.map((score) => ({ ...score, value: 0, row_version: 0n })),
  );
  await driver.insert(scores, judged);
  await rollUpScores(driver, judged);
  await rollUpScores(driver, judged);
  await rollUpTraffic(driver, requests);
}

function roundAll(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(roundAll);
  return typeof value === 'number' ? Number(value.toPrecision(9)) : value;
}
