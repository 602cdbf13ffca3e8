/** The HTTP API over real sockets, on the embedded store. */
import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { loadSettings, type Settings } from '../../src/config/settings';
import { configFileSchema } from '../../src/config/configFile';
import { changes, interactions } from '../../src/core/model/tables';
import { answerQueries } from '../../src/server/answerQueries';
import { createApp } from '../../src/server/app';
import { rollUpTraffic } from '../testkit/rollUp';
import { emptyRow, interactionRow } from '../testkit/rows';
import { openTestStore, type TestStore } from '../testkit/store';

const NOW = Date.UTC(2026, 10, 25, 12);
const DAY = 86_400_000;
const TOKEN = 'a-token-of-some-length';
const log = pino({ level: 'silent' });
const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: unknown;
}

let store: TestStore;
const apps: FastifyInstance[] = [];

async function start(change: Partial<Settings> = {}, driver = store.driver): Promise<FastifyInstance> {
  const settings: Settings = { ...loadSettings({}), database: store.database, ...change };
  const stats = () => ({ ingest: { spansAccepted: 7 }, settle: { queueLength: 0, note: 'text is left out' } });
  const app = createApp({ driver, settings, clock: { now: () => NOW }, log, stats, version: '9.9.9' });
  await app.listen({ host: '127.0.0.1', port: 0 });
  apps.push(app);
  return app;
}

/** A request with headers that fetch would not send, such as Host. */
function call(
  app: FastifyInstance,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { port } = app.server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          const isJson = /json/.test(response.headers['content-type'] ?? '');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: isJson ? JSON.parse(text) : text });
        });
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}

function query(
  app: FastifyInstance,
  queries: readonly unknown[],
  headers: Record<string, string> = {},
  range: object = { from: NOW - 7 * DAY, to: NOW },
) {
  return call(app, '/api/v1/query', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ ...range, queries }),
  });
}

const refused = (code: string) => ({ error: { code, message: expect.stringMatching(/./), hint: expect.any(String) } });

beforeAll(async () => {
  store = await openTestStore();
  const requests = ['returns', 'returns', 'shipping', 'Größe'].map((topic, index) =>
    interactionRow({
      trace_id: `t${index}`,
      time: ns(NOW - (index + 1) * 3_600_000),
      service: index === 3 ? 'other' : 'bot',
      topic,
      user_id: `u${index % 2}`,
      tool_calls: ['search', topic],
      row_version: 1n,
    }),
  );
  await store.driver.insert(interactions, requests);
  await rollUpTraffic(store.driver, requests);
  const version = (kind: string, name: string, text: string, days: number) => ({
    ...emptyRow(changes),
    kind,
    service: 'bot',
    name,
    version: text,
    first_seen: ns(NOW - days * DAY),
    last_seen: ns(NOW),
    trace_id: `trace of ${text}`,
    generated: 1,
  });
  await store.driver.insert(changes, [
    version('prompt', 'support', 'v1', 40),
    version('prompt', 'support', 'v2', 3),
    version('document', 'return-policy-v2.md', 'v2', 2),
    version('model', 'gpt', 'gpt-1', 2),
    version('evaluator', 'factuality', 'epoch-1', 20),
  ]);
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});
afterAll(() => store.close());

