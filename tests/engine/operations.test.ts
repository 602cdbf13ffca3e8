/** Metrics, traces, one trace and documents on the real engine, against figures that are computed by hand below. */
import { configFileSchema } from '../../src/config/configFile';
import type { FrameJSON, QueryAnswer } from '../../src/core/frames/frame';
import { DEFAULT_DIMENSIONS } from '../../src/core/model/dimension';
import { interactions, interactionText, retrievedDocuments, scores, spanContent, spans } from '../../src/core/model/tables';
import { attributesStatement } from '../../src/core/sql/attributesSql';
import { print } from '../../src/core/sql/sql';
import { answerQueries } from '../../src/server/answerQueries';
import { HourSet } from '../../src/settle/hourSet';
import { recomputeHours } from '../../src/settle/recomputeHours';
import { contentRow, emptyRow, interactionRow, scoreRow, spanRow } from '../testkit/rows';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 2, 30, 10);
const ns = (ms: number): bigint => BigInt(Math.round(ms)) * 1_000_000n;

/** One request a quarter of an hour for five hours; every fifth fails, topics alternate, the third hour is silent. */
const REQUESTS = Array.from({ length: 20 }, (_, index) => index)
  .filter((index) => index < 8 || index >= 12)
  .map((index) => ({
    id: index.toString(16).padStart(32, '0'),
    time: START + index * 15 * MINUTE,
    topic: index % 2 === 0 ? 'returns' : 'delivery',
    failed: index % 5 === 0,
    latency: 100 * (index + 1),
    ttft: index % 2 === 0 ? 10 * (index + 1) : null,
    cost: index === 7 ? null : 0.01 * (index + 1),
    factuality: index % 4 === 0 ? 1 + (index % 3) : null,
  }));

