/** Datasets and runs over a real socket, on both drivers. */
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { configFileSchema } from '../../src/config/configFile';
import { loadSettings } from '../../src/config/settings';
import { interactions, interactionText, scores } from '../../src/core/model/tables';
import { createApp } from '../../src/server/app';
import { datasetRoutes } from '../../src/server/datasets';
import { evalRunRoutes } from '../../src/server/evalRuns';
import { emptyRow, interactionRow, scoreRow } from '../testkit/rows';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const NOW = Date.UTC(2026, 10, 25, 12);
const AT = BigInt(NOW) * 1_000_000n;
const CASE = { question: 'Can I return shoes?', topic: 'returns', expect: { contains: ['30 days'] } };

forEachDriver('datasets and runs', (open) => {
  let store: TestStore;
  let close: (() => Promise<void>) | undefined;
  let url: string;
  let now = NOW;

  beforeAll(async () => {
    store = await open();
    const file = configFileSchema.parse({ masking: { rules: [{ types: ['email'] }] } });
    const settings = { ...loadSettings({}), file, database: store.database };
    const deps = { driver: store.driver, settings, clock: { now: () => now++ } };
    const app = createApp({
      ...deps,
      log: pino({ level: 'silent' }),
      extraRoutes: [(routes) => datasetRoutes(routes, deps), (routes) => evalRunRoutes(routes, deps)],
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    close = () => app.close();
    url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/api/v1`;
  });
  afterAll(async () => {
    await close?.();
    await store.close();
  });

  async function get(path: string): Promise<Record<string, unknown>> {
    const response = await fetch(`${url}${path}`);
    return { status: response.status, ...((await response.json()) as object) };
  }
  async function post(path: string, body: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, ...((await response.json()) as object) };
  }

  test('a dataset has versions: the same again makes none, a change makes one, an earlier one stays readable', async () => {
    const add = (cases: unknown[], removed: string[] = []) => post('/datasets/returns/cases', { cases, removed });
    expect(await add([CASE, { id: 'b', question: 'And boots?' }])).toMatchObject({ version: 1, added: 2, changed: 0, unchanged: 0 });
    expect(await add([CASE])).toMatchObject({ version: 1, added: 0, unchanged: 1 });
    expect(await add([{ id: 'b', question: 'And boots, worn?' }])).toMatchObject({ version: 2, added: 0, changed: 1 });
    expect(await add([], ['b', 'unknown'])).toMatchObject({ version: 3, removed: 1 });
    expect(await add([{ id: 'b', question: 'And boots, worn?' }])).toMatchObject({ version: 4, added: 1 });
    const questions = async (query = ''): Promise<unknown> =>
      ((await get(`/datasets/returns${query}`))['cases'] as { question: string }[]).map(({ question }) => question).sort();
    expect(await questions('?version=1')).toEqual(['And boots?', 'Can I return shoes?']);
    expect(await questions('?version=3')).toEqual(['Can I return shoes?']);
    expect(await questions()).toEqual(['And boots, worn?', 'Can I return shoes?']);
    expect((await get('/datasets'))['datasets']).toEqual([expect.objectContaining({ name: 'returns', version: 4, cases: 2 })]);
  });

  test.each([
    ['an unknown dataset', () => get('/datasets/nothing'), 404, 'no_dataset'],
    ['an unknown run', () => get('/evals/runs/nothing'), 404, 'no_run'],
    ['a case without a question', () => post('/datasets/x/cases', { cases: [{ question: '' }] }), 400, 'invalid_request'],
    ['a field that nobody knows', () => post('/datasets/x/cases', { cases: [{ question: 'q', answr: 'a' }] }), 400, 'invalid_request'],
    ['a name with a slash', () => post('/datasets/a%2Fb/cases', { cases: [CASE] }), 400, 'invalid_request'],
  ])('%s', async (_name, ask, status, code) => {
    expect(await ask()).toMatchObject({ status, error: { code } });
  });

  test('personal data is masked before a case or an answer is stored', async () => {
    await post('/datasets/masked/cases', { cases: [{ id: 'm', question: 'I am ann@example.com', reference: 'Ask bob@example.com' }] });
    const [stored] = (await get('/datasets/masked'))['cases'] as { question: string; reference: string }[];
    expect(`${stored?.question} ${stored?.reference}`).not.toMatch(/ann@|bob@/);
    await post('/evals/runs', {
      run: { ...RUN, id: 'masked', dataset: 'masked' },
      results: [{ case_id: 'm', answer: 'Write to eve@example.com' }],
    });
    expect(JSON.stringify(await get('/evals/runs/masked'))).not.toContain('eve@');
  });

  const RUN = { id: 'run-1', dataset: 'returns', dataset_version: 1, started_at: NOW, ended_at: NOW + 5, cases: 2, service: 'shop' };

  test('a run is sent in parts, twice, and reads as it was sent', async () => {
    const judged = { name: 'factuality', value: 4, scale: [1, 5], evaluator: 'judge', evaluator_epoch: 'e1', explanation: 'fits' };
    const failed = { name: 'relevance', value: null, scale: [1, 5], error_type: 'timeout' };
    const parts = [
      [{ case_id: 'a', answer: 'Within 30 days.', latency_ms: 12.5, scores: [judged, failed] }],
      [{ case_id: 'b', repeat: 1, error: 'status 500' }],
    ];
    for (const results of [...parts, ...parts]) await post('/evals/runs', { run: RUN, results });
    await post('/evals/runs', { run: { ...RUN, verdict: 'pass', baseline: 'production' }, results: [] });
    expect(await get('/evals/runs/run-1')).toMatchObject({
      run: { ...RUN, verdict: 'pass', baseline: 'production' },
      results: [
        {
          case_id: 'a',
          answer: 'Within 30 days.',
          latency_ms: 12.5,
          cost_usd: null,
          scores: [
            { ...judged, rate: false, error_type: '' },
            { ...failed, rate: false, explanation: '' },
          ],
        },
        { case_id: 'b', repeat: 1, error: 'status 500', scores: [] },
      ],
    });
    expect((await get('/evals/runs?dataset=returns'))['runs']).toHaveLength(1);
  });

  test('requests of production become cases with the turns before them, and their answers and scores a baseline', async () => {
    const { driver } = store;
    const [first, second, mute] = ['1', '2', '3'].map((digit) => digit.repeat(32)) as [string, string, string];
    const request = (trace_id: string, seconds: number) =>
      interactionRow({
        trace_id,
        time: AT + BigInt(seconds) * 1_000_000_000n,
        service: 'shop',
        topic: 'returns',
        session_id: 's',
        row_version: 1n,
      });
    await driver.insert(interactions, [request(first, 0), request(second, 60), request(mute, 120)]);
    await driver.insert(interactionText, [
      {
        ...emptyRow(interactionText),
        trace_id: first,
        time: AT,
        service: 'shop',
        user_query: 'Hello?',
        model_response: 'Hi.',
        row_version: 1n,
      },
      {
        ...emptyRow(interactionText),
        trace_id: second,
        time: AT,
        service: 'shop',
        user_query: 'Shoes?',
        model_response: '60 days.',
        row_version: 1n,
      },
    ]);
    await driver.insert(scores, [
      scoreRow({
        score_id: 'o',
        trace_id: second,
        time: AT,
        service: 'shop',
        name: 'factuality',
        value: 2,
        scored_at: 1n,
        evaluator: 'judge',
      }),
      scoreRow({
        score_id: 'n',
        trace_id: second,
        time: AT,
        service: 'shop',
        name: 'factuality',
        value: 1,
        scored_at: 9n,
        evaluator: 'judge',
      }),
    ]);
    expect(await post('/datasets/incident/cases', { trace_ids: [second, mute, 'nowhere'] })).toMatchObject({
      added: 1,
      missing: [mute, 'nowhere'],
    });
    expect((await get('/datasets/incident'))['cases']).toMatchObject([
      {
        id: second,
        question: 'Shoes?',
        topic: 'returns',
        history: [
          { role: 'user', content: 'Hello?' },
          { role: 'assistant', content: 'Hi.' },
        ],
      },
    ]);
    expect((await get('/evals/production?dataset=incident'))['results']).toMatchObject([
      { case_id: second, answer: '60 days.', error: '', scores: [{ name: 'factuality', value: 1 }] },
    ]);
  });

  test('a question of any length and a long reason of a failure leave the dataset readable', async () => {
    const { driver } = store;
    const long = '4'.repeat(32);
    await driver.insert(interactions, [interactionRow({ trace_id: long, time: AT, service: 'shop', row_version: 1n })]);
    await driver.insert(interactionText, [
      { ...emptyRow(interactionText), trace_id: long, time: AT, service: 'shop', user_query: 'x'.repeat(1_048_576), row_version: 1n },
    ]);
    await driver.insert(scores, [
      scoreRow({ score_id: 'l', trace_id: long, time: AT, name: 'factuality', value: null, error_type: 'e'.repeat(300), scored_at: 1n }),
    ]);
    expect(await post('/datasets/long/cases', { trace_ids: [long] })).toMatchObject({ status: 200, added: 1 });
    expect(await get('/datasets/long')).toMatchObject({ status: 200, cases: [{ id: long }] });
    expect(await get('/evals/production?dataset=long')).toMatchObject({ status: 200, results: [{ case_id: long }] });
  });

  test('a session without an end, and one of another service, are no conversation', async () => {
    const { driver } = store;
    const id = (index: number) => index.toString(16).padStart(32, '5');
    const turns = Array.from({ length: 40 }, (_, index) => index);
    const row = (index: number, service: string) =>
      interactionRow({
        trace_id: service === 'shop' ? id(index) : id(index + 100),
        time: AT + BigInt(index) * 1_000_000_000n,
        service,
        session_id: 'default',
        row_version: 1n,
      });
    await driver.insert(interactions, [...turns.map((index) => row(index, 'shop')), ...turns.map((index) => row(index, 'bot'))]);
    await driver.insert(
      interactionText,
      [...turns, ...turns.map((index) => index + 100)].map((index) => ({
        ...emptyRow(interactionText),
        trace_id: id(index),
        time: AT,
        service: index < 100 ? 'shop' : 'bot',
        user_query: `q${index}`,
        model_response: `a${index}`,
        row_version: 1n,
      })),
    );
    await post('/datasets/endless/cases', { trace_ids: [id(39)] });
    const [one] = (await get('/datasets/endless'))['cases'] as { history: { content: string }[] }[];
    expect(one?.history.map(({ content }) => content)).toEqual(
      Array.from({ length: 10 }, (_, index) => [`q${29 + index}`, `a${29 + index}`]).flat(),
    );
  });

  test('two evaluators of one dimension are two scores', async () => {
    const score = (evaluator: string, value: number) => ({ name: 'factuality', value, scale: [1, 5], evaluator });
    await post('/evals/runs', {
      run: { ...RUN, id: 'two' },
      results: [{ case_id: 'a', answer: 'x', scores: [score('j1', 2), score('j2', 5)] }],
    });
    expect((await get('/evals/runs/two'))['results']).toMatchObject([{ scores: [{ value: 2 }, { value: 5 }] }]);
  });
});