describe('POST /api/v1/query', () => {
  test('one failing query does not hurt the others; each has a status and a source', async () => {
    const answer = await query(await start(), [
      { refId: 'A', kind: 'good', format: 'table', values: ['state', 'eligible'] },
      { refId: 'B', kind: 'good', filters: [{ field: 'topik', operator: '=', values: ['x'] }] },
      { refId: 'C', kind: 'sql', rawSql: 'SELECT nope' },
      { refId: 'D', kind: 'tomorrow' },
      { refId: 'E', kind: 'good', groupBy: 'topic' },
      { refId: 'F', kind: 'good', version: 99 },
      { refId: 'G', kind: 'good', filters: [{ field: 'topic', operator: '=~', values: ['('] }] },
      'no query at all',
      { kind: 'sql', rawSql: 'SELECT 1 AS one' },
    ]);
    expect(answer.status).toBe(200);
    const bad = (error: string) => ({ status: 400, frames: [], error: expect.stringContaining(error), errorSource: 'plugin' });
    expect(answer.body).toMatchObject({
      results: {
        // Nothing was ever scored in the range, but the evaluator was seen: the row is there.
        A: { status: 200, frames: [{ data: { values: [['factuality'], [3], [4]] } }] },
        B: bad('no field "topik"'),
        C: bad('nope'),
        D: bad('It answers: good, '),
        E: bad('groupBy'),
        F: bad('later Plumbline'),
        G: bad('no regular expression: missing )'),
        H: bad('not an object'),
        I: { status: 200, frames: [{ schema: { refId: 'I' }, data: { values: [[1]] } }] },
      },
    });
  });

  test('an alert rule gets one number a label set', async () => {
    const { body } = await query(await start(), [{ refId: 'A', kind: 'good', format: 'table' }], { FromAlert: 'true' });
    expect(body).toMatchObject({ results: { A: { frames: [{ schema: { fields: [{ name: 'dimension' }, { name: 'state' }] } }] } } });
  });

  test('changes: first versions of a name are none, except of documents', async () => {
    const { body } = await query(await start(), [
      { refId: 'A', kind: 'changes', filters: [{ field: 'topic', operator: '=', values: ['x'] }] },
    ]);
    expect(body).toMatchObject({
      results: {
        A: {
          frames: [
            {
              data: {
                values: [
                  [NOW - 3 * DAY, NOW - 2 * DAY],
                  ['Prompt support v2', 'Document return-policy-v2.md v2'],
                  ['After v1, first seen in bot (generated demo data)', 'First seen in bot (generated demo data)'],
                  ['prompt', 'document'],
                  ['prompt', 'document'],
                  ['bot', 'bot'],
                  ['support', 'return-policy-v2.md'],
                  ['v2', 'v2'],
                  ['v1', ''],
                  ['trace of v2', 'trace of v2'],
                  [1, 1],
                ],
              },
            },
          ],
        },
      },
    });
    const none = await query(await start(), [{ kind: 'changes', kinds: ['release'] }]);
    expect(none.body).toMatchObject({ results: { A: { status: 200, frames: [{ data: { values: expect.arrayContaining([[]]) } }] } } });
  });

  const BAD: [string, { headers?: Record<string, string>; body: string }, number, string][] = [
    ['no JSON', { body: '{' }, 400, 'invalid_request'],
    ['no range', { body: '{"queries":[]}' }, 400, 'invalid_request'],
    [
      'two queries of one name',
      { body: JSON.stringify({ from: 1, to: 2, queries: [{ refId: 'A' }, { refId: 'A' }] }) },
      400,
      'invalid_query',
    ],
    ['too many queries', { body: JSON.stringify({ from: 1, to: 2, queries: Array(101).fill({}) }) }, 400, 'invalid_request'],
    ['a body of 5 MiB', { body: JSON.stringify({ from: 1, to: 2, queries: ['x'.repeat(5 * 1024 ** 2)] }) }, 413, 'too_large'],
    [
      'text, which a page of another site could post unasked',
      { headers: { 'content-type': 'text/plain' }, body: '{"from":1,"to":2,"queries":[]}' },
      415,
      'media_type',
    ],
  ];
  test.each(BAD)('%s', async (_name, { headers, body }, status, code) => {
    const answer = await call(await start(), '/api/v1/query', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(refused(code));
  });

  test('an empty range is the fault of each query', async () => {
    const answer = await query(await start(), [{ kind: 'good' }], {}, { from: String(NOW), to: String(NOW) });
    expect(answer.body).toMatchObject({ results: { A: { status: 400, error: expect.stringContaining('time range is empty') } } });
  });
});

describe('ends', () => {
  test('a stop waits for the query that runs', async () => {
    const app = await start();
    const running = query(app, [{ kind: 'sql', rawSql: 'SELECT sleep(0.3), 7 AS seven' }]);
    await once(app.server, 'request');
    await app.close();
    expect((await running).body).toMatchObject({ results: { A: { status: 200, frames: [{ data: { values: [[0], [7]] } }] } } });
  });

  test('a caller that went away ends its queries, and only its own', async () => {
    const settings = { dimensions: [], file: configFileSchema.parse({}) };
    const deps = { driver: store.driver, settings, clock: { now: () => NOW } };
    const gone = new AbortController();
    const request = { from: NOW - DAY, to: NOW, queries: [{ kind: 'good' }, { refId: 'B', kind: 'sql', rawSql: 'SELECT sleep(1)' }] };
    const left = answerQueries(request, deps, { signal: gone.signal });
    const stayed = answerQueries({ ...request, queries: request.queries.slice(0, 1) }, deps);
    gone.abort();
    expect(await left).toMatchObject({ results: { A: { status: 504, errorSource: 'downstream' }, B: { status: 504 } } });
    expect(await stayed).toMatchObject({ results: { A: { status: 200 } } });
  });
});

describe('GET /api/v1/resources', () => {
  const GOOD: [string, object][] = [
    [
      'values?field=topic',
      {
        values: [
          { value: 'returns', count: 2 },
          { value: 'Größe', count: 1 },
          { value: 'shipping', count: 1 },
        ],
        truncated: false,
      },
    ],
    ['values?field=topic&limit=1', { values: [{ value: 'returns', count: 2 }], truncated: true }],
    ['values?field=topic&search=GR%C3%96', { values: [{ value: 'Größe', count: 1 }], truncated: false }],
    [`values?field=topic&from=${NOW - 90 * 60_000}&to=${NOW - 3_600_000}`, { values: [{ value: 'returns', count: 1 }], truncated: false }],
    [
      `values?field=topic&filters=${encodeURIComponent('[{"field":"service","operator":"=","values":["other"]},{"field":"topic","operator":"=","values":["returns"]}]')}`,
      { values: [{ value: 'Größe', count: 1 }], truncated: false },
    ],
    [
      `values?field=service&filters=${encodeURIComponent('[{"field":"user_id","operator":"=","values":["u1"]}]')}`,
      {
        values: [
          { value: 'bot', count: 1 },
          { value: 'other', count: 1 },
        ],
        truncated: false,
      },
    ],
    ['values?field=tool_calls&search=search', { values: [{ value: 'search', count: 4 }], truncated: false }],
    ['values?field=attributes.nope', { values: [], truncated: false }],
    [
      'topics',
      {
        topics: [
          { topic: 'returns', requests: 2 },
          { topic: 'Größe', requests: 1 },
          { topic: 'shipping', requests: 1 },
          { topic: 'refunds', requests: 0 },
        ],
      },
    ],
    [
      'dimensions',
      { dimensions: expect.arrayContaining([{ name: 'factuality', scaleMin: 1, scaleMax: 5, isRate: false, target: 4.2, n: 0 }]) },
    ],
    [
      'fields',
      {
        fields: expect.arrayContaining([
          { name: 'topic', label: 'Topic', description: expect.any(String), type: 'text', groupable: true },
          { name: 'latency_ms', label: 'Latency', description: expect.any(String), type: 'number', groupable: false },
        ]),
      },
    ],
    ['attributes', { attributes: [] }],
    [
      'schema',
      {
        views: expect.arrayContaining([
          {
            name: 'scores',
            comment: expect.stringMatching(/./),
            columns: expect.arrayContaining([{ name: 'value', type: 'Nullable(Float64)', comment: expect.stringMatching(/./) }]),
          },
        ]),
      },
    ],
    [`sql-preview?query=${encodeURIComponent('{"kind":"sql","rawSql":"SELECT $__interval_s"}')}`, { sql: 'SELECT 60' }],
    ...(
      [
        ['{"kind":"good","groupBy":["topic"]}', 'FROM quality_hourly'],
        ['{"kind":"metric","measure":"latency"}', 'sumMap(latency)'],
        ['{"kind":"traces","order":"worst"}', "name = 'factuality'"],
        ['{"kind":"trace","traceId":"AB"}', "trace_id = 'ab'"],
        ['{"kind":"documents","dimension":"tone"}', "name = 'tone'"],
      ] as const
    ).map(([query, part]): [string, object] => [`sql-preview?query=${encodeURIComponent(query)}`, { sql: expect.stringContaining(part) }]),
  ];
  test.each(GOOD)('%s', async (path, expected) => {
    const file = configFileSchema.parse({ topics: [{ topic: 'refunds' }] });
    const answer = await call(await start({ file }), `/api/v1/resources/${path}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(expected);
  });

  const BAD: [string, number, string][] = [
    ['values', 400, 'invalid_request'],
    ['values?field=nope', 400, 'invalid_query'],
    ['values?field=topic&filters=x', 400, 'invalid_query'],
    ['values?field=topic&from=2&to=1', 400, 'invalid_query'],
    ['values?field=topic&limit=1000000', 400, 'invalid_request'],
    ['sql-preview?query=%7B%7D', 400, 'invalid_request'],
    ['nope', 404, 'not_found'],
    ['..%2f..%2fmetrics', 404, 'not_found'],
  ];
  test.each(BAD)('%s is refused', async (path, status, code) => {
    const answer = await call(await start(), `/api/v1/resources/${path}`);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(refused(code));
  });
});

describe('health and metrics', () => {
  test('a store that is well', async () => {
    const answer = await call(await start(), '/api/v1/health');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      product: 'plumbline',
      version: '9.9.9',
      status: 'ok',
      problems: [],
      store: { kind: 'embedded', reachable: true, interactions: 4, migrations: { pending: 0 }, disk: { freeBytes: expect.any(Number) } },
      otlp: { http: 'http://127.0.0.1:4318' },
      ingest: { spansAccepted: 7 },
    });
  });

  test('a store that is away', async () => {
    const gone = await openTestStore();
    await gone.close();
    const app = await start({}, gone.driver);
    expect(await call(app, '/api/v1/health')).toMatchObject({
      status: 503,
      body: { status: 'down', problems: [expect.stringContaining('does not answer')] },
    });
    expect(await call(app, '/api/v1/resources/values?field=topic')).toMatchObject({ status: 503, body: refused('store_unavailable') });
    expect((await query(app, [{ kind: 'good' }])).body).toMatchObject({ results: { A: { status: 503, errorSource: 'downstream' } } });
  });

  test('metrics count what happened', async () => {
    const app = await start();
    await query(app, [{ kind: 'good' }, { kind: 'sql', rawSql: 'SELECT nope', refId: 'B' }]);
    const { text, headers } = await call(app, '/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(text).toContain('plumbline_query_duration_seconds_count{kind="good",status="200"} 1');
    expect(text).toContain('plumbline_query_duration_seconds_count{kind="sql",status="400"} 1');
    expect(text).toContain('plumbline_http_requests_total{route="/api/v1/query",method="POST",status="200"} 1');
    expect(text).toContain('plumbline_ingest_spans_accepted 7');
    expect(text).not.toContain('note');
  });
});

describe('who may call', () => {
  const file = configFileSchema.parse({ tokens: ['another-token-of-length', TOKEN] });
  const CASES: [string, string, Record<string, string>, number][] = [
    ['no token', '/api/v1/resources/fields', {}, 401],
    ['a wrong token', '/api/v1/resources/fields', { authorization: 'Bearer wrong-token-of-length' }, 401],
    ['the beginning of a token', '/api/v1/resources/fields', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }, 401],
    ['another scheme', '/api/v1/resources/fields', { authorization: `Basic ${TOKEN}` }, 401],
    ['a token', '/api/v1/resources/fields', { authorization: `Bearer ${TOKEN}` }, 200],
    ['the same in small letters', '/api/v1/resources/fields', { authorization: `bearer ${TOKEN}` }, 200],
    ['metrics without a token', '/metrics', {}, 401],
    ['metrics with a question mark', '/metrics?x', {}, 401],
    ['a path that does not exist', '/api/v1/nope', {}, 401],
    ['health for load balancers', '/api/v1/health', {}, 200],
  ];
  test.each(CASES)('%s', async (_name, path, headers, status) => {
    const answer = await call(await start({ host: '0.0.0.0', file }), path, { headers });
    expect(answer.status).toBe(status);
    if (status === 401) expect([answer.body, answer.headers['www-authenticate']]).toEqual([refused('unauthorized'), 'Bearer']);
  });

  test('health tells strangers only whether all is well', async () => {
    const app = await start({ host: '0.0.0.0', file });
    expect((await call(app, '/api/v1/health')).body).toEqual({ product: 'plumbline', version: '9.9.9', status: 'ok' });
    expect((await call(app, '/api/v1/health', { headers: { authorization: `Bearer ${TOKEN}` } })).body).toHaveProperty('store');
  });

  const LOCAL: [string, Record<string, string>, number][] = [
    ['its own name', { host: 'localhost:3300' }, 200],
    ['an address of this machine', { host: '127.0.0.1:3300' }, 200],
    ['IPv6', { host: '[::1]:3300' }, 200],
    ['a page of this machine', { host: 'localhost:3300', origin: 'http://localhost:5173' }, 200],
    ['a name that was pointed at this machine', { host: 'evil.example:3300' }, 403],
    ['a name that begins alike', { host: 'localhost.evil.example' }, 403],
    ['an address that begins alike', { host: '127.0.0.1.evil.example' }, 403],
    ['a page of another site', { host: 'localhost:3300', origin: 'https://evil.example' }, 403],
    ['a page without an origin', { host: 'localhost:3300', origin: 'null' }, 403],
  ];
  test.each(LOCAL)('on a loopback address: %s', async (_name, headers, status) =>
    expect((await call(await start(), '/api/v1/resources/fields', { headers })).status).toBe(status),
  );

  test('answers forbid sniffing, framing and keeping', async () => {
    const { headers } = await call(await start(), '/api/v1/resources/fields');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
  });
});
