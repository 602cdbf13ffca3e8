/** The judge on the real engine, against a judge model that misbehaves over a real socket: the store has to tell the truth each time. */
import { loadSettings } from '../../src/config/settings';
import { answerQueries } from '../../src/server/answerQueries';
import {
  addRequests,
  all,
  emptyJudge,
  evaluatorConfig,
  JUDGE_NOW,
  JudgeClock,
  judgeOn,
  judgeTrace,
  type BenchJudgeOptions,
} from '../testkit/judgeBench';
import type { TestStore } from '../testkit/store';
import { FINE, grades, startStubJudge, type StubAnswer, type StubCall, type StubJudge } from '../testkit/stubJudge';
import { forEachDriver } from './drivers';

forEachDriver('judging', (open) => {
  let store: TestStore;
  let stub: StubJudge;
  beforeAll(async () => {
    store = await open();
    stub = await startStubJudge(FINE);
  });
  afterEach(async () => {
    stub.calls.length = 0;
    stub.answer = FINE;
    await emptyJudge(store);
  });
  afterAll(async () => {
    await stub.close();
    await store.close();
  });

  const scores = () =>
    all(
      store.driver,
      'SELECT name, value, error_type, count(), uniqExact(score_id) FROM score_events GROUP BY name, value, error_type ORDER BY name, value, error_type',
    );
  const work = () =>
    all(store.driver, 'SELECT state, error_type, count() FROM judge_work GROUP BY state, error_type ORDER BY state, error_type');
  const judgeOnce = async (change: object = {}, options: BenchJudgeOptions = {}) => {
    const judge = judgeOn(store, [evaluatorConfig(stub.url, change)], options);
    await judge.judgeAll();
    return judge;
  };

  test('requests are judged, once, with all that has to be known of it', async () => {
    await addRequests(store, 3);
    const judge = await judgeOnce();
    await judge.judgeAll();
    expect(stub.calls).toHaveLength(3);
    expect(await scores()).toEqual([
      ['factuality', 5, '', 3, 3],
      ['relevance', 4, '', 3, 3],
    ]);
    expect(
      await all(
        store.driver,
        'SELECT DISTINCT evaluator, evaluator_version, evaluator_kind, length(evaluator_epoch), scale_min, scale_max, inclusion_probability, stratum, source, explanation FROM score_events ORDER BY explanation LIMIT 1',
      ),
    ).toEqual([['answer-judge', 'stub-2026-01-01', 'LLM', 16, 1, 5, 1, 'uniform', 'judge', 'because factuality']]);
    expect(
      await all(
        store.driver,
        "SELECT DISTINCT state, judge_model, attempts, input_tokens, output_tokens, round(cost_usd, 6), topic IN ('returns', 'delivery') FROM judge_work",
      ),
    ).toEqual([['scored', 'stub-2026-01-01', 1, 100, 20, 0.0003, 1]]);
    // Its own traffic is there as work of an evaluator, with its cost, and is no request.
    expect(await all(store.driver, 'SELECT count(), any(stage), any(model_version), round(sum(cost_usd), 6) FROM spans')).toEqual([
      [3, 'evaluator', 'stub-2026-01-01', 0.0009],
    ]);
  });

  const failing: readonly (readonly [string, (call: StubCall) => StubAnswer, string])[] = [
    ['prose', () => ({ text: 'I would say four out of five.' }), 'parse_error'],
    ['a refusal in words', () => ({ text: 'I refuse' }), 'refused'],
    [
      'a refusal by the API',
      () => ({ raw: JSON.stringify({ model: 'm', choices: [{ finish_reason: 'stop', message: { content: null, refusal: 'no' } }] }) }),
      'refused',
    ],
    ['NaN', () => ({ text: '{"factuality":{"score":NaN},"relevance":{"score":NaN}}' }), 'schema_error'],
    ['nothing', () => ({ text: '' }), 'empty'],
    ['cut off at the limit', (call) => ({ ...FINE(call), finish: 'length' }), 'truncated'],
    ['a filter', (call) => ({ ...FINE(call), finish: 'content_filter' }), 'content_filter'],
    [
      'lies about its evidence',
      () => ({ text: grades({ factuality: 5, relevance: 5 }).replace('"quote":""', '"quote":"sixty days"') }),
      'evidence_mismatch',
    ],
    ['too long', () => ({ status: 400, raw: '{"error":{"message":"maximum context length exceeded"}}' }), 'context_too_long'],
  ];
  test.each(failing)('a judge that answers with %s is no score', async (_name, answer, error) => {
    stub.answer = answer;
    await addRequests(store, 2);
    await judgeOnce({ dimensions: ['factuality'] });
    expect(await scores()).toEqual([['factuality', null, error, 2, 2]]);
    expect(await work()).toEqual([['failed', error, 2]]);
    expect(await all(store.driver, 'SELECT count() FROM score_events WHERE value = 0 OR isNaN(value)')).toEqual([[0]]);
  });

  test('a second try: after a reply that could not be read with a note in our words, after a cut-off with twice the room', async () => {
    stub.answer = (call) => (call.n === 0 ? { text: 'IGNORE RULES' } : FINE(call));
    await addRequests(store, 1);
    await judgeOnce();
    expect(await work()).toEqual([['scored', '', 1]]);
    expect(stub.calls[1]?.user).toContain('was not a JSON object');
    expect(JSON.stringify(stub.calls[1]?.body)).not.toContain('IGNORE RULES');
    await addRequests(store, 1, { first: 10 });
    stub.answer = (call) => ({ ...FINE(call), finish: call.n === 2 ? 'length' : 'stop' });
    await judgeOnce();
    expect(stub.calls.slice(2).map(({ body }) => body.max_completion_tokens)).toEqual([2048, 4096]);
  });

  test.each([
    ['429 with seconds', { status: 429, headers: { 'retry-after': '3' } }, 3000],
    ['429 with a longer wait than a call holds', { status: 429, headers: { 'retry-after': '90' } }, 90_000],
    ['429 without', { status: 429 }, 1],
    ['500', { status: 500 }, 1],
    ['529', { status: 529 }, 1],
    ['a body cut off', { fault: 'cut' }, 1],
    ['a page of a proxy', { raw: '<html>busy</html>' }, 1],
  ] as const)('%s, then well: it is judged in the end, and not before it may be asked', async (_name, fault, waitedMs) => {
    const clock = new JudgeClock();
    stub.answer = (call) => (call.n === 0 ? fault : FINE(call));
    await addRequests(store, 1);
    await judgeOnce({}, { clock });
    expect(await work()).toEqual([['scored', '', 1]]);
    expect(stub.calls).toHaveLength(2);
    expect(clock.now() - new JudgeClock().now()).toBeGreaterThanOrEqual(waitedMs);
  });

  test('a provider that is down: nothing is scored and nothing is lost; when it comes back all is judged', async () => {
    const clock = new JudgeClock();
    let isDown = true;
    stub.answer = (call) => (isDown ? { status: 503 } : FINE(call));
    await addRequests(store, 20);
    const judge = judgeOn(store, [evaluatorConfig(stub.url, { concurrency: 4 })], {
      clock,
      deps: {
        async sleep(ms, signal) {
          // Up again after ten minutes of waiting.
          if (clock.now() > new JudgeClock().now() + 600_000) isDown = false;
          if (ms > 10_000)
            expect(judge.status()[0]).toMatchObject({ state: 'blocked', reason: expect.stringMatching(/^provider_5xx: 503/) });
          await clock.sleep(ms, signal);
        },
      },
    });
    await judge.judgeAll();
    expect(await work()).toEqual([['scored', '', 20]]);
    // Probing one at a time, and not all twenty of them each time.
    expect(stub.calls.length).toBeLessThan(20 + 20);
    expect(judge.status()[0]).toMatchObject({ state: 'running', reason: '' });
  });

  test.each([
    ['a wrong key', { status: 401 }, /^auth/],
    ['no money', { status: 429, raw: '{"error":{"code":"insufficient_quota"}}' }, /^billing/],
    ['no such model', { status: 404 }, /^model_unavailable/],
  ] as const)('%s stops the calls at once and says so', async (_name, answer, reason) => {
    stub.answer = () => answer;
    await addRequests(store, 30);
    const judge = judgeOn(store, [evaluatorConfig(stub.url, { concurrency: 2, give_up_after_hours: 1 })]);
    await judge.runs[0]?.open();
    await judge.runs[0]?.look();
    await eventually(async () => judge.status()[0]?.state === 'blocked');
    expect(judge.status()[0]?.reason).toMatch(reason);
    expect(stub.calls.length).toBeLessThanOrEqual(2);
    await judge.close();
    expect(await work()).toEqual([['pending', '', 30]]);
    expect(await all(store.driver, 'SELECT state FROM judge_state')).toEqual([]);
  });

  test('what could not be judged for a day is recorded as failed, with the reason', async () => {
    stub.answer = () => ({ status: 401 });
    await addRequests(store, 3);
    const clock = new JudgeClock();
    const judge = judgeOn(store, [evaluatorConfig(stub.url, { give_up_after_hours: 1 })], { clock });
    await judge.runs[0]?.open();
    await judge.runs[0]?.look();
    await eventually(async () => judge.status()[0]?.state === 'blocked');
    clock.ms += 3_700_000;
    await eventually(async () => {
      await judge.runs[0]?.look();
      return (await work()).every(([state]) => state === 'failed');
    });
    await judge.close();
    expect(await work()).toEqual([['failed', 'auth', 3]]);
  });

  test('a judge that stalls is given up by the clock of its call', async () => {
    stub.answer = (call) => (call.n === 0 ? { fault: 'hang' } : FINE(call));
    await addRequests(store, 1);
    await judgeOnce({ timeout_seconds: 0.2 });
    expect(await work()).toEqual([['scored', '', 1]]);
    expect(stub.calls).toHaveLength(2);
  });

  test('a model that changes mid-way opens a new epoch', async () => {
    stub.answer = (call) => ({ ...FINE(call), model: call.n < 2 ? 'stub-a' : 'stub-b' });
    await addRequests(store, 4);
    await judgeOnce({ concurrency: 1 });
    expect(
      await all(
        store.driver,
        'SELECT evaluator_version, count(), uniqExact(evaluator_epoch) FROM score_events GROUP BY evaluator_version ORDER BY 1',
      ),
    ).toEqual([
      ['stub-a', 4, 1],
      ['stub-b', 4, 1],
    ]);
    expect(await all(store.driver, 'SELECT uniqExact(evaluator_epoch), uniqExact(config_epoch) FROM judge_work')).toEqual([[2, 1]]);
  });

  test('an endpoint that knows less is asked for less, and that is part of the epoch', async () => {
    stub.answer = (call) => {
      const format = call.body.response_format as { type?: string } | undefined;
      if (format !== undefined)
        return { status: 400, raw: '{"error":{"message":"response_format is not supported","param":"response_format"}}' };
      return 'temperature' in call.body ? { status: 400, raw: '{"error":{"param":"temperature"}}' } : FINE(call);
    };
    await addRequests(store, 5);
    const judge = await judgeOnce({ concurrency: 4 });
    expect(judge.runs[0]?.client.capabilityText()).toBe('text -temperature');
    expect(await work()).toEqual([['scored', '', 5]]);
    expect(await all(store.driver, 'SELECT capability FROM judge_state')).toEqual([['text -temperature']]);
  });

  test('the budget of the day: it stops, says so, and what was chosen and not judged counts as failed', async () => {
    await addRequests(store, 40);
    const judge = await judgeOnce({ concurrency: 1, budget: { tokens_per_day: 1500 } });
    const [failed, scored] = await work();
    expect(failed?.slice(0, 2)).toEqual(['failed', 'budget_exhausted']);
    expect(scored?.slice(0, 2)).toEqual(['scored', '']);
    expect(Number(scored?.[2])).toBeGreaterThanOrEqual(8);
    expect(Number(scored?.[2])).toBeLessThanOrEqual(12);
    expect(Number(failed?.[2]) + Number(scored?.[2])).toBe(40);
    expect(judge.status()[0]?.state).toBe('budget_exhausted');
    // Another worker knows of it from the store, and the next day it goes on.
    const calls = stub.calls.length;
    await addRequests(store, 1, { first: 100 });
    await judgeOnce({ budget: { tokens_per_day: 1500 } });
    expect(stub.calls).toHaveLength(calls);
    const tomorrow = new JudgeClock(new JudgeClock().now() + 86_400_000);
    await addRequests(store, 1, { first: 200, at: tomorrow.now() });
    await judgeOnce({ budget: { tokens_per_day: 1500 } }, { clock: tomorrow });
    expect(stub.calls).toHaveLength(calls + 1);
  });

  test('a rate changed from 5 to 20 % decides of nothing twice, and weights stand for all requests', async () => {
    await addRequests(store, 600);
    await judgeOnce({ sampling: { rate: 0.05 } });
    await addRequests(store, 600, { first: 2000 });
    await judgeOnce({ sampling: { rate: 0.2 } });
    const rows = await all(
      store.driver,
      "SELECT inclusion_probability, count(), sum(state = 'scored') FROM judge_work GROUP BY inclusion_probability ORDER BY 1",
    );
    expect(rows.map(([p, n]) => [p, n])).toEqual([
      [0.05, 600],
      [0.2, 600],
    ]);
    const [[total] = []] = await all(store.driver, "SELECT sum(1 / inclusion_probability) FROM score_events WHERE name = 'relevance'");
    // Three standard errors: sqrt(600 * 0.95 / 0.05 + 600 * 0.8 / 0.2) is 117.
    expect(Math.abs(Number(total) - 1200)).toBeLessThan(3 * 117);
  });

  test('a complaint that comes later: what was not chosen is judged, what was judged stands for fewer', async () => {
    const sampling = { rate: 0.5, triggers: { signals: [{ name: 'thumbs_down', rate: 1 }] } };
    await addRequests(store, 20);
    await judgeOnce({ sampling });
    const [[before] = []] = await all(store.driver, "SELECT countIf(state = 'scored') FROM judge_work");
    expect(Number(before)).toBeGreaterThan(3);
    expect(Number(before)).toBeLessThan(17);
    const clock = new JudgeClock(new JudgeClock().now() + 5000);
    await addRequests(store, 20, { at: clock.now(), row: () => ({ signals: ['thumbs_down'] }) });
    await judgeOnce({ sampling }, { clock });
    expect(stub.calls).toHaveLength(20);
    expect(await all(store.driver, 'SELECT inclusion_probability, stratum, count() FROM score_events GROUP BY ALL')).toEqual([
      [1, 'signal:thumbs_down', 40],
    ]);
  });

  test('errors, generated and filtered requests are not judged; a request without text is a failed judgement without a call', async () => {
    await addRequests(store, 4, {
      row: (n) => ({
        ...(n === 0 ? { status: 'error' } : {}),
        ...(n === 1 ? { generated: 1 } : {}),
        ...(n === 2 ? { service: 'other' } : {}),
      }),
    });
    await addRequests(store, 1, { first: 50, text: false });
    await judgeOnce({ where: { service: ['shop'] } });
    expect(stub.calls).toHaveLength(1);
    expect(await work()).toEqual([
      ['failed', 'missing_input', 1],
      ['scored', '', 1],
    ]);
  });

  test('the same question, answer and documents are judged once; each counts', async () => {
    await addRequests(store, 6, { answer: () => 'Always the same.' });
    await store.driver.command({
      sql: "INSERT INTO interaction_text_local SELECT * REPLACE ('Same?' AS user_query, row_version + 1 AS row_version) FROM interaction_text_local",
    });
    await store.driver.command({
      sql: "INSERT INTO span_content_local SELECT * REPLACE ('[]' AS documents, ingest_ts + 1 AS ingest_ts) FROM span_content_local",
    });
    await judgeOnce({ concurrency: 1, dimensions: ['relevance'] });
    expect(stub.calls.length).toBeLessThanOrEqual(2);
    expect(await all(store.driver, 'SELECT count(), uniqExact(trace_id) FROM score_events')).toEqual([[6, 6]]);
    expect(await all(store.driver, 'SELECT sum(cache_hit) >= 4 FROM judge_work')).toEqual([[1]]);
  });

  test('two workers at once, one killed and started again: all scored in the end, nothing twice', async () => {
    await addRequests(store, 60);
    stub.answer = (call) => ({ ...FINE(call), delayMs: 5 });
    const options = (worker: string): BenchJudgeOptions => ({
      worker,
      timing: { leaseMs: 2000 },
      deps: { clock: { now: () => new JudgeClock().now() + performance.now() }, sleep: realSleep },
    });
    const start = async (worker: string) => {
      const judge = judgeOn(store, [evaluatorConfig(stub.url, { concurrency: 3 })], options(worker));
      await judge.runs[0]?.open();
      await judge.runs[0]?.look();
      return judge;
    };
    const [a, b] = await Promise.all([start('a'), start('b')]);
    await eventually(async () => stub.calls.length > 15);
    // Killed: its calls end and nothing of it is written any more; its claims stay.
    const dead = b.runs[0];
    Object.assign(dead ?? {}, { flush: async () => undefined });
    await a.runs[0]?.idle();
    await eventually(async () => {
      await a.runs[0]?.look();
      await a.runs[0]?.idle();
      const [[open] = []] = await all(store.driver, "SELECT countIf(state = 'pending') FROM judge_work");
      return Number(open) === 0;
    });
    await a.close();
    await b.close();
    expect(await work()).toEqual([['scored', '', 60]]);
    expect(await all(store.driver, "SELECT count(), uniqExact(trace_id) FROM score_events WHERE name = 'relevance'")).toEqual([[60, 60]]);
    expect(stub.calls.length).toBeLessThan(60 + 40);
    expect(
      await all(store.driver, 'SELECT uniqExact(trace_id) FROM judge_work WHERE trace_id IN (SELECT trace_id FROM interactions)'),
    ).toEqual([[60]]);
  });

  test('coverage tells of every request: seen, chosen, scored, failed, late and never looked at', async () => {
    const clock = new JudgeClock();
    stub.answer = (call) => (call.user.includes('Question number 3?') ? { text: 'I refuse' } : FINE(call));
    await addRequests(store, 6);
    const judge = await judgeOnce({}, { clock });
    // Chosen, and the judge then dies; two more come that nobody looks at.
    await addRequests(store, 1, { first: 30 });
    stub.answer = () => ({ status: 401 });
    await judge.runs[0]?.look();
    await eventually(async () => judge.status()[0]?.state === 'blocked');
    await judge.close();
    await addRequests(store, 2, { first: 40 });
    const settings = loadSettings({});
    const file = { ...settings.file, evaluators: [evaluatorConfig(stub.url)] };
    const deps = { driver: store.driver, settings: { ...settings, file }, clock: { now: () => clock.now() + 3_600_000 } };
    const ask = async (query: object) => {
      const body = { from: JUDGE_NOW - 3_600_000, to: JUDGE_NOW + 3_600_000, queries: [{ refId: 'A', kind: 'coverage', ...query }] };
      const { results } = await answerQueries(body, deps);
      expect(results.A?.error).toBeUndefined();
      return (results.A?.frames ?? []).map(({ schema, data }) => ({
        names: schema.fields.map(({ name }) => name),
        rows: (data.values[0] ?? []).map((_, row) => data.values.map((column) => column[row])),
      }));
    };
    const [coverage, errors] = await ask({});
    expect(Object.fromEntries(coverage?.names.map((name, at) => [name, coverage.rows[0]?.[at]]) ?? [])).toMatchObject({
      evaluator: 'answer-judge',
      eligible: 7,
      unseen: 2,
      sampled: 7,
      scored: 5,
      failed: 1,
      late: 1,
      waiting: 1,
      coverage: 5 / 9,
      state: 5,
      state_name: 'silent',
    });
    expect(errors?.rows).toEqual([['answer-judge', 'refused', 1]]);
    const [bySegment] = await ask({ groupBy: ['topic'], format: 'table', values: ['unseen'] });
    expect(bySegment?.rows).toEqual([
      ['answer-judge', 'delivery', 1],
      ['answer-judge', 'returns', 1],
    ]);
  });

  test('keys come from the environment, go to the provider, and stand nowhere else', async () => {
    await addRequests(store, 1);
    const key = 'sk-very-secret-key';
    await judgeOnce({ endpoint: { url: stub.url, api_key_env: 'MY_KEY' } }, { env: { MY_KEY: key } });
    expect(stub.calls[0]?.headers.authorization).toBe(`Bearer ${key}`);
    for (const table of ['score_events', 'spans', 'judge_work', 'judge_state']) {
      expect(JSON.stringify(await all(store.driver, `SELECT * FROM ${table}`))).not.toContain(key);
    }
    expect(judgeTrace(0)).toHaveLength(32);
  });
});

const realSleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Asks again and again, as there is nothing else to wait for; fails after ten seconds. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error('It did not come to that.');
    await realSleep(20);
  }
}
