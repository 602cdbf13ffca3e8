/**
 * Two services with a token each try to reach each other's data, on every way in and out, through the running service's own
 * parts and on the real engine.
 */
import { pino } from 'pino';
import { configFileSchema } from '../../src/config/configFile';
import { loadSettings } from '../../src/config/settings';
import { hashOf, tokensOf } from '../../src/config/tokens';
import { createIngest } from '../../src/ingest/createIngest';
import { createApp } from '../../src/server/app';
import { currentCaller } from '../../src/server/currentCaller';
import { scoreRoutes } from '../../src/server/scores';
import { TokenBook } from '../../src/server/tokenBook';
import { createSettler } from '../../src/settle/createSettler';
import type { FastifyInstance } from 'fastify';
import { empty } from '../testkit/settleBench';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const NOW = Date.UTC(2026, 10, 25, 12);
const START = BigInt(NOW - 60_000) * 1_000_000n;

const TOKENS = {
  a: 'token-of-service-a',
  b: 'token-of-service-b',
  reader: 'token-that-reads',
  sender: 'token-that-sends',
  admin: 'token-of-the-admin',
};
const entry = (name: keyof typeof TOKENS, more: object): object => ({ name, token: `sha256:${hashOf(TOKENS[name])}`, ...more });
const FILE = configFileSchema.parse({
  access: [
    entry('a', { scopes: ['ingest', 'query'], services: ['a'] }),
    entry('b', { scopes: ['ingest', 'query'], services: ['b'] }),
    entry('reader', { scopes: ['query'] }),
    entry('sender', { scopes: ['ingest'], rate_limit: { requests_per_second: 2 } }),
    entry('admin', { scopes: ['admin'] }),
  ],
});

const traceOf = (service: string): string => Buffer.from(service.repeat(16)).toString('hex');

function request(service: string, trace = traceOf(service), more: object = {}): object {
  const span = {
    traceId: trace,
    spanId: '00000000000000a1',
    name: `chat of ${service}`,
    startTimeUnixNano: String(START),
    endTimeUnixNano: String(START + 1_000_000_000n),
    attributes: [
      { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
      { key: 'gen_ai.request.model', value: { stringValue: `model-of-${service}` } },
      { key: 'input.value', value: { stringValue: `question of ${service}` } },
      { key: 'output.value', value: { stringValue: `secret of ${service}` } },
    ],
    ...more,
  };
  return {
    resourceSpans: [
      { resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] }, scopeSpans: [{ spans: [span] }] },
    ],
  };
}

