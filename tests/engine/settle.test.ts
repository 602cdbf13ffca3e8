/** Settling on the real engine: what the tables hold after spans, text and scores came in one way or another. */
import fc from 'fast-check';
import type { ScoreEventRow, SpanRow } from '../../src/core/model/tables';
import { StorageError, type Driver } from '../../src/storage/driver';
import { contentRow, scoreEventRow, spanRow } from '../testkit/rows';
import { all, Bench, empty, judged, MINUTE, QUIET_MS, request, spanId, state, T0, traceId, type Arrived } from '../testkit/settleBench';
import type { TestStore } from '../testkit/store';
import { wrapDriver } from '../testkit/wrapDriver';
import { forEachDriver } from './drivers';

forEachDriver('settling', (open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
  });
  afterEach(() => empty(store.driver));
  afterAll(() => store.close());

  const hours = () => all(store.driver, 'SELECT service, toString(hour), sum(n) FROM traffic_hourly GROUP BY ALL ORDER BY ALL');
  const judgedHours = () =>
    all(store.driver, 'SELECT service, toString(hour), sum(n), sum(sx) FROM quality_hourly GROUP BY ALL ORDER BY ALL');

  test('a request with its text, documents, score and hours', async () => {
    const bench = new Bench(store, { topics: [{ topic: 'returns', phrases: ['return'] }] });
    const [root, call] = request(1, T0);
    const found = spanRow({
      ...root,
      span_id: spanId(13),
      parent_span_id: spanId(11),
      stage: 'retrieval',
      documents_known: 1,
      document_ids: ['policy-v1.md', 'faq'],
      document_versions: ['', '7'],
      document_scores: [0.9, null],
      document_distances: [null, 0.4],
    });
    const settled = await bench.settle({
      spans: [root, call, found].filter((row) => row !== undefined),
      content: [
        contentRow({
          trace_id: traceId(1),
          span_id: spanId(12),
          start_time: T0,
          input_text: "Can I return it? It's late",
          output_text: 'No.',
        }),
      ],
      scores: [judged(1, 2, { inclusion_probability: 0.5 })],
    });
    expect(settled).toBe(1);
    expect(
      await all(
        store.driver,
        'SELECT topic, model_version, latency_ms, ttft_ms, input_tokens, cost_usd, cost_source, retrieved_context_ids, user_query, model_response, flags FROM interactions',
      ),
    ).toEqual([
      ['returns', 'gpt-4o-2024-11-20', 1000, 200, 1000, 0.0035, 'prices', ['policy-v1.md', 'faq'], "Can I return it? It's late", 'No.', []],
    ]);
    expect(
      await all(store.driver, 'SELECT rank, document_id, document_version, score, distance, topic FROM retrieved_documents ORDER BY rank'),
    ).toEqual([
      [1, 'policy-v1.md', 'v1', 0.9, null, 'returns'],
      [2, 'faq', '7', null, 0.4, 'returns'],
    ]);
    // Score 2 of 1 to 5 is step 2; weight 1 / 0.5.
    expect(
      await all(
        store.driver,
        'SELECT toString(hour), name, topic, n, sx, sxx, c1, c2, n_pass, n_failed, sw, sw2, swx, swxx, w2 FROM quality_hourly',
      ),
    ).toEqual([['2026-03-02 10:00:00', 'factuality', 'returns', '1', 2, 4, '0', '1', '0', '0', 2, 4, 4, 8, 2]]);
    // floor(log2(1 + 1000) × 8) = 79; floor(log2(201) × 8) = 61
    expect(
      await all(
        store.driver,
        'SELECT toString(hour), n, n_error, n_cost, cost, input_tokens, toString(latency), toString(ttft) FROM traffic_hourly',
      ),
    ).toEqual([['2026-03-02 10:00:00', '1', '0', '1', 0.0035, '1000', '{79:1}', '{61:1}']]);
    expect(bench.errors).toEqual([]);
  });

  test('waits until a trace is quiet', async () => {
    const bench = new Bench(store);
    const [root, call] = request(1, T0);
    await bench.arrive({ spans: [call as SpanRow] });
    bench.nowMs += QUIET_MS - 5;
    await bench.arrive({ spans: [root as SpanRow] });
    bench.nowMs += QUIET_MS - 5;
    expect(await bench.settler.settleDue()).toBe(0);
    expect(bench.settler.stats()).toMatchObject({ queued: 1, settled: 0 });
    bench.nowMs += 5;
    expect(await bench.settler.settleDue()).toBe(1);
    expect(bench.settler.stats()).toMatchObject({ queued: 0, settled: 1, lagSeconds: 0 });
  });

  test('a late root moves the interaction to another hour and service; both hours are right', async () => {
    const bench = new Bench(store);
    const [root, call] = request(1, T0, { service: 'edge' });
    const lateCall = { ...(call as SpanRow), start_time: T0 + 5n * MINUTE, end_time: T0 + 6n * MINUTE };
    const found = {
      ...lateCall,
      span_id: spanId(13),
      stage: 'retrieval',
      documents_known: 1,
      document_ids: ['d'],
      document_versions: ['1'],
    };
    await bench.settle({ spans: [lateCall, found, ...request(2, T0 + 7n * MINUTE)], scores: [judged(1, 4), judged(2, 3)] });
    expect(await hours()).toEqual([['shop', '2026-03-02 11:00:00', '2']]);
    expect(await judgedHours()).toEqual([['shop', '2026-03-02 11:00:00', '2', 7]]);

    await bench.settle({ spans: [root as SpanRow] });
    expect(await hours()).toEqual([
      ['edge', '2026-03-02 10:00:00', '1'],
      ['shop', '2026-03-02 11:00:00', '1'],
    ]);
    expect(await judgedHours()).toEqual([
      ['edge', '2026-03-02 10:00:00', '1', 4],
      ['shop', '2026-03-02 11:00:00', '1', 3],
    ]);
    const row = [traceId(1), '2026-03-02 10:59:00.000000000', 'edge'];
    for (const table of ['interaction_metrics', 'scores', 'retrieved_documents']) {
      expect(await all(store.driver, `SELECT trace_id, toString(time), service FROM ${table} WHERE trace_id = '${traceId(1)}'`)).toEqual([
        row,
      ]);
    }
    expect(
      await all(store.driver, `SELECT toString(time), service FROM interaction_text_local FINAL WHERE trace_id = '${traceId(1)}'`),
    ).toEqual([row.slice(1)]);
  });

  test('a trace that turns out to be the work of an evaluator is taken out', async () => {
    const bench = new Bench(store);
    const [root, call] = request(1, T0);
    await bench.settle({ spans: [call as SpanRow], scores: [judged(1, 4)] });
    await bench.settle({ spans: [{ ...(root as SpanRow), stage: 'evaluator' }] });
    expect(await state(store.driver)).toMatchObject({ interactions: [], scores: [], quality: [], traffic: [] });
  });

  test('late scores join, a score that is sent again replaces its value, one with another name leaves the old cell', async () => {
    const bench = new Bench(store);
    await bench.settle({ spans: request(1, T0) });
    await bench.settle({ scores: [judged(1, 4)] });
    expect(await judgedHours()).toEqual([['shop', '2026-03-02 10:00:00', '1', 4]]);
    await bench.settle({ scores: [judged(1, 2)] });
    expect(await judgedHours()).toEqual([['shop', '2026-03-02 10:00:00', '1', 2]]);
    await bench.settle({ scores: [judged(1, 2, { name: 'safety' })] });
    expect(await all(store.driver, 'SELECT name, n FROM quality_hourly')).toEqual([['safety', '1']]);
    expect(await all(store.driver, 'SELECT name FROM scores')).toEqual([['safety']]);
  });

  test('a score before its trace waits for it', async () => {
    const bench = new Bench(store);
    expect(await bench.settle({ scores: [judged(1, 4)] })).toBe(0);
    await bench.settle({ spans: request(1, T0) });
    expect(await judgedHours()).toEqual([['shop', '2026-03-02 10:00:00', '1', 4]]);
  });

  test.each([
    ['after', [{ spans: request(1, T0) }, { scores: [judged(1, 4, { trace_id: '', response_id: 'resp-1' })] }, {}]],
    ['before', [{ scores: [judged(1, 4, { trace_id: '', response_id: 'resp-1' })] }, { spans: request(1, T0) }, {}]],
  ])('a score that names a response alone, %s its trace', async (_when, arrivals: readonly Arrived[]) => {
    const bench = new Bench(store);
    for (const arrived of arrivals) await bench.settle(arrived);
    expect(await all(store.driver, 'SELECT trace_id, value, service FROM scores')).toEqual([[traceId(1), 4, 'shop']]);
    const { settled } = bench.settler.stats();
    for (let i = 0; i < 3; i++) await bench.settle();
    expect(bench.settler.stats().settled).toBe(settled);
  });

  test('hourly sums are those of the single scores and requests', async () => {
    const bench = new Bench(store);
    const random = seeded(5);
    const requests = Array.from({ length: 300 }, (_, n) => n + 1);
    const scores = requests.flatMap((n) => (random() < 0.8 ? [randomScore(n, random)] : []));
    await bench.settle({
      spans: requests.flatMap((n) =>
        request(n, T0 + BigInt(Math.floor(random() * 5e6)) * 1_000_000n, {
          status: random() < 0.1 ? 'error' : 'ok',
          environment: random() < 0.5 ? 'prod' : 'test',
        }),
      ),
      scores,
    });
    const sums = await all(
      store.driver,
      `SELECT toUnixTimestamp(hour), environment, name, evaluator_epoch, ${MOMENTS.join(', ')} FROM quality_hourly ORDER BY ALL`,
    );
    const rows = await all(
      store.driver,
      `SELECT toUnixTimestamp64Milli(time), environment, name, evaluator_epoch, value, error_type, inclusion_probability, generated FROM scores`,
    );
    expect(rows.length).toBe(scores.length);
    expect(closeRows(sums)).toEqual(closeRows(sumUp(rows)));
    const traffic = await all(store.driver, 'SELECT toUnixTimestamp(hour), environment, n, n_error FROM traffic_hourly ORDER BY ALL');
    const interactions = await all(store.driver, 'SELECT toUnixTimestamp64Milli(time), environment, status FROM interaction_metrics');
    expect(traffic.map((row) => row.map(String))).toEqual(
      groups(interactions, ([time, environment]) => [hourOf(time), environment]).map(([key, members]) => [
        ...key.map(String),
        String(members.length),
        String(members.filter(([, , status]) => status === 'error').length),
      ]),
    );
  });

  test('any order, repetition and split over rounds ends in the same state', async () => {
    const spans = [...request(1, T0), ...request(2, T0 + 20_000_000_000n), ...request(3, T0 + 2n * MINUTE, { stage: 'evaluator' })];
    const retrieval = {
      ...(spans[1] as SpanRow),
      span_id: spanId(13),
      stage: 'retrieval',
      documents_known: 1,
      document_ids: ['a-v2', 'b'],
      document_versions: ['', '3'],
    };
    const pieces: readonly Arrived[] = [
      ...[...spans, retrieval].map((span) => ({ spans: [span] })),
      ...[judged(1, 4), judged(2, null, { error_type: 'timeout' })].map((score) => ({ scores: [score] })),
      {
        content: [contentRow({ trace_id: traceId(1), span_id: spanId(12), start_time: T0, input_text: 'q', output_text: 'a' })],
        spans: [spans[1] as SpanRow],
      },
    ];
    const whole = new Bench(store);
    for (const piece of pieces) await whole.arrive(piece);
    await whole.settle();
    const expected = await state(store.driver);
    expect(expected).toMatchObject({
      interactions: { length: 2 },
      scores: { length: 2 },
      documents: { length: 2 },
      quality: { length: 1 },
    });
    const arrivals = fc.array(fc.tuple(fc.integer({ min: 0, max: pieces.length - 1 }), fc.boolean()), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(arrivals, async (order) => {
        await empty(store.driver);
        const bench = new Bench(store);
        const rest = pieces.map((_, index) => [index, false] as const);
        for (const [index, settlesNow] of [...order, ...rest]) {
          await bench.arrive(pieces[index] ?? {});
          if (settlesNow) await bench.settle();
        }
        await bench.settle();
        expect(await state(store.driver)).toEqual(expected);
      }),
      { numRuns: 4, seed: 3 },
    );
  });

  describe('after a stop', () => {
    test('traces that were received and not settled are settled at the next start', async () => {
      const killed = new Bench(store);
      await killed.settle({ spans: request(1, T0) });
      await killed.write({ spans: request(2, T0 + MINUTE), scores: [judged(1, 4)] });

      const next = new Bench(store, { nowMs: killed.nowMs });
      await next.settler.start();
      await next.settler.settleAll();
      expect(await hours()).toEqual([
        ['shop', '2026-03-02 10:00:00', '1'],
        ['shop', '2026-03-02 11:00:00', '1'],
      ]);
      expect(await judgedHours()).toEqual([['shop', '2026-03-02 10:00:00', '1', 4]]);
      await next.settler.close();
    });

    test('hours that were settled and not summed up are summed up', async () => {
      const noCommands = wrapDriver(store.driver, { command: () => Promise.reject(new StorageError('unavailable', 'gone')) });
      const killed = new Bench(store, { driver: noCommands });
      await expect(killed.settle({ spans: request(1, T0) })).rejects.toThrow('gone');
      expect(await all(store.driver, 'SELECT count() FROM interaction_metrics')).toEqual([['1']]);
      expect(await hours()).toEqual([]);

      const next = new Bench(store, { nowMs: killed.nowMs });
      await next.settler.start();
      expect(await hours()).toEqual([['shop', '2026-03-02 10:00:00', '1']]);
      await next.settler.close();
    });

    test('a clean stop leaves little to look at, and nothing to do', async () => {
      const first = new Bench(store);
      await first.settle({ spans: request(1, T0) });
      await first.settler.close();
      const next = new Bench(store, { nowMs: first.nowMs + 600_000 });
      await next.settler.start();
      expect(next.settler.stats()).toMatchObject({ queued: 0 });
      await next.settler.close();
    });

    test.each([
      ['text', 'interaction_text', 1],
      ['scores', 'scores', 1],
      ['interactions', 'interactions', 1],
      ['text of the old place', 'interaction_text', 2],
    ])('killed in a move, before writing %s: the next start ends it', async (_name, table, nth) => {
      const first = new Bench(store);
      const [root, call] = request(1, T0, { service: 'edge' });
      await first.settle({ spans: [{ ...(call as SpanRow), start_time: T0 + 5n * MINUTE }], scores: [judged(1, 4)] });
      let seen = 0;
      const insert: Driver['insert'] = (to, rows) => {
        if (to.name === table && ++seen === nth) return Promise.reject(new StorageError('unavailable', 'killed'));
        return store.driver.insert(to, rows);
      };
      const killed = new Bench(store, { driver: wrapDriver(store.driver, { insert }), nowMs: first.nowMs });
      await expect(killed.settle({ spans: [root as SpanRow] })).rejects.toThrow('killed');

      const next = new Bench(store, { nowMs: killed.nowMs });
      await next.settler.start();
      await next.settler.settleAll();
      await next.settler.close();
      expect(await hours()).toEqual([['edge', '2026-03-02 10:00:00', '1']]);
      expect(await judgedHours()).toEqual([['edge', '2026-03-02 10:00:00', '1', 4]]);
      expect(await all(store.driver, 'SELECT service FROM interactions')).toEqual([['edge']]);
    });
  });

  describe('trouble', () => {
    test('a store that is away keeps the traces waiting', async () => {
      let isAway = true;
      const insert: Driver['insert'] = (to, rows) =>
        isAway ? Promise.reject(new StorageError('unavailable', 'away')) : store.driver.insert(to, rows);
      const bench = new Bench(store, { driver: wrapDriver(store.driver, { insert }) });
      await expect(bench.settle({ spans: request(1, T0) })).rejects.toThrow('away');
      expect(bench.settler.stats()).toMatchObject({ queued: 1, settled: 0, failed: 0 });
      isAway = false;
      expect(await bench.settle()).toBe(1);
      expect(await hours()).toEqual([['shop', '2026-03-02 10:00:00', '1']]);
    });

    test('one trace that cannot be written does not hold up the others', async () => {
      const insert: Driver['insert'] = (to, rows) =>
        to.name === 'interactions' && rows.some((row) => row.trace_id === traceId(3))
          ? Promise.reject(new StorageError('invalid', 'bad row'))
          : store.driver.insert(to, rows);
      const bench = new Bench(store, { driver: wrapDriver(store.driver, { insert }) });
      expect(await bench.settle({ spans: [1, 2, 3, 4, 5].flatMap((n) => request(n, T0)) })).toBe(4);
      expect(bench.settler.stats()).toMatchObject({ queued: 0, settled: 4, failed: 1 });
      expect(bench.errors).toEqual([expect.objectContaining({ traceId: traceId(3) })]);
      expect(await hours()).toEqual([['shop', '2026-03-02 10:00:00', '4']]);
    });

    test('more traces than fit into memory are all settled', async () => {
      const bench = new Bench(store, { capacity: 2 });
      await bench.arrive({ spans: [1, 2, 3, 4, 5, 6, 7].flatMap((n) => request(n, T0)) });
      expect(bench.settler.stats().queued).toBe(2);
      for (let i = 0; i < 5; i++) await bench.settle();
      expect(await hours()).toEqual([['shop', '2026-03-02 10:00:00', '7']]);
      expect(bench.settler.stats().queued).toBe(0);
    });

    test('a text that is too long for a question is left out and flagged', async () => {
      const bench = new Bench(store);
      const long = contentRow({
        trace_id: traceId(1),
        span_id: spanId(12),
        start_time: T0,
        input_text: 'x'.repeat(4 * 1024 ** 2 + 1),
        output_text: 'yes',
      });
      await bench.settle({ spans: request(1, T0), content: [long] });
      expect(await all(store.driver, 'SELECT user_query, model_response, flags FROM interactions')).toEqual([
        ['', 'yes', ['content_incomplete']],
      ]);
    });
  });

  test('two replicas that settle a trace at the same time agree in the end', async () => {
    const [root, call] = request(1, T0, { service: 'edge' });
    let [reached, release] = [(): void => undefined, (): void => undefined];
    const isReached = new Promise<void>((resolve) => (reached = resolve));
    const isReleased = new Promise<void>((resolve) => (release = resolve));
    const insert: Driver['insert'] = async (to, rows) => {
      reached();
      await isReleased;
      return store.driver.insert(to, rows);
    };
    const slow = new Bench(store, { driver: wrapDriver(store.driver, { insert }) });
    const stale = slow.settle({ spans: [{ ...(call as SpanRow), start_time: T0 + 5n * MINUTE }], scores: [judged(1, 4)] });
    await isReached;
    const quick = new Bench(store, { replicaId: 'two', nowMs: slow.nowMs });
    await quick.settle({ spans: [root as SpanRow] });
    release();
    await stale;
    expect(await all(store.driver, 'SELECT service FROM interactions ORDER BY service')).toEqual([['edge'], ['shop']]);

    await slow.settle();
    expect(await hours()).toEqual([['edge', '2026-03-02 10:00:00', '1']]);
    expect(await judgedHours()).toEqual([['edge', '2026-03-02 10:00:00', '1', 4]]);
    expect(await all(store.driver, 'SELECT service, span_count FROM interactions')).toEqual([['edge', 2]]);
    expect(slow.settler.stats().queued).toBe(0);
  });
});

