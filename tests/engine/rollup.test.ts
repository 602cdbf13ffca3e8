/** The rollups that settling computes and single scores answer "is it good?" alike, to the last figure. */
import fc from 'fast-check';
import { configFileSchema } from '../../src/config/configFile';
import { DEFAULT_DIMENSIONS } from '../../src/core/model/dimension';
import { interactions, scores } from '../../src/core/model/tables';
import { answerQueries } from '../../src/server/answerQueries';
import { HourSet } from '../../src/settle/hourSet';
import { recomputeHours } from '../../src/settle/recomputeHours';
import { interactionRow, scoreRow } from '../testkit/rows';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const FROM = Date.UTC(2026, 10, 25, 6);
const HOUR = 3_600_000;
const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;

/** Values at the middle between two steps are among them: both sides must round alike. */
const score = fc.record({
  hour: fc.integer({ min: 0, max: 3 }),
  topic: fc.constantFrom('a', 'b'),
  value: fc.oneof(fc.constant(null), fc.constantFrom(1, 1.5, 2, 2.5, 3, 3.5, 4.5, 5), fc.double({ min: 1, max: 5, noNaN: true })),
  error_type: fc.constantFrom('', 'timeout'),
  p: fc.constantFrom(1, 0.5, 0.05),
  generated: fc.constantFrom(0, 1),
});

forEachDriver('rollups and single scores', (open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  test('give the same answer', async () => {
    const drawn = fc.sample(fc.array(score, { minLength: 60, maxLength: 60 }), { numRuns: 1, seed: 11 })[0] ?? [];
    const hours = new HourSet();
    const rows = drawn.map(({ hour, topic, value, error_type, p, generated }, index) => {
      const time = ns(FROM + hour * HOUR + index);
      hours.add('bot', time);
      const shared = { trace_id: `t${index}`, time, service: 'bot', topic, session_id: 's', generated, row_version: 1n };
      return {
        request: interactionRow(shared),
        score: scoreRow({ ...shared, score_id: `s${index}`, evaluator: 'judge', value, error_type, inclusion_probability: p }),
      };
    });
    await store.driver.insert(
      interactions,
      rows.map(({ request }) => request),
    );
    await store.driver.insert(
      scores,
      rows.map((row) => row.score),
    );
    await recomputeHours({ driver: store.driver, layout: { database: store.database, cluster: '' } }, hours);
    const ask = async (filters: readonly object[]) => {
      const { results } = await answerQueries(
        { from: FROM, to: FROM + 4 * HOUR, queries: [{ kind: 'good', groupBy: ['topic'], filters }] },
        {
          driver: store.driver,
          settings: { dimensions: DEFAULT_DIMENSIONS, file: configFileSchema.parse({}) },
          clock: { now: () => FROM },
        },
      );
      return results.A?.frames.map(({ data }) =>
        data.values.map((column) => column.map((value) => (typeof value === 'number' ? Number(value.toPrecision(10)) : value))),
      );
    };
    const fast = await ask([]);
    expect(fast?.[0]?.[1]?.[0]).not.toBeNull();
    expect(await ask([{ field: 'session_id', operator: '=', values: ['s'] }])).toEqual(fast);
  });
});
