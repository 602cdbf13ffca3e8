/**
 * "Is it good?" says the same whichever way it is read, to the last figure: from the hours' totals, from the cells of all
 * segments, from single scores; and it is what the score table says when it is added up anew. Before that, rows moved,
 * came again and vanished, and their hours were recomputed, so that every rollup holds hours in several versions.
 */
import fc from 'fast-check';
import { configFileSchema } from '../../src/config/configFile';
import type { FrameJSON } from '../../src/core/frames/frame';
import { DEFAULT_DIMENSIONS } from '../../src/core/model/dimension';
import { interactions, scores } from '../../src/core/model/tables';
import { answerQueries } from '../../src/server/answerQueries';
import { HourSet } from '../../src/settle/hourSet';
import { recomputeHours } from '../../src/settle/recomputeHours';
import { interactionRow, scoreRow } from '../testkit/rows';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const FROM = Date.UTC(2026, 10, 25, 6);
const HOURS = 6;
const HOUR = 3_600_000;
const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;

/** Values at the middle between two steps are among them: both sides must round alike. */
const judged = fc.record({
  hour: fc.integer({ min: 0, max: HOURS - 1 }),
  environment: fc.constantFrom('production', 'staging'),
  topic: fc.constantFrom('a', 'b', 'c'),
  value: fc.oneof(fc.constant(null), fc.constantFrom(1, 1.5, 2, 2.5, 3, 3.5, 4.5, 5), fc.double({ min: 1, max: 5, noNaN: true })),
  error_type: fc.constantFrom('', 'timeout'),
  p: fc.constantFrom(1, 0.5, 0.05),
  generated: fc.constantFrom(0, 1),
});
type Judged = typeof judged extends fc.Arbitrary<infer T> ? T : never;

const drawn = fc.sample(fc.array(judged, { minLength: 90, maxLength: 90 }), { numRuns: 2, seed: 11 });
const [before = [], after = []] = drawn;
/** What became of each row: it stays, it is another one now, or it went away. The last hour loses all of its rows. */
const fate = (index: number): 'stays' | 'changes' | 'goes' => {
  if (before[index]?.hour === HOURS - 1) return 'goes';
  return index % 5 === 0 ? 'goes' : index % 2 === 0 ? 'changes' : 'stays';
};

forEachDriver('ways to read "is it good?"', (open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
    // Parts that are merged hold one version only; here every hour shall be there in all of its versions.
    for (const table of ['quality_hourly', 'traffic_hourly', 'quality_totals', 'traffic_totals'])
      await store.driver.command({ sql: `SYSTEM STOP MERGES ${table}_local` });
    await write(before, 1n, () => true);
    await write(before, 2n, (index) => fate(index) !== 'stays', 1);
    await write(
      after.map((row) => ({ ...row, hour: Math.min(row.hour, HOURS - 2) })),
      3n,
      (index) => fate(index) === 'changes',
    );
  });
  afterAll(() => store.close());

  /** Writes rows of one version, then computes their hours again, each twice over. */
  async function write(rows: readonly Judged[], row_version: bigint, take: (index: number) => boolean, is_deleted = 0): Promise<void> {
    const hours = new HourSet();
    const made = rows.flatMap(({ hour, environment, topic, value, error_type, p, generated }, index) => {
      if (!take(index)) return [];
      const time = ns(FROM + hour * HOUR + index);
      hours.add('bot', time);
      const shared = {
        trace_id: `t${index}`,
        time,
        service: 'bot',
        environment,
        topic,
        session_id: 's',
        generated,
        row_version,
        is_deleted,
      };
      const score = { score_id: `s${index}`, evaluator: 'judge', value, error_type, inclusion_probability: p };
      return [{ request: interactionRow(shared), score: scoreRow({ ...shared, ...score }) }];
    });
    await store.driver.insert(
      interactions,
      made.map(({ request }) => request),
    );
    await store.driver.insert(
      scores,
      made.map(({ score }) => score),
    );
    for (const _ of [1, 2]) await recomputeHours({ driver: store.driver, layout: { database: store.database, cluster: '' } }, hours);
  }

  async function ask(query: object): Promise<readonly FrameJSON[]> {
    const { results } = await answerQueries(
      { from: FROM, to: FROM + HOURS * HOUR, queries: [{ kind: 'good', filters: [], ...query }] },
      {
        driver: store.driver,
        settings: { dimensions: DEFAULT_DIMENSIONS, file: configFileSchema.parse({}) },
        clock: { now: () => FROM },
      },
    );
    expect(results.A).toMatchObject({ status: 200 });
    return results.A?.frames ?? [];
  }
  const figures = (frames: readonly FrameJSON[], ...kinds: string[]) =>
    frames
      .filter(({ schema }) => kinds.length === 0 || kinds.includes(schema.name ?? ''))
      .map(({ data }) =>
        data.values.map((column) => column.map((value) => (typeof value === 'number' ? Number(value.toPrecision(10)) : value))),
      );
  const SINGLE = { field: 'session_id', operator: '=', values: ['s'] };
  const PRODUCTION = { field: 'environment', operator: '=', values: ['production'] };

  test('every rollup holds several versions of its hours', async () => {
    for (const table of ['quality_hourly', 'traffic_hourly', 'quality_totals', 'traffic_totals']) {
      const { rows } = await store.driver.query({ sql: `SELECT count() > (SELECT count() FROM ${table}) + 10 FROM ${table}_local` });
      expect([table, Number(rows[0]?.[0])]).toEqual([table, 1]);
    }
  });

  test.each<[string, object[], object]>([
    ['all', [], {}],
    ['of one environment', [PRODUCTION], {}],
    ['by environment', [], { groupBy: ['environment'] }],
    ['by topic', [], { groupBy: ['topic'] }],
    ['by topic and environment, as a table', [], { groupBy: ['topic', 'environment'], format: 'table' }],
    ['as a series by days of Berlin', [], { format: 'time_series', timezone: 'Europe/Berlin', values: ['mean', 'n', 'eligible'] }],
  ])('%s: rollups and single scores agree', async (_name, filters, query) => {
    const fast = figures(await ask({ ...query, filters }));
    expect(figures(await ask({ ...query, filters: [...filters, SINGLE] }))).toEqual(fast);
    expect(fast[0]?.[0]).not.toEqual([]);
  });

  test('the totals and the cells of all topics agree', async () => {
    const wholes = ['good_summary', 'good_series', 'good_histogram'];
    expect(figures(await ask({ groupBy: ['topic'] }), ...wholes)).toEqual(figures(await ask({}), ...wholes));
  });

  test('all: the score table, added up anew', async () => {
    const [summary] = await ask({ format: 'table', values: ['mean', 'n', 'n_effective', 'failed', 'eligible', 'generated'] });
    const { rows } = await store.driver.query({
      sql: `SELECT sumIf(value / inclusion_probability, value IS NOT NULL) / sumIf(1 / inclusion_probability, value IS NOT NULL), count(value),
  pow(sumIf(1 / inclusion_probability, value IS NOT NULL), 2) / sumIf(pow(1 / inclusion_probability, 2), value IS NOT NULL),
  countIf(value IS NULL AND error_type != ''), (SELECT count() FROM interaction_metrics), countIf(value IS NOT NULL AND generated = 1) / count(value)
FROM scores`,
    });
    const expected = (rows[0] ?? []).map((value) => Number(Number(value).toPrecision(10)));
    expect(expected[1]).toBeGreaterThan(20);
    expect(
      figures(summary === undefined ? [] : [summary])[0]
        ?.slice(1)
        .map(([value]) => value),
    ).toEqual(expected);
  });
});