forEachDriver('operations', (open) => {
  let store: TestStore;
  const ask = async (query: object, from = START, to = START + 5 * HOUR): Promise<QueryAnswer> => {
    const deps = {
      driver: store.driver,
      settings: { dimensions: DEFAULT_DIMENSIONS, file: configFileSchema.parse({}) },
      clock: { now: () => START + 5 * HOUR },
    };
    const { results } = await answerQueries({ from, to, queries: [{ refId: 'A', ...query }] }, deps);
    const answer = results.A;
    if (answer === undefined) throw new Error('no answer');
    return answer;
  };
  const frames = async (query: object, from?: number, to?: number): Promise<readonly FrameJSON[]> => {
    const answer = await ask(query, from, to);
    expect(answer.error).toBeUndefined();
    return answer.frames;
  };
  const column = (frame: FrameJSON | undefined, name: string): readonly unknown[] =>
    frame?.data.values[frame.schema.fields.findIndex((field) => field.name === name)] ?? [];

  beforeAll(async () => {
    store = await open();
    const rows = REQUESTS.map(({ id, time, topic, failed, latency, ttft, cost }) =>
      interactionRow({
        trace_id: id,
        time: ns(time),
        service: 'bot',
        topic,
        status: failed ? 'error' : 'ok',
        latency_ms: latency,
        ttft_ms: ttft,
        cost_usd: cost,
        input_tokens: 100,
        output_tokens: 20,
        cached_tokens: 25,
        session_id: `s${topic}`,
        row_version: 1n,
      }),
    );
    await store.driver.insert(interactions, rows);
    const hours = new HourSet();
    for (const { service, time } of rows) hours.add(service, time);
    await recomputeHours({ driver: store.driver, layout: { database: store.database, cluster: '' } }, hours);
    await store.driver.insert(
      interactionText,
      REQUESTS.map(({ id, time, topic }) => ({
        ...emptyRow(interactionText),
        trace_id: id,
        time: ns(time),
        service: 'bot',
        user_query: `A question on ${topic}`,
        model_response: `It's 30 days, number ${Number.parseInt(id, 16)}.`,
        row_version: 1n,
      })),
    );
    await store.driver.insert(
      scores,
      REQUESTS.flatMap(({ id, time, topic, factuality }) =>
        factuality === null
          ? []
          : [
              scoreRow({
                score_id: id,
                trace_id: id,
                time: ns(time),
                service: 'bot',
                topic,
                value: factuality,
                evaluator_epoch: 'e',
                row_version: 1n,
              }),
            ],
      ),
    );
    const document = (id: string, time: number, rank: number, name: string, stage: string) => ({
      ...emptyRow(retrievedDocuments),
      trace_id: id,
      span_id: stage,
      time: ns(time),
      stage,
      rank,
      document_id: name,
      document_version: 'v1',
      score: 0.5,
      service: 'bot',
      row_version: 1n,
    });
    await store.driver.insert(
      retrievedDocuments,
      REQUESTS.slice(0, 5).flatMap(({ id, time }) => [
        document(id, time, 1, 'a.md', 'retrieval'),
        document(id, time, 2, 'b.md', 'retrieval'),
        // The reranker turns them round.
        document(id, time, 1, 'b.md', 'rerank'),
      ]),
    );
    await store.driver.insert(spans, [
      spanRow({
        trace_id: 'ab',
        span_id: '1',
        start_time: ns(START),
        end_time: ns(START + 1500),
        service: 'bot',
        name: 'chat',
        stage: 'gateway',
        status: 'error',
        attributes: new Map([['k', 'v']]),
        resource_attributes: new Map([['tenant', 'a']]),
      }),
      spanRow({
        trace_id: 'ab',
        span_id: '2',
        parent_span_id: '1',
        start_time: ns(START + 10),
        end_time: ns(START + 20),
        service: 'bot',
        name: 'llm',
        model: 'm',
      }),
    ]);
    await store.driver.insert(spanContent, [
      contentRow({ trace_id: 'ab', span_id: '2', start_time: ns(START), input_text: 'in', output_text: 'out' }),
    ]);
  });
  afterAll(() => store.close());

  const TABLES: [string, object, number | null][] = [
    ['requests', { measure: 'requests' }, 16],
    ['a rate is over the whole range', { measure: 'request_rate' }, 16 / (5 * 3600)],
    ['errors: 0, 5 and 15', { measure: 'error_rate' }, 3 / 16],
    // 100 × (1..8, 13..20), of which 15 intervals times 0.5 is between the 8th and the 9th: 800 and 1300.
    ['the median latency', { measure: 'latency', quantile: 0.5 }, 1050],
    ['cost leaves out what is unknown', { measure: 'cost' }, 0.01 * (1 + 2 + 3 + 4 + 5 + 6 + 7 + 13 + 14 + 15 + 16 + 17 + 18 + 19 + 20)],
    ['cost a request', { measure: 'cost_per_request' }, (0.01 * 160) / 15],
    ['tokens a request', { measure: 'tokens_per_request' }, 120],
    ['the cached share', { measure: 'cached_share' }, 0.25],
    ['nothing was checked', { measure: 'format_failure_rate' }, null],
    ['a filter', { measure: 'requests', filters: [{ field: 'topic', operator: 'in', values: ['returns'] }] }, 8],
    [
      'a filter that the hours do not have',
      { measure: 'requests', filters: [{ field: 'latency_ms', operator: '>', values: ['1500'] }] },
      5,
    ],
    ['silence is 0', { measure: 'requests', filters: [{ field: 'topic', operator: '=', values: ['nobody'] }] }, 0],
    ['silence has no rate of errors', { measure: 'error_rate', filters: [{ field: 'topic', operator: '=', values: ['nobody'] }] }, null],
  ];
  test.each(TABLES)('table: %s', async (_name, query, expected) => {
    const [frame, ...more] = await frames({ kind: 'metric', format: 'table', ...query });
    expect(more).toEqual([]);
    expect(frame?.schema.meta?.type).toBe('numeric-long');
    expect(frame?.schema.fields.filter(({ type }) => type === 'number')).toHaveLength(1);
    const value = frame?.data.values[0]?.[0];
    if (expected === null) expect(value).toBeNull();
    else expect(value).toBeCloseTo(expected, 9);
  });

  test('the same over three days, from the hours: latency within 4.5 %', async () => {
    const table = async (query: object) =>
      (await frames({ kind: 'metric', format: 'table', ...query }, START - 48 * HOUR, START + 24 * HOUR))[0]?.data.values[0]?.[0];
    expect(await table({ measure: 'requests' })).toBe(16);
    const latency = Number(await table({ measure: 'latency', quantile: 0.25 }));
    expect(latency / 450).toBeGreaterThan(0.9);
    expect(latency / 450).toBeLessThan(1.1);
  });

  test('series by topic: a frame a label set, buckets of an hour, silence is 0 of a sum', async () => {
    const found = await frames({ kind: 'metric', measure: 'requests', groupBy: ['topic'], maxDataPoints: 5 });
    expect(found.map(({ schema }) => [schema.meta?.type, schema.fields[1]?.labels])).toEqual([
      ['timeseries-multi', { topic: 'delivery' }],
      ['timeseries-multi', { topic: 'returns' }],
    ]);
    expect(found[0]?.data.values).toEqual([[0, 1, 2, 3, 4].map((hour) => START + hour * HOUR), [2, 2, 0, 2, 2]]);
  });

  test('a ratio has no point where nothing happened', async () => {
    const [frame] = await frames({ kind: 'metric', measure: 'error_rate', maxDataPoints: 5 });
    expect(frame?.data.values).toEqual([[0, 1, 3, 4].map((hour) => START + hour * HOUR), [0.25, 0.25, 0.25, 0]]);
  });

  test('buckets of a quarter of an hour are cut from single requests', async () => {
    const [frame] = await frames({ kind: 'metric', measure: 'latency', quantile: 0.5, maxDataPoints: 20 });
    expect(frame?.data.values).toEqual([REQUESTS.map(({ time }) => time), REQUESTS.map(({ latency }) => latency)]);
  });

  test('a field that is no segment cannot be grouped by', async () => {
    expect(await ask({ kind: 'metric', groupBy: ['user_id'] })).toMatchObject({
      status: 400,
      error: expect.stringContaining('cannot be grouped by'),
    });
  });

  test('traces: the newest first, with text and scores', async () => {
    const [frame] = await frames({ kind: 'traces', limit: 3 });
    expect(column(frame, 'time')).toEqual([19, 18, 17].map((index) => START + index * 15 * MINUTE));
    expect(column(frame, 'question')[0]).toBe('A question on delivery');
    const [five] = await frames({ kind: 'traces', search: '30 NUMBER 16' });
    expect(column(five, 'trace_id')).toEqual([(16).toString(16).padStart(32, '0')]);
    expect(column(five, 'factuality')).toEqual([2]);
  });

  test('traces: worst, slowest, below a score, with a filter', async () => {
    // Scored: 0 → 1, 4 → 2, 12 → 1, 16 → 2; between equals the newest comes first.
    const ids = async (query: object) =>
      column((await frames({ kind: 'traces', ...query }))[0], 'trace_id').map((id) => Number.parseInt(String(id), 16));
    expect(await ids({ order: 'worst', dimension: 'factuality' })).toEqual([12, 0, 16, 4]);
    expect(await ids({ order: 'slowest', below: 2 })).toEqual([12, 0]);
    expect(await ids({ order: 'slowest', limit: 2, filters: [{ field: 'topic', operator: '=', values: ['returns'] }] })).toEqual([18, 16]);
    expect(await ids({ order: 'worst', dimension: 'no such' })).toEqual([]);
  });

  test('traces as the lines of a conversation', async () => {
    const [frame] = await frames({ kind: 'traces', format: 'logs', limit: 1 });
    expect(frame?.schema.meta?.type).toBe('log-lines');
    expect(frame?.schema.fields.map(({ name }) => name)).toEqual(['timestamp', 'body', 'severity', 'id', 'labels', 'trace_id']);
    expect(column(frame, 'body')).toEqual(["It's 30 days, number 19.", 'A question on delivery']);
    expect(column(frame, 'labels')[1]).toEqual({ role: 'user', service: 'bot', topic: 'delivery', session_id: 'sdelivery' });
  });

  test('one trace, by its id in any letter case; of an unknown one nothing is invented', async () => {
    const [frame] = await frames({ kind: 'trace', traceId: ' AB ' });
    expect(column(frame, 'operationName')).toEqual(['chat', 'llm']);
    expect(column(frame, 'startTime')).toEqual([START, START + 10]);
    expect(column(frame, 'duration')).toEqual([1500, 10]);
    expect(column(frame, 'statusCode')).toEqual([2, 0]);
    expect(column(frame, 'tags')[0]).toContainEqual({ key: 'k', value: 'v' });
    expect(column(frame, 'tags')[1]).toEqual(
      expect.arrayContaining([
        { key: 'output', value: 'out' },
        { key: 'model', value: 'm' },
      ]),
    );
    const [unknown] = await frames({ kind: 'trace', traceId: 'ff' });
    expect(unknown?.data.values[0]).toEqual([]);
    expect(unknown?.schema.meta?.notices?.[0]?.text).toContain('There is no trace ff');
    expect(await ask({ kind: 'trace' })).toMatchObject({ status: 400 });
  });

  test('keys of attributes are those of spans and of their resources in the range', async () => {
    const keys = async (from: number) =>
      (await store.driver.query(print(attributesStatement({ from, to: from + HOUR })))).rows.map(([key]) => key);
    expect(await keys(START)).toEqual(['k', 'tenant']);
    expect(await keys(START + HOUR)).toEqual([]);
  });

  test('documents: once a request, with the rank of the last stage and the mean score of the answers', async () => {
    const [frame] = await frames({ kind: 'documents' });
    expect(column(frame, 'document_id')).toEqual(['a.md', 'b.md']);
    expect(column(frame, 'requests')).toEqual([5, 5]);
    expect(column(frame, 'share')).toEqual([1, 1]);
    expect(column(frame, 'first')).toEqual([5, 5]);
    expect(column(frame, 'judged')).toEqual([2, 2]);
    expect(column(frame, 'mean_score')).toEqual([1.5, 1.5]);
    expect(column(frame, 'last_seen')).toEqual([START + HOUR, START + HOUR]);
  });

  test('documents through a filter that they do not have themselves', async () => {
    const [frame] = await frames({
      kind: 'documents',
      groupBy: ['service'],
      filters: [{ field: 'latency_ms', operator: '>', values: ['300'] }],
    });
    expect(column(frame, 'requests')).toEqual([2, 2]);
    expect(column(frame, 'service')).toEqual(['bot', 'bot']);
  });
});
