/** POST /api/v1/scores over a real socket, on the embedded store. */
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { loadSettings } from '../../src/config/settings';
import type { TouchedTraces } from '../../src/core/settle/touchedTraces';
import { createApp } from '../../src/server/app';
import { scoreRoutes } from '../../src/server/scores';
import { StorageError, type Driver } from '../../src/storage/driver';
import { openTestStore, type TestStore } from '../testkit/store';
import { wrapDriver } from '../testkit/wrapDriver';

const NOW = Date.UTC(2026, 10, 25, 12);
const TRACE = 'A'.repeat(32);
const SCORE = { trace_id: TRACE, name: 'factuality', value: 4, evaluator: 'judge', evaluator_version: '1' };

let store: TestStore;
let closeApp: () => Promise<void>;
let touched: TouchedTraces[];
let url: string;

beforeAll(async () => {
  store = await openTestStore();
});
beforeEach(() => listen(store.driver));
afterEach(async () => {
  await closeApp();
  await store.driver.command({ sql: 'TRUNCATE TABLE score_events_local' });
});
afterAll(() => store.close());

async function listen(driver: Driver): Promise<void> {
  touched = [];
  const settings = { ...loadSettings({}), database: store.database };
  const clock = { now: () => NOW };
  const app = createApp({
    driver,
    settings,
    clock,
    log: pino({ level: 'silent' }),
    extraRoutes: [(routes) => scoreRoutes(routes, { driver, settings, clock, onTraces: (traces) => touched.push(traces) })],
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  closeApp = () => app.close();
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/api/v1/scores`;
}

async function post(body: unknown): Promise<{ status: number; body: unknown }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text });
  return { status: response.status, body: await response.json() };
}

async function stored(columns: string): Promise<readonly (readonly unknown[])[]> {
  return (await store.driver.query({ sql: `SELECT ${columns} FROM score_events ORDER BY name, score_id` })).rows;
}

test.each([
  ['one score', SCORE, 1],
  ['a list', [SCORE, { ...SCORE, name: 'safety' }], 2],
  ['a wrapped list', { scores: [SCORE, { ...SCORE, name: 'safety' }] }, 2],
  ['an empty list', [], 0],
])('%s', async (_name, body, n) => {
  const answer = await post(body);
  expect(answer).toEqual({ status: 200, body: { results: expect.any(Array) } });
  expect((answer.body as { results: unknown[] }).results).toHaveLength(n);
  expect(await stored('name')).toHaveLength(n);
  expect(touched.map((traces) => [...traces.keys()])).toEqual(n === 0 ? [] : [['a'.repeat(32)]]);
});

test('every field arrives', async () => {
  const { status } = await post({
    ...SCORE,
    id: 'mine',
    span_id: 'b'.repeat(16),
    session_id: 's',
    response_id: 'r',
    label: 'fine',
    explanation: "it's so",
    evaluator_kind: 'llm',
    evaluator_epoch: 'e7',
    scale: [0, 10],
    rate: false,
    inclusion_probability: 0.25,
    stratum: 'hard',
    scored_at: '2026-11-25T11:00:00.5+01:00',
    attributes: { run: 7 },
  });
  expect(status).toBe(200);
  const columns =
    'score_id, trace_id, span_id, session_id, response_id, name, evaluator, evaluator_version, evaluator_kind, evaluator_epoch, value, label, explanation, error_type, scale_min, scale_max, is_rate, inclusion_probability, stratum, source, toString(scored_at), attributes, toString(ingest_ts)';
  expect(await stored(columns)).toEqual([
    [
      'mine',
      'a'.repeat(32),
      'b'.repeat(16),
      's',
      'r',
      'factuality',
      'judge',
      '1',
      'LLM',
      'e7',
      4,
      'fine',
      "it's so",
      '',
      0,
      10,
      0,
      0.25,
      'hard',
      'api',
      '2026-11-25 10:00:00.500000000',
      { run: '7' },
      '2026-11-25 12:00:00.000000000',
    ],
  ]);
});

test('the same again changes nothing, another value with the same id replaces it', async () => {
  const first = await post(SCORE);
  expect(await post(SCORE)).toEqual(first);
  expect(await stored('value')).toEqual([[4]]);
  await post({ ...SCORE, value: 2 });
  expect(await stored('value')).toEqual([[2]]);
});

test('a failed judgement is stored without a value, and the answer says so', async () => {
  const scores = [
    { ...SCORE, value: 17 },
    { ...SCORE, name: 'safety', value: 'NaN' },
    { ...SCORE, name: 'tone', value: null, error_type: 'timeout' },
  ];
  const { body } = await post(scores);
  const expected = ['out_of_scale', 'non_finite', 'timeout'];
  expect(body).toEqual({
    results: expected.map((error_type) => ({ id: expect.any(String), value: null, error_type, evaluator_epoch: expect.any(String) })),
  });
  expect(await stored('value, error_type')).toEqual(expected.map((error) => [null, error]));
});

test('a score of a response alone waits for its trace', async () => {
  expect((await post({ name: 'factuality', value: 4, response_id: 'r1' })).status).toBe(200);
  expect(await stored('trace_id, response_id')).toEqual([['', 'r1']]);
  expect(touched).toEqual([]);
});

test.each<[string, unknown, number, RegExp]>([
  ['a mistake among good ones', [SCORE, { ...SCORE, trace_id: 'x' }, { name: 'n' }], 400, /^score 1: trace_id.*\nscore 2: trace_id/],
  ['a field that does not exist', { ...SCORE, scoer: 1 }, 400, /scoer/],
  ['a text as value', { ...SCORE, value: 'good' }, 400, /^value/],
  ['no object', [3], 400, /object/],
  ['impossible probability', { ...SCORE, inclusion_probability: 0 }, 400, /^inclusion_probability/],
  ['a day without time', { ...SCORE, scored_at: '2026-11-25' }, 400, /^scored_at/],
  ['too many', Array.from({ length: 5001 }, () => SCORE), 413, /5001/],
  ['no JSON', '{', 400, /./],
])('refused: %s', async (_name, body, status, message) => {
  expect(await post(body)).toEqual({
    status,
    body: { error: { code: expect.any(String), message: expect.stringMatching(message), hint: expect.any(String) } },
  });
  expect(await stored('name')).toEqual([]);
  expect(touched).toEqual([]);
});

test('a store that cannot write is not answered as success', async () => {
  await closeApp();
  const down = wrapDriver(store.driver, { insert: () => Promise.reject(new StorageError('unavailable', 'disk full')) });
  await listen(down);
  expect((await post(SCORE)).status).toBe(503);
  expect(touched).toEqual([]);
});