/** Numbers from 0 to 1 that are the same in every run (a linear congruential generator). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

function randomScore(n: number, random: () => number): ScoreEventRow {
  const isFailed = random() < 0.1;
  return scoreEventRow({
    score_id: `s${n}`,
    trace_id: traceId(n),
    name: random() < 0.5 ? 'factuality' : 'safety',
    evaluator: 'judge',
    evaluator_epoch: random() < 0.5 ? 'e1' : 'e2',
    value: isFailed ? null : 1 + 4 * random(),
    error_type: isFailed && random() < 0.7 ? 'timeout' : '',
    inclusion_probability: random() < 0.5 ? 1 : 0.2,
    generated: random() < 0.5 ? 1 : 0,
  });
}

type Row = readonly unknown[];

const hourOf = (milliseconds: unknown): number => Math.floor(Number(milliseconds) / 3_600_000) * 3600;

/** Rows by a key, in the order of the keys. */
function groups(rows: readonly Row[], keyOf: (row: Row) => Row): [Row, Row[]][] {
  const found = new Map<string, [Row, Row[]]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = found.get(JSON.stringify(key));
    if (group === undefined) found.set(JSON.stringify(key), [key, [row]]);
    else group[1].push(row);
  }
  return [...found.values()].sort(([a], [b]) => (a.join('\u0000') < b.join('\u0000') ? -1 : 1));
}

