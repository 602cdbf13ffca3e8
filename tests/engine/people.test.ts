/** Labels and feedback over real sockets, with tokens, masking, settling and the store: both drivers. */
import { pino } from 'pino';
import type { FastifyInstance } from 'fastify';
import { configFileSchema } from '../../src/config/configFile';
import { loadSettings } from '../../src/config/settings';
import { hashOf, tokensOf } from '../../src/config/tokens';
import { scoreEvents, spanContent, spans } from '../../src/core/model/tables';
import { createApp } from '../../src/server/app';
import { feedbackRoutes } from '../../src/server/feedbackRoutes';
import { TokenBook } from '../../src/server/tokenBook';
import { createSettler } from '../../src/settle/createSettler';
import { empty, request as spansOf, spanId, traceId } from '../testkit/settleBench';
import { contentRow, scoreEventRow, spanRow } from '../testkit/rows';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const START = Date.UTC(2026, 10, 25, 12);
const AT = BigInt(START) * 1_000_000n;
const PAGE = 'https://shop.example';

const TOKENS = { shop: 'token-of-the-shop', page: 'token-in-the-page', admin: 'token-of-the-admin' };
const entry = (name: keyof typeof TOKENS, more: object): object => ({ name, token: `sha256:${hashOf(TOKENS[name])}`, ...more });
const FILE = configFileSchema.parse({
  access: [
    entry('shop', { scopes: ['ingest', 'query'], services: ['shop'] }),
    entry('page', { scopes: ['feedback'] }),
    entry('admin', { scopes: ['admin'] }),
  ],
  feedback: { origins: [PAGE], per_minute: 120 },
  trust_proxy: ['loopback'],
  masking: { rules: [{ name: 'mail', types: ['email'] }] },
});