forEachDriver('tokens', (open) => {
  let store: TestStore;
  let app: FastifyInstance;
  let settler: ReturnType<typeof createSettler>;
  let book: TokenBook;
  let base: string;

  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  beforeEach(async () => {
    const clock = { now: () => NOW };
    const settings = { ...loadSettings({}), database: store.database, file: FILE };
    const log = pino({ level: 'silent' });
    settler = createSettler({ driver: store.driver, settings, clock, log, replicaId: 'test' });
    const onTraces: typeof settler.touch = (traces) => settler.touch(traces);
    const senderOf = () => ({ services: currentCaller()?.services ?? null });
    const ingest = createIngest({ driver: store.driver, settings, clock, log, onTraces, senderOf });
    book = new TokenBook(tokensOf(FILE), clock);
    app = createApp({
      driver: store.driver,
      settings,
      clock,
      log,
      tokens: book,
      extraRoutes: [
        (routes) => ingest.routes(routes),
        (routes) => scoreRoutes(routes, { driver: store.driver, settings, clock, onTraces }),
      ],
    });
    base = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    await app.close();
    await empty(store.driver);
  });

  const authorization = (token: keyof typeof TOKENS | ''): Record<string, string> =>
    token === '' ? {} : { authorization: `Bearer ${TOKENS[token]}` };
  const post = async (token: keyof typeof TOKENS | '', url: string, body: object) => {
    const headers = { 'content-type': 'application/json', ...authorization(token) };
    const response = await fetch(base + url, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, text, json: JSON.parse(text), retryAfter: response.headers.get('retry-after') };
  };
  const get = async (token: keyof typeof TOKENS, url: string) => {
    const response = await fetch(base + url, { headers: authorization(token) });
    return { status: response.status, text: await response.text() };
  };
  const score = (trace: string, more: object = {}) => ({ trace_id: trace, name: 'factuality', value: 5, ...more });
  const bothServices = async (): Promise<void> => {
    expect((await post('a', '/v1/traces', request('a'))).json).toEqual({});
    expect((await post('b', '/v1/traces', request('b'))).json).toEqual({});
    expect((await post('b', '/api/v1/scores', score(traceOf('b'), { explanation: 'why b is bad' }))).status).toBe(200);
    await settler.settleAll();
  };

  test('spans, text and scores of another service are refused with the reason, and nothing of it is stored', async () => {
    await bothServices();
    const evaluation = {
      name: 'gen_ai.evaluation.result',
      timeUnixNano: String(START),
      attributes: [
        { key: 'gen_ai.evaluation.name', value: { stringValue: 'factuality' } },
        { key: 'gen_ai.evaluation.score.value', value: { doubleValue: 1 } },
      ],
    };
    const logs = (record: object, service = 'a'): object => ({
      resourceLogs: [
        { resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] }, scopeLogs: [{ logRecords: [record] }] },
      ],
    });
    const foreignRecord = { traceId: traceOf('b'), spanId: '00000000000000a1', timeUnixNano: String(START) };
    const attempts: readonly (readonly [string, string, object, RegExp])[] = [
      ['a span of b', '/v1/traces', request('b', traceOf('c')), /may not write spans of the service b/],
      ["a span in b's place", '/v1/traces', request('a', traceOf('b')), /may not write spans of the service b/],
      [
        "a score on b's trace by a link",
        '/v1/traces',
        request('a', traceOf('a'), {
          spanId: '00000000000000a2',
          events: [evaluation],
          attributes: [{ key: 'openinference.span.kind', value: { stringValue: 'EVALUATOR' } }],
          links: [{ traceId: traceOf('b'), spanId: '00000000000000a1' }],
        }),
        /may not write scores of the service b/,
      ],
      [
        "a score on b's trace by a log record",
        '/v1/logs',
        logs({ ...foreignRecord, eventName: evaluation.name, attributes: evaluation.attributes }),
        /may not write scores of the service b/,
      ],
      [
        "words in b's mouth",
        '/v1/logs',
        logs({ ...foreignRecord, eventName: 'gen_ai.choice', body: { stringValue: 'I was hacked' } }),
        /may not write text of the service b/,
      ],
      [
        'text as b',
        '/v1/logs',
        logs({ ...foreignRecord, eventName: 'gen_ai.choice', body: { stringValue: 'I was hacked' } }, 'b'),
        /may not write text of the service b/,
      ],
    ];
    for (const [name, url, body, reason] of attempts) {
      const answer = await post('a', url, body);
      expect([name, answer.status]).toEqual([name, 200]);
      expect(answer.json.partialSuccess.errorMessage).toMatch(reason);
    }
    const refused = await post('a', '/api/v1/scores', [score(traceOf('a')), score(traceOf('b'))]);
    expect([refused.status, refused.json.error.message]).toEqual([403, expect.stringContaining('scores of the service b')]);
    await settler.settleAll();
    const { rows } = await store.driver.query({ sql: 'SELECT service, name, value FROM scores ORDER BY ALL' });
    expect(rows).toEqual([['b', 'factuality', 5]]);
    const texts = await store.driver.query({ sql: 'SELECT service, model_response FROM interactions ORDER BY ALL' });
    expect(texts.rows).toEqual([
      ['a', 'secret of a'],
      ['b', 'secret of b'],
    ]);
  });

  test('a score that comes before the trace of another service never reaches it', async () => {
    expect((await post('a', '/api/v1/scores', score(traceOf('b'), { value: 1 }))).status).toBe(200);
    await bothServices();
    const { rows } = await store.driver.query({ sql: 'SELECT service, value FROM scores ORDER BY ALL' });
    expect(rows).toEqual([['b', 5]]);
  });

  describe('a service that takes part in the trace of another one', () => {
    const participate = async (more: object = {}) =>
      post('a', '/v1/traces', request('a', traceOf('b'), { spanId: '00000000000000f1', startTimeUnixNano: String(START - 1n), ...more }));
    const requests = async () =>
      (await store.driver.query({ sql: 'SELECT service, user_query, model_response FROM interactions ORDER BY ALL' })).rows;

    test('cannot make its request, its text or its scores its own', async () => {
      await bothServices();
      expect((await participate()).json).toEqual({});
      await settler.settleAll();
      expect(await requests()).toEqual([
        ['a', 'question of a', 'secret of a'],
        ['b', 'question of b', 'secret of b'],
      ]);
      expect((await store.driver.query({ sql: 'SELECT service, value FROM scores' })).rows).toEqual([['b', 5]]);
    });

    test('gets no text of the other when it came before its root', async () => {
      await participate({ attributes: [] });
      await bothServices();
      await settler.settleAll();
      expect(JSON.stringify((await requests()).filter(([service]) => service === 'a'))).not.toContain('of b');
    });

    test('cannot label nor score it, nor read what others said of it', async () => {
      await bothServices();
      const label = { trace_id: traceOf('b'), name: 'factuality', labeller: 'ann', value: 1, comment: 'why ann' };
      expect((await post('b', '/api/v1/labels', label)).status).toBe(200);
      await participate({ parentSpanId: '00000000000000a1' });
      await settler.settleAll();
      for (const [url, body] of [
        ['/api/v1/scores', score(traceOf('b'))],
        ['/api/v1/labels', label],
      ] as const)
        expect([url, (await post('a', url, body)).status]).toEqual([url, 403]);
      const listed = `/api/v1/labels?from=${NOW - 3_600_000}&to=${NOW + 3_600_000}`;
      expect((await get('b', listed)).text).toContain('why ann');
      expect(JSON.parse((await get('a', listed)).text)).toEqual({ labels: [] });
      const answer = await post('a', '/api/v1/query', {
        from: NOW - 3_600_000,
        to: NOW + 3_600_000,
        queries: [{ refId: 'A', version: 1, kind: 'trace', traceId: traceOf('b') }],
      });
      expect(answer.text).not.toMatch(/of b|why b/);
    });

    test('cannot replace what the other stored under an id, before the trace has come', async () => {
      const label = { id: 'one', trace_id: traceOf('b'), name: 'factuality', labeller: 'ann' };
      await post('b', '/api/v1/labels', { ...label, value: 5 });
      await post('b', '/api/v1/scores', score(traceOf('b'), { id: 'one' }));
      await post('a', '/api/v1/labels', { ...label, value: 1 });
      await post('a', '/api/v1/scores', score(traceOf('b'), { id: 'one', value: 1 }));
      await post('b', '/v1/traces', request('b'));
      await settler.settleAll();
      const { rows } = await store.driver.query({ sql: "SELECT value FROM labels WHERE has(only_services, 'b')" });
      expect(rows).toEqual([[5]]);
      expect((await store.driver.query({ sql: 'SELECT service, value FROM scores' })).rows).toEqual([['b', 5]]);
    });
  });

  test('what one service may read says nothing of the other', async () => {
    await bothServices();
    const range = { from: NOW - 3_600_000, to: NOW + 3_600_000 };
    const query = (more: object) => ({ ...range, queries: [{ refId: 'A', version: 1, ...more }] });
    const questions: readonly object[] = [
      { kind: 'good' },
      { kind: 'changes' },
      { kind: 'traces' },
      { kind: 'documents' },
      { kind: 'metric', measure: 'requests' },
      { kind: 'trace', traceId: traceOf('b') },
    ];
    for (const question of questions) {
      const answer = await post('a', '/api/v1/query', query(question));
      expect([question, answer.json.results.A.status, answer.json.results.A.error]).toEqual([question, 200, undefined]);
      const data = JSON.stringify(answer.json.results.A.frames?.map(({ data: frame }: { data: object }) => frame) ?? []);
      expect(data).not.toMatch(/of b|-of-b|why b/);
      expect(data).not.toContain(`"${traceOf('b')}"`);
    }
    for (const url of ['values?field=service', 'values?field=model', 'values?field=model_version', 'topics', 'dimensions']) {
      const answer = await get('a', `/api/v1/resources/${url}${url.includes('?') ? '&' : '?'}from=${range.from}&to=${range.to}`);
      expect(answer.status).toBe(200);
      expect(answer.text).not.toMatch(/"b"|of-b|"n":[1-9]/);
    }
    // The same asked by its owner shows that there was something to see.
    expect((await get('b', `/api/v1/resources/values?field=model&from=${range.from}&to=${range.to}`)).text).toContain('model-of-b');
    expect((await get('reader', `/api/v1/resources/values?field=service&from=${range.from}&to=${range.to}`)).text).toMatch(
      /"a".*"b"|"b".*"a"/,
    );
  });

  test.each(['SELECT * FROM interactions', "SELECT * FROM spans WHERE service = 'a'", 'SELECT query FROM system.processes'])(
    'SQL is refused to a bound token: %s',
    async (rawSql) => {
      await bothServices();
      const answer = await post('a', '/api/v1/query', {
        from: NOW - 3_600_000,
        to: NOW,
        queries: [{ refId: 'A', version: 1, kind: 'sql', rawSql, format: 'table' }],
      });
      expect(answer.json.results.A.status).toBe(400);
      expect(answer.json.results.A.error).toMatch(/bound to services/);
    },
  );

  test('scopes', async () => {
    const tries: readonly (readonly [keyof typeof TOKENS | '', string, number])[] = [
      ['', '/v1/traces', 401],
      ['reader', '/v1/traces', 403],
      ['sender', '/v1/traces', 200],
      ['admin', '/v1/traces', 200],
      ['reader', '/v1/logs', 403],
      ['reader', '/api/v1/scores', 403],
      ['sender', '/api/v1/query', 403],
      ['a', '/api/v1/anything-new', 403],
      ['reader', '/api/v1/anything-new', 403],
    ];
    for (const [token, url, status] of tries) {
      const body = url === '/v1/logs' ? { resourceLogs: [] } : url === '/v1/traces' ? { resourceSpans: [] } : {};
      expect([token, url, (await post(token, url, body)).status]).toEqual([token, url, status]);
    }
    for (const [token, url, status] of [
      ['a', '/metrics', 403],
      ['reader', '/metrics', 200],
      ['sender', '/api/v1/resources/fields', 403],
    ] as const)
      expect([token, url, (await get(token, url)).status]).toEqual([token, url, status]);
    expect(JSON.parse((await get('a', '/api/v1/health')).text)).toEqual({
      product: 'plumbline',
      version: 'dev',
      status: expect.any(String),
    });
  });

  test('over its rate a token is asked to come back; another token is not', async () => {
    const statuses = await Promise.all([1, 2, 3].map(() => post('sender', '/v1/traces', { resourceSpans: [] })));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(statuses[2]?.retryAfter).toBe('1');
    expect((await post('admin', '/v1/traces', { resourceSpans: [] })).status).toBe(200);
  });

  test('a token that is taken out ends, a new one begins, without a restart', async () => {
    book.replace(tokensOf(configFileSchema.parse({ access: [entry('reader', { scopes: ['ingest'] })] })));
    expect((await post('admin', '/v1/traces', { resourceSpans: [] })).status).toBe(401);
    expect((await post('reader', '/v1/traces', { resourceSpans: [] })).status).toBe(200);
  });
});