const MOMENTS = [
  'n',
  'sx',
  'sxx',
  'c1',
  'c2',
  'c3',
  'c4',
  'c5',
  'n_pass',
  'n_failed',
  'sw',
  'sw2',
  'swx',
  'swxx',
  'w1',
  'w2',
  'w3',
  'w4',
  'w5',
  'n_generated',
];

/** The sums of migration 0004 on a scale of 1 to 5, from single scores. */
function sumUp(rows: readonly Row[]): Row[] {
  return groups(rows, ([time, environment, name, epoch]) => [hourOf(time), environment, name, epoch]).map(([key, members]) => {
    const scored = members
      .filter((row) => row[4] !== null)
      .map((row) => ({ x: Number(row[4]), w: 1 / Number(row[6]), generated: Number(row[7]) }));
    const sum = (of: (score: (typeof scored)[number]) => number): number => scored.reduce((total, score) => total + of(score), 0);
    const steps = [1, 2, 3, 4, 5];
    return [
      ...key,
      scored.length,
      sum(({ x }) => x),
      sum(({ x }) => x * x),
      ...steps.map((step) => sum(({ x }) => (Math.round(x) === step ? 1 : 0))),
      sum(({ x }) => (x >= 3 ? 1 : 0)),
      members.filter((row) => row[4] === null && row[5] !== '').length,
      sum(({ w }) => w),
      sum(({ w }) => w * w),
      sum(({ x, w }) => w * x),
      sum(({ x, w }) => w * x * x),
      ...steps.map((step) => sum(({ x, w }) => (Math.round(x) === step ? w : 0))),
      sum(({ generated }) => generated),
    ];
  });
}

/** Numbers to nine digits: sums in another order differ in the last bits. */
function closeRows(rows: readonly Row[]): string[][] {
  return rows.map((row) =>
    row.map((value) => (typeof value === 'number' || /^\d+$/.test(String(value)) ? Number(value).toPrecision(9) : String(value))),
  );
}
