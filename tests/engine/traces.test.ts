/** Pages of requests, one trace for its panel, and effects of documents, on the real engine, against figures made by hand. */
import { configFileSchema } from '../../src/config/configFile';
import type { FrameJSON } from '../../src/core/frames/frame';
import { DEFAULT_DIMENSIONS } from '../../src/core/model/dimension';
import { interactions, interactionText, retrievedDocuments, scoreEvents, scores, spanContent, spans } from '../../src/core/model/tables';
import { answerQueries } from '../../src/server/answerQueries';
import { contentRow, emptyRow, interactionRow, scoreEventRow, scoreRow, spanRow } from '../testkit/rows';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 30, 10);
const END = START + 6 * 60 * MINUTE;
const ns = (ms: number): bigint => BigInt(Math.round(ms)) * 1_000_000n;
const id = (index: number): string => index.toString(16).padStart(32, '0');

/** A request every quarter of an hour; the 8th and 9th begin in the same nanosecond. */
const REQUESTS = Array.from({ length: 20 }, (_, index) => ({
  id: id(index),
  time: START + (index === 9 ? 8 : index) * 15 * MINUTE,
  topic: index % 2 === 0 ? 'returns' : 'delivery',
  latency: index % 4 === 0 ? 500 : 100 * (index + 1),
  factuality: 1 + (index % 5),
}));