forEachDriver('people', (open) => {
  let store: TestStore;
  let app: FastifyInstance;
  let settler: ReturnType<typeof createSettler>;
  let base: string;
  let nowMs: number;

  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    nowMs = START + 3_600_000;
    const clock = { now: () => nowMs };
    const settings = { ...loadSettings({}), database: store.database, file: FILE };
    const log = pino({ level: 'silent' });
    settler = createSettler({ driver: store.driver, settings, clock, log, replicaId: 'test' });
    const onTraces: typeof settler.touch = (traces) => settler.touch(traces);
    app = createApp({
      driver: store.driver,
      settings,
      clock,
      log,
      tokens: new TokenBook(tokensOf(FILE), clock),
      extraRoutes: [(routes) => feedbackRoutes(routes, { driver: store.driver, settings, clock, onTraces })],
    });
    base = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    await app.close();
    await empty(store.driver);
  });

  const call = async (url: string, { body, token = 'admin', headers = {}, method }: Call = {}) => {
    const response = await fetch(base + url, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${TOKENS[token]}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text === '' ? null : (JSON.parse(text) as Json) };
  };
  const rows = async (sql: string) => (await store.driver.query({ sql })).rows;

  /** Request n of a session, a minute after the one before. */
  const arrive = async (n: number, more: { readonly service?: string; readonly score?: number; readonly question?: string } = {}) => {
    const time = AT + BigInt(n) * 60_000_000_000n;
    const service = more.service ?? 'shop';
    const retrieval = spanRow({
      trace_id: traceId(n),
      span_id: spanId(n * 10 + 3),
      parent_span_id: spanId(n * 10 + 1),
      service,
      stage: 'retrieval',
      start_time: time,
    });
    const own = [...spansOf(n, time, { session_id: 'chat', service }), retrieval].map((span) => ({ ...span, service, ingest_ts: AT }));
    await store.driver.insert(
      spanContent,
      own.map(({ trace_id, span_id, start_time, stage }) =>
        contentRow({
          trace_id,
          span_id,
          start_time,
          stage,
          service,
          input_text: more.question ?? `question ${n}`,
          output_text: `answer ${n}`,
          documents: stage === 'retrieval' ? '[{"id":"policy.md","version":"1","content":"60 days"}]' : '',
          ingest_ts: AT,
        }),
      ),
    );
    await store.driver.insert(spans, own);
    if (more.score !== undefined)
      await store.driver.insert(scoreEvents, [
        scoreEventRow({
          trace_id: traceId(n),
          score_id: `s${n}`,
          evaluator: 'judge',
          value: more.score,
          explanation: 'why',
          ingest_ts: AT,
        }),
      ]);
    settler.touch(new Map([[traceId(n), { minStart: time, maxEnd: time, receivedAt: AT }]]));
  };

  test('labels: idempotent by person and dimension, listed, masked; the wrong ones are refused and nothing is stored', async () => {
    const label = { trace_id: traceId(1).toUpperCase(), name: 'factuality', labeller: 'anna', value: 2, comment: 'ask bob@example.com' };
    const first = await call('/api/v1/labels', { body: { labels: [label, { ...label, name: 'safety', value: null }] } });
    expect(first).toMatchObject({ status: 200, json: { results: [{ value: 2 }, { value: null }] } });
    await call('/api/v1/labels', { body: { ...label, value: 3 } });
    const listed = await call('/api/v1/labels?name=factuality&from=0');
    expect(listed.json).toEqual({
      labels: [
        expect.objectContaining({ trace_id: traceId(1), labeller: 'anna', value: 3, inclusion_probability: 1, source: 'api' }) as unknown,
      ],
    });
    expect(JSON.stringify(listed.json)).not.toContain('bob@');
    for (const [bad, reason] of [
      [{ ...label, value: 6 }, /not on the scale from 1 to 5/],
      [{ ...label, trace_id: 'x' }, /32 hex digits/],
      [{ ...label, value: undefined }, /null says that the dimension does not apply/],
      [{ ...label, inclusion_probability: 0 }, /above 0/],
      [{ ...label, scale: [5, 1] }, /worst score must be below/],
    ] as const) {
      const refused = await call('/api/v1/labels', { body: [label, bad] });
      expect(refused.status).toBe(400);
      expect(refused.json?.error?.message).toMatch(reason);
    }
    expect(await rows('SELECT toUInt32(count()) FROM labels')).toEqual([[2]]);
  });

  test('tokens: services and scopes hold for labels and feedback', async () => {
    await arrive(1);
    await arrive(2, { service: 'bank' });
    await settler.settleAll();
    const label = (n: number) => ({ trace_id: traceId(n), name: 'factuality', labeller: 'anna', value: 2 });
    const thumb = (n: number) => ({ trace_id: traceId(n), kind: 'thumbs', value: 'down' });
    expect((await call('/api/v1/labels', { token: 'shop', body: label(1) })).status).toBe(200);
    expect((await call('/api/v1/labels', { token: 'shop', body: label(2) })).json?.error?.code).toBe('foreign_service');
    expect((await call('/api/v1/feedback', { token: 'shop', body: thumb(2) })).json?.error?.code).toBe('foreign_service');
    // A trace that is not there yet may turn out to be another service's.
    expect((await call('/api/v1/feedback', { token: 'shop', body: thumb(3) })).status).toBe(200);
    await arrive(3, { service: 'bank' });
    await settler.settleAll();
    expect(await rows('SELECT toUInt32(count()) FROM feedback')).toEqual([[0]]);
    await call('/api/v1/labels', { body: label(2) });
    const seen = await call('/api/v1/labels?from=0', { token: 'shop' });
    expect(seen.json?.labels).toHaveLength(1);
    expect((await call('/api/v1/labels', { token: 'page', body: label(1) })).json?.error?.code).toBe('wrong_scope');
    expect((await call('/api/v1/labels', { token: 'page' })).json?.error?.code).toBe('wrong_scope');
    expect((await call('/api/v1/feedback', { token: 'page', body: thumb(1) })).status).toBe(200);
    expect((await call('/api/v1/feedback', { token: '', body: thumb(1) })).status).toBe(401);
  });

  test('feedback joins by trace, response and session, replaces itself, and is counted', async () => {
    await arrive(1);
    await arrive(2);
    await settler.settleAll();
    const body = [
      { trace_id: traceId(1), kind: 'thumbs', value: 'up', user_id: 'u', occurred_at: START + 1000 },
      { trace_id: traceId(1), kind: 'thumbs', value: 'down', user_id: 'u', occurred_at: START + 3_000_000 },
      { trace_id: traceId(2), kind: 'stars', value: 2 },
      { trace_id: traceId(2), kind: 'dwell', value: 1200 },
      { session_id: 'chat', kind: 'comment', comment: 'mail me at bob@example.com' },
      { response_id: 'resp-1', kind: 'copy' },
    ];
    expect((await call('/api/v1/feedback', { body })).status).toBe(200);
    expect((await call('/api/v1/feedback', { body: { feedback: body } })).status).toBe(200);
    // What names a session waits until the requests before it have settled.
    nowMs += 71_000;
    await settler.settleAll();
    await settler.settleAll();
    expect(await rows('SELECT trace_id, signals, stars, reading_ms FROM interaction_metrics ORDER BY trace_id')).toEqual([
      [traceId(1), ['thumbs_down', 'copy'], null, null],
      [traceId(2), ['stars', 'comment', 'read', 'short_read'], 2, 1200],
    ]);
    expect(await rows("SELECT service, comment FROM feedback WHERE kind = 'comment'")).toEqual([
      ['shop', expect.not.stringContaining('bob@') as unknown],
    ]);
    expect(
      await rows(
        "SELECT toUInt32(sum(up)), toUInt32(sum(down)), toUInt32(sumMap(signal_counts)['copy']), sum(stars_sum), sum(reading_ms_sum) FROM traffic_hourly",
      ),
    ).toEqual([[0, 1, 1, 2, 1200]]);
  });

  test('implicit: the next turn marks the answer before it, silence the last one; both are rates, with any filter', async () => {
    nowMs = START + 3 * 60_000;
    await arrive(1, { question: 'how long can I return my shoes' });
    await arrive(2, { question: 'for how long can I return the shoes' });
    await settler.settleAll();
    const signals = (): Promise<readonly (readonly unknown[])[]> =>
      rows('SELECT trace_id, signals FROM interaction_metrics ORDER BY trace_id');
    expect(await signals()).toEqual([
      [traceId(1), ['rephrase']],
      [traceId(2), []],
    ]);
    nowMs += 31 * 60_000;
    await settler.settleAll();
    expect(await signals()).toEqual([
      [traceId(1), ['rephrase']],
      [traceId(2), ['abandonment']],
    ]);
    expect(await rows('SELECT kind, reason, rule, source, service FROM feedback ORDER BY kind')).toEqual([
      ['abandonment', 'the question had been asked again', 'session-1', 'implicit', 'shop'],
      ['rephrase', '67 % of the words again within 60 s', 'session-1', 'implicit', 'shop'],
    ]);
    // A turn that comes late stands between the two: the first answer was not asked about again.
    const late = AT + 90_000_000_000n;
    await store.driver.insert(
      spans,
      spansOf(9, late, { session_id: 'chat' }).map((span) => ({ ...span, ingest_ts: AT })),
    );
    await store.driver.insert(spanContent, [
      contentRow({
        trace_id: traceId(9),
        span_id: spanId(91),
        start_time: late,
        stage: 'gateway',
        input_text: 'what about gloves',
        output_text: 'yes',
        ingest_ts: AT,
      }),
    ]);
    settler.touch(new Map([[traceId(9), { minStart: late, maxEnd: late, receivedAt: AT }]]));
    await settler.settleAll();
    expect(await signals()).toEqual([
      [traceId(1), []],
      [traceId(2), []],
      [traceId(9), []],
    ]);
    expect(await rows('SELECT toUInt32(count()) FROM feedback')).toEqual([[0]]);
  });

  test('rates of feedback, by the hour and by single requests alike', async () => {
    for (let n = 1; n <= 4; n++) await arrive(n);
    const feedback = [
      { trace_id: traceId(1), kind: 'thumbs', value: 'down' },
      { trace_id: traceId(2), kind: 'thumbs', value: 'up' },
      { trace_id: traceId(3), kind: 'copy' },
      { trace_id: traceId(3), kind: 'stars', value: 4 },
      { trace_id: traceId(4), kind: 'dwell', value: 1000 },
      { trace_id: traceId(2), kind: 'dwell', value: 9000 },
    ];
    await call('/api/v1/feedback', { body: feedback });
    await settler.settleAll();
    const expected = { thumbs_down_rate: 0.5, copy_rate: 0.25, stars: 4, reading_time: 5000, short_read_rate: 0.5, rephrase_rate: 0 };
    for (const filters of [[], [{ field: 'session_id', operator: '=', values: ['chat'] }]]) {
      const queries = Object.keys(expected).map((measure) => ({ refId: measure, kind: 'metric', measure, format: 'table', filters }));
      // Two days are read by the hour, unless a filter needs single requests.
      const answer = await call('/api/v1/query', { body: { from: START - 86_400_000, to: START + 86_400_000, queries } });
      const found = Object.entries(answer.json?.results ?? {}).map(([name, { frames, error }]) => [
        name,
        error ?? frames?.[0]?.data.values.at(-1)?.[0],
      ]);
      expect(Object.fromEntries(found)).toEqual(expected);
    }
    const worse = ['thumbs_down', 'rephrase', 'not_copied', 'short_read'].map((rate) => ({
      refId: rate,
      kind: 'worse',
      format: 'table',
      metrics: [{ kind: 'rate', rate }],
    }));
    const answer = await call('/api/v1/query', { body: { from: START - 86_400_000, to: START + 7_200_000, queries: worse } });
    expect(Object.values(answer.json?.results ?? {}).map(({ error, status }) => error ?? status)).toEqual([200, 200, 200, 200]);
  });

  test('what telemetry says of thumbs counts as well', async () => {
    await arrive(1);
    await store.driver.insert(scoreEvents, [
      scoreEventRow({
        trace_id: traceId(1),
        score_id: 'f',
        name: 'user_feedback',
        evaluator_kind: 'HUMAN',
        value: 0,
        scale_min: 0,
        scale_max: 1,
        ingest_ts: AT,
      }),
    ]);
    await settler.settleAll();
    expect(await rows('SELECT signals FROM interaction_metrics')).toEqual([[['thumbs_down']]]);
  });

  test('pages: preflight, allowed and foreign origins, the rate of an address', async () => {
    const preflight = await call('/api/v1/feedback', { method: 'OPTIONS', token: '', headers: { origin: PAGE } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(PAGE);
    const foreign = await call('/api/v1/feedback', { method: 'OPTIONS', token: '', headers: { origin: 'https://evil.example' } });
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const other = await call('/api/v1/labels', { method: 'OPTIONS', token: '', headers: { origin: PAGE } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    const thumb = { trace_id: traceId(1), kind: 'thumbs', value: 1 };
    const send = (): Promise<{ status: number }> => call('/api/v1/feedback', { token: 'page', headers: { origin: PAGE }, body: thumb });
    const states: number[] = [];
    for (let n = 0; n < 21; n++) states.push((await send()).status);
    expect(states).toEqual([...Array<number>(20).fill(200), 429]);
    nowMs += 1000;
    expect((await send()).status).toBe(200);
    expect(await rows('SELECT toUInt32(count()) FROM feedback_events')).toEqual([[1]]);
  });

  test('the rate is that of the address before the trusted proxy, of tokens in pages also without an origin; servers have none', async () => {
    const body = { trace_id: traceId(1), kind: 'thumbs', value: 1 };
    const statesOf = async (n: number, token: 'page' | 'shop', forwarded: string): Promise<number[]> => {
      const states: number[] = [];
      const headers = { 'x-forwarded-for': forwarded };
      for (let sent = 0; sent < n; sent++) states.push((await call('/api/v1/feedback', { token, headers, body })).status);
      return states;
    };
    expect(await statesOf(21, 'page', '192.0.2.1')).toEqual([...Array<number>(20).fill(200), 429]);
    expect(await statesOf(1, 'page', '192.0.2.2')).toEqual([200]);
    // What a sender puts before its own address counts for nothing.
    expect(await statesOf(1, 'page', '198.51.100.7, 192.0.2.1')).toEqual([429]);
    expect(await statesOf(21, 'shop', '192.0.2.1')).toEqual(Array<number>(21).fill(200));
  });

  test('feedback that means nothing is refused with the reason', async () => {
    for (const [more, reason] of [
      [{ kind: 'stars', value: 6 }, /stars are 1 to 5/],
      [{ kind: 'thumbs', value: 'perhaps' }, /a thumb is up or down/],
      [{ kind: 'dwell', value: -1 }, /milliseconds/],
      [{ kind: 'comment' }, /comment: is missing/],
      [{ kind: 'custom', value: 1 }, /has a name/],
      [{ kind: 'thumbs', value: 1, trace_id: 'abc' }, /32 hex digits/],
      [{ kind: 'thumbs', value: 1, trace_id: undefined }, /neither response_id nor session_id/],
      [{ kind: 'wave' }, /kind/],
    ] as const) {
      const answer = await call('/api/v1/feedback', { body: { trace_id: traceId(1), ...more } });
      expect([answer.status, answer.json?.error?.message]).toEqual([400, expect.stringMatching(reason)]);
    }
  });

  test('the queue draws low scores first and more often, is blind, and leaves out what the person has labelled', async () => {
    for (let n = 1; n <= 12; n++) await arrive(n, { score: n <= 3 ? 1 : 5 });
    await settler.settleAll();
    const queue = async (labeller: string) =>
      (await call(`/api/v1/resources/review-queue?labeller=${labeller}&limit=12`, { token: 'shop' })).json?.items ?? [];
    const drawn = await queue('anna');
    expect(drawn).toHaveLength(12);
    expect(JSON.stringify(drawn)).not.toMatch(/judge|why|score/);
    expect(drawn.filter(({ inclusionProbability }) => inclusionProbability === 1).map(({ traceId: id }) => id)).toEqual(
      expect.arrayContaining([1, 2, 3].map(traceId)) as unknown,
    );
    expect(drawn[0]).toMatchObject({ service: 'shop', documents: [{ rank: 1, id: 'policy.md', version: '1', content: '60 days' }] });
    // The order is hash / probability: held against the hash, computed anew.
    const hashes = new Map(
      (await rows("SELECT trace_id, (cityHash64(trace_id, 'review') + 1) / 18446744073709551616 FROM interaction_metrics")).map(
        ([id, hash]) => [String(id), Number(hash)] as const,
      ),
    );
    const keys = drawn.map(({ traceId: id, inclusionProbability: p }) => (hashes.get(id) ?? 0) / p);
    expect(keys).toEqual(keys.toSorted((a, b) => a - b));
    const [first] = drawn;
    const reveal = `/api/v1/resources/review-scores?trace_id=${first?.traceId}&labeller=anna`;
    expect((await call(reveal)).status).toBe(409);
    await call('/api/v1/resources/labels', {
      body: { trace_id: first?.traceId, name: 'factuality', labeller: 'anna', value: 4, source: 'review' },
    });
    expect((await call(reveal)).json?.scores).toEqual([expect.objectContaining({ evaluator: 'judge', explanation: 'why' }) as unknown]);
    expect((await queue('anna')).map(({ traceId: id }) => id)).toEqual(drawn.slice(1).map(({ traceId: id }) => id));
    expect(await queue('ben')).toHaveLength(12);
  });
});

interface Call {
  readonly body?: unknown;
  readonly token?: keyof typeof TOKENS | '';
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

interface Json {
  readonly error?: { readonly code: string; readonly message: string };
  readonly labels?: readonly object[];
  readonly scores?: readonly object[];
  readonly results?: Readonly<
    Record<
      string,
      {
        readonly status: number;
        readonly error?: string;
        readonly frames?: readonly { readonly data: { readonly values: readonly (readonly unknown[])[] } }[];
      }
    >
  >;
  readonly items?: readonly { readonly traceId: string; readonly inclusionProbability: number }[];
}