forEachDriver('traces', (open) => {
  let store: TestStore;
  const frames = async (query: object, range = { from: START, to: END }): Promise<readonly FrameJSON[]> => {
    const deps = {
      driver: store.driver,
      settings: { dimensions: DEFAULT_DIMENSIONS, file: configFileSchema.parse({}) },
      clock: { now: () => END },
    };
    const { results } = await answerQueries({ ...range, queries: [{ refId: 'A', ...query }] }, deps);
    expect(results.A?.error).toBeUndefined();
    return results.A?.frames ?? [];
  };
  const column = (frame: FrameJSON | undefined, name: string): readonly unknown[] =>
    frame?.data.values[frame.schema.fields.findIndex((field) => field.name === name)] ?? [];
  const list = async (query: object): Promise<{ ids: number[]; next: unknown }> => {
    const [frame] = await frames({ kind: 'traces', ...query });
    return { ids: column(frame, 'trace_id').map((text) => Number.parseInt(String(text), 16)), next: frame?.schema.meta?.custom?.next };
  };
  /** All pages one after the other. */
  const pages = async (query: object): Promise<number[][]> => {
    const found: number[][] = [];
    let after: unknown;
    do {
      const page: { ids: number[]; next: unknown } = await list({ ...query, ...(after === undefined ? {} : { after }) });
      found.push(page.ids);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return found;
  };

  beforeAll(async () => {
    store = await open();
    const request = ({ id: trace_id, time, topic, latency }: (typeof REQUESTS)[number], row_version: bigint, more: object = {}) =>
      interactionRow({
        trace_id,
        time: ns(time),
        service: 'bot',
        topic,
        status: 'ok',
        latency_ms: latency,
        session_id: 's',
        row_version,
        ...more,
      });
    await store.driver.insert(
      interactions,
      REQUESTS.map((one) => request(one, 1n)),
    );
    // Settled again: the 19th is on another topic now and quick, the 18th was taken out.
    await store.driver.insert(interactions, [
      ...REQUESTS.slice(19).map((one) => request(one, 2n, { topic: 'invoice', latency_ms: 1 })),
      ...REQUESTS.slice(18, 19).map((one) => request(one, 2n, { is_deleted: 1 })),
    ]);
    const text = (trace_id: string, time: number, user_query: string, row_version: bigint) => ({
      ...emptyRow(interactionText),
      trace_id,
      time: ns(time),
      service: 'bot',
      user_query,
      model_response: 'It is 30 days, says return-policy-v1.md.',
      row_version,
    });
    await store.driver.insert(
      interactionText,
      REQUESTS.map((one, index) => text(one.id, one.time, `Frage Nummer ${index}: Größe?`, 1n)),
    );
    await store.driver.insert(interactionText, [text(id(3), REQUESTS[3]?.time ?? 0, 'Another question now', 2n)]);
    const score = ({ id: trace_id, time, topic, factuality }: (typeof REQUESTS)[number], value: number | null, row_version: bigint) =>
      scoreRow({
        score_id: trace_id,
        trace_id,
        time: ns(time),
        service: 'bot',
        topic,
        value: value ?? factuality,
        evaluator_epoch: 'e',
        row_version,
      });
    await store.driver.insert(
      scores,
      REQUESTS.map((one) => score(one, null, 1n)),
    );
    // Judged again: the 5th was a 1 and is a 5.
    await store.driver.insert(
      scores,
      REQUESTS.slice(5, 6).map((one) => score(one, 5, 2n)),
    );
    const document = (index: number, rank: number, document_id: string, used: number | null) => ({
      ...emptyRow(retrievedDocuments),
      ...{ trace_id: id(index), span_id: 'r', time: ns(REQUESTS[index]?.time ?? 0), stage: 'retrieval', rank, document_id, service: 'bot' },
      ...{ topic: REQUESTS[index]?.topic ?? '', used, row_version: 1n },
    });
    // On returns (0, 2, 4, 6, 8, 10) the old policy is in all, at rank 1 in three, where the scores are 1, 3 and 5; the new one at rank 1 in the rest.
    await store.driver.insert(retrievedDocuments, [
      ...[0, 2, 4].flatMap((index) => [document(index, 1, 'policy-v1.md', 1), document(index, 2, 'policy-v2.md', 0)]),
      ...[6, 8, 10].flatMap((index) => [document(index, 1, 'policy-v2.md', 1), document(index, 2, 'policy-v1.md', 0)]),
      ...[1, 3].map((index) => document(index, 1, 'delivery.md', null)),
    ]);
    // Later: a judge of the shop, once in an old epoch; another one of the shop, and one of the bank, that judged last.
    const later = (index: number, service: string) => ({ trace_id: id(index), time: ns(END + index * MINUTE), service, row_version: 1n });
    await store.driver.insert(
      retrievedDocuments,
      [1, 2, 3].map((index) => ({
        ...emptyRow(retrievedDocuments),
        ...later(index, 'shop'),
        span_id: 'r',
        rank: 1,
        document_id: 'faq.md',
      })),
    );
    const judged = (index: number, service: string, judge: string, evaluator_epoch: string, value: number) =>
      scoreRow({ ...later(index, service), score_id: `${judge}${evaluator_epoch}${index}`, evaluator: judge, evaluator_epoch, value });
    await store.driver.insert(scores, [
      judged(1, 'shop', 'strict', 'old', 5),
      judged(1, 'shop', 'strict', 'new', 2),
      judged(2, 'shop', 'strict', 'new', 4),
      judged(3, 'shop', 'lenient', 'l', 5),
      ...[4, 5, 6, 7].map((index) => judged(index, 'bank', 'teller', 't', 1)),
    ]);
    const at = { trace_id: id(7), start_time: ns(REQUESTS[7]?.time ?? 0), service: 'bot' };
    await store.driver.insert(spans, [
      spanRow({ ...at, span_id: '1', end_time: ns((REQUESTS[7]?.time ?? 0) + 800), name: 'POST', stage: 'gateway' }),
      spanRow({
        ...at,
        span_id: '2',
        parent_span_id: '1',
        end_time: ns((REQUESTS[7]?.time ?? 0) + 30),
        stage: 'retrieval',
        document_ids: ['a', 'b'],
        document_scores: [0.9, null],
        documents_known: 1,
        dropped_attributes: 2,
      }),
    ]);
    await store.driver.insert(spanContent, [contentRow({ ...at, span_id: '2', input_text: 'x'.repeat(60_000) })]);
    await store.driver.insert(scoreEvents, [
      scoreEventRow({ trace_id: id(7), score_id: 's', value: 2, explanation: 'It is not so.', evaluator: 'judge', evaluator_kind: 'LLM' }),
    ]);
  });
  afterAll(() => store.close());

  test.each<[string, object, readonly (readonly number[])[]]>([
    [
      'newest',
      { limit: 8 },
      [
        [19, 17, 16, 15, 14, 13, 12, 11],
        [10, 8, 9, 7, 6, 5, 4, 3],
        [2, 1, 0],
      ],
    ],
    ['slowest, many alike', { order: 'slowest', limit: 6 }, [[17, 15, 14, 13, 11, 10], [9, 7, 6, 5, 16, 12], [8, 4, 0, 3, 2, 1], [19]]],
    [
      'worst, as judged now',
      { order: 'worst', dimension: 'factuality', limit: 7, filters: [{ field: 'topic', operator: '=', values: ['delivery'] }] },
      [
        [15, 11, 1, 17, 7, 13, 3],
        [9, 5],
      ],
    ],
    ['a topic, as it is now', { limit: 50, filters: [{ field: 'topic', operator: '=', values: ['invoice'] }] }, [[19]]],
  ])('pages: %s', async (_name, query, expected) => expect(await pages(query)).toEqual(expected));

  test.each<[string, object, readonly number[]]>([
    ['words of the question, letter case aside', { search: 'NUMMER 12' }, [12]],
    ['a part of a word is none', { search: 'Numm 12' }, []],
    ['letters beyond ASCII', { search: 'Größe', filters: [{ field: 'latency_ms', operator: '>', values: ['1750'] }] }, [17]],
    ['text that was replaced is not found', { search: 'nummer 3' }, []],
    ['but the new one is', { search: 'another question' }, [3]],
    ['words of the answer are one document', { search: 'policy-v1.md', limit: 2 }, [19, 17]],
    ['a score range', { filters: [{ field: 'scores.factuality', operator: '<=', values: ['1'] }] }, [15, 10, 0]],
    ['a score range in the order of time', { below: 2 }, [15, 10, 0]],
    [
      'two filters and words',
      {
        search: 'frage',
        filters: [
          { field: 'session_id', operator: '=', values: ['s'] },
          { field: 'scores.factuality', operator: '=', values: ['5'] },
          { field: 'topic', operator: '=', values: ['returns'] },
        ],
      },
      [14, 4],
    ],
  ])('found: %s', async (_name, query, expected) => expect((await list(query)).ids).toEqual(expected));

  test('a place that no page has given is refused', async () => {
    const deps = {
      driver: store.driver,
      settings: { dimensions: DEFAULT_DIMENSIONS, file: configFileSchema.parse({}) },
      clock: { now: () => END },
    };
    const { results } = await answerQueries(
      { from: START, to: END, queries: [{ refId: 'A', kind: 'traces', after: "0|1|x' OR 1|" }] },
      deps,
    );
    expect(results.A).toMatchObject({ status: 400, error: expect.stringContaining('leave "after" out') });
  });

  test('one trace for its panel: request, stages, text that is cut, verdicts, conversation', async () => {
    const found = await frames({ kind: 'trace', format: 'panel', traceId: id(7) });
    const byKind = new Map(found.map((frame) => [frame.schema.name, frame]));
    expect(column(byKind.get('trace_summary'), 'question')).toEqual(['Frage Nummer 7: Größe?']);
    expect(column(byKind.get('trace_stages'), 'stage')).toEqual(['gateway', 'retrieval']);
    expect(column(byKind.get('trace_stages'), 'document_scores')[1]).toEqual([0.9, null]);
    expect(column(byKind.get('trace_stages'), 'dropped_attributes')).toEqual([0, 2]);
    expect(column(byKind.get('trace_text'), 'cut')).toEqual([1]);
    expect(String(column(byKind.get('trace_text'), 'input_text')[0])).toHaveLength(50_000);
    expect(column(byKind.get('trace_verdicts'), 'explanation')).toEqual(['It is not so.']);
    expect(column(byKind.get('trace_turns'), 'trace_id')).toHaveLength(19);
    const empty = await frames({ kind: 'trace', format: 'panel', traceId: '' });
    expect(empty[0]?.schema.meta?.notices?.[0]?.text).toBe('No trace is chosen.');
  });

  test('documents for their panel: use, ranks, versions, and the effect at rank 1 where presence cannot tell', async () => {
    const [frame] = await frames({ kind: 'documents', format: 'panel', dimension: 'factuality' });
    const of = (name: string, document: string): unknown => column(frame, name)[column(frame, 'document_id').indexOf(document)];
    expect(of('requests', 'policy-v1.md')).toBe(6);
    expect([of('rank_1', 'policy-v1.md'), of('rank_2', 'policy-v1.md')]).toEqual([3, 3]);
    expect([of('used_share', 'policy-v1.md'), of('used_share', 'delivery.md')]).toEqual([0.5, null]);
    expect(of('with_difference', 'policy-v1.md')).toBeNull();
    // Led: (1 + 3 + 5) / 3 = 3; the others (2 + 4 + 1) / 3 = 7 / 3. Three answers keep 3 / 23 of the difference.
    expect(of('led_mean', 'policy-v1.md')).toBeCloseTo(3, 9);
    expect(of('led_without', 'policy-v1.md')).toBeCloseTo(7 / 3, 9);
    expect(of('led_difference', 'policy-v1.md')).toBeCloseTo((3 / 23) * (2 / 3), 9);
    expect(of('versions', 'policy-v1.md')).toEqual([{ id: 'policy-v2.md', version: '', together: 6, relation: 'newer' }]);
    expect(of('versions', 'delivery.md')).toEqual([]);
  });

  test.each(['table', 'panel'])('documents as %s: scores are of the judge with the most ones of these services', async (format) => {
    const filters = [{ field: 'service', operator: '=', values: ['shop'] }];
    const query = { kind: 'documents', format, dimension: 'factuality', filters };
    const [frame] = await frames(query, { from: END, to: END + 60 * MINUTE });
    expect(column(frame, 'document_id')).toEqual(['faq.md']);
    expect([column(frame, 'judged'), column(frame, 'mean_score')]).toEqual([[2], [3]]);
    if (format === 'panel') expect(JSON.stringify(column(frame, 'trend'))).toContain('3,3]');
  });
});
