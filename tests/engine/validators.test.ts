/** Validators at settle time on the real engine: columns, findings, hours, rates, and what they are not for old rows. */
import { configFileSchema } from '../../src/config/configFile';
import type { FrameJSON } from '../../src/core/frames/frame';
import { DEFAULT_DIMENSIONS } from '../../src/core/model/dimension';
import { interactions } from '../../src/core/model/tables';
import { answerQueries } from '../../src/server/answerQueries';
import { HourSet } from '../../src/settle/hourSet';
import { recomputeHours } from '../../src/settle/recomputeHours';
import { contentRow, interactionRow, spanRow } from '../testkit/rows';
import { all, Bench, empty, HOUR, request, spanId, T0, traceId, type Arrived } from '../testkit/settleBench';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const OLD = { id: 'return-policy-v1.md', content: 'Items can be returned within 60 days of delivery, unused and in their packaging.' };
const NEW = { id: 'return-policy-v2.md', content: 'Items can be returned within 30 days of delivery, unused and in their packaging.' };

/** Request n with its documents and its answer. */
function answered(
  n: number,
  answer: string,
  documents: readonly { id: string; content: string }[],
  question = 'How long can I return a lamp?',
): Arrived {
  const [root, call] = request(n, T0);
  if (root === undefined || call === undefined) throw new Error('no request');
  const retrieval = spanRow({
    ...root,
    span_id: spanId(n * 10 + 3),
    parent_span_id: root.span_id,
    stage: 'retrieval',
    documents_known: 1,
    document_ids: documents.map(({ id }) => id),
    document_versions: documents.map(() => ''),
  });
  const text = { trace_id: traceId(n), start_time: T0 };
  return {
    spans: [root, { ...call, finish_reason: 'stop' }, retrieval],
    content: [
      contentRow({ ...text, span_id: call.span_id, input_text: question, output_text: answer }),
      contentRow({ ...text, span_id: retrieval.span_id, documents: JSON.stringify(documents) }),
    ],
  };
}

forEachDriver('validators', (open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
  });
  afterEach(() => empty(store.driver));
  afterAll(() => store.close());

  const findings = () =>
    all(store.driver, 'SELECT trace_id, validator, kind, document_id, quote FROM validator_findings ORDER BY trace_id, validator, kind');

  const rate = async (query: object): Promise<unknown> => {
    const from = Number(T0 / 1_000_000n) - 3_600_000;
    const to = from + 4 * 3_600_000;
    const deps = {
      driver: store.driver,
      settings: { dimensions: DEFAULT_DIMENSIONS, file: configFileSchema.parse({}) },
      clock: { now: () => to },
    };
    const { results } = await answerQueries({ from, to, queries: [{ refId: 'A', kind: 'metric', format: 'table', ...query }] }, deps);
    expect(results.A?.error).toBeUndefined();
    const [frame]: readonly (FrameJSON | undefined)[] = results.A?.frames ?? [];
    return frame?.data.values.at(-1)?.[0];
  };

  test('the reference incident: grounded in the old document, and the documents disagree', async () => {
    const bench = new Bench(store);
    await bench.settle(answered(1, 'You can return a lamp within 60 days of delivery, unused and in its packaging.', [OLD, NEW]));
    expect(
      await all(
        store.driver,
        "SELECT validators_failed, has(validators_run, 'groundedness'), groundedness > 0.3, language, answer_kind, format_ok FROM interactions",
      ),
    ).toEqual([[['documents_disagree'], 1, 1, 'en', 'answer', null]]);
    expect(await all(store.driver, 'SELECT validator, kind, place, document_id, start, quote, message FROM validator_findings')).toEqual([
      [
        'documents_disagree',
        'number',
        'document',
        OLD.id,
        0,
        OLD.content,
        `${OLD.id} (rank 1) says 60, ${NEW.id} (rank 2) says 30: “${NEW.content}”`,
      ],
    ]);
    expect(bench.errors).toEqual([]);
  });

  test('settling again replaces what was found; a request that moves takes it along', async () => {
    const bench = new Bench(store);
    await bench.settle(answered(1, 'You can return it within 90 days of delivery.', [NEW]));
    expect((await findings()).map(([, validator]) => validator)).toContain('unsupported_number');
    await bench.settle(answered(1, 'You can return it within 30 days of delivery.', [NEW]));
    expect(await findings()).toEqual([]);
    await bench.settle(answered(1, 'You can return it within 90 days of delivery.', [NEW]));
    const before = await findings();
    // A later root in another hour: the row has another key.
    const [root] = request(1, T0 + HOUR);
    await bench.settle({ spans: root === undefined ? [] : [root] });
    expect(await findings()).toEqual(before);
    expect(await all(store.driver, 'SELECT count() FROM validator_findings_local FINAL')).toEqual([['1']]);
    expect(bench.errors).toEqual([]);
  });

  test('rates are shares of failed among run, by hour and by request; rows from before count on neither side', async () => {
    const bench = new Bench(store);
    await bench.settle(answered(1, 'You can return it within 90 days of delivery.', [NEW]));
    await bench.settle(answered(2, 'You can return it within 30 days of delivery.', [NEW]));
    await bench.settle(answered(3, 'You can return a lamp within 30 days of delivery.', [NEW]));
    // A request that was settled before there were validators, and one without documents.
    const before = interactionRow({ trace_id: traceId(9), service: 'shop', time: T0 });
    await store.driver.insert(interactions, [before]);
    await bench.settle({
      spans: request(4, T0),
      content: [
        contentRow({ trace_id: traceId(4), span_id: spanId(42), start_time: T0, input_text: 'Hi', output_text: 'Within 45 days.' }),
      ],
    });
    const hours = new HourSet();
    hours.add('shop', T0);
    await recomputeHours({ driver: store.driver, layout: { database: store.database, cluster: '' } }, hours);
    const measure = 'validator:unsupported_number';
    expect(await rate({ measure })).toBeCloseTo(1 / 3, 9);
    // A field that the hours do not have: request by request.
    expect(await rate({ measure, filters: [{ field: 'validators_failed', operator: '=', values: ['unsupported_number'] }] })).toBe(1);
    expect(
      await all(
        store.driver,
        "SELECT n, validators_run['unsupported_number'], validators_failed['unsupported_number'] FROM traffic_hourly ORDER BY n DESC LIMIT 1",
      ),
    ).toEqual([['4', '3', '1']]);
    expect(await rate({ measure: 'pii_rate' })).toBe(0);
    expect(await rate({ measure: 'validator:json' })).toBeNull();
  });

  test('configured by service and topic; JSON says whether the format is right', async () => {
    const bench = new Bench(store, {
      topics: [{ topic: 'data', phrases: ['as data'] }],
      validators: {
        rules: [
          { topics: ['data'], json: { schema: { type: 'object', required: ['days'] } }, groundedness: false },
          { services: ['elsewhere'], length: { max_words: 1 } },
        ],
      },
    });
    const question = 'How long can I return it, as data?';
    await bench.settle(answered(1, '{"days": 30}', [NEW], question));
    await bench.settle(answered(2, '```json\n{"days": 30}\n```', [NEW], question));
    await bench.settle(answered(3, 'Within 30 days of delivery.', [NEW]));
    expect(
      await all(
        store.driver,
        "SELECT format_ok, has(validators_failed, 'json'), has(validators_run, 'groundedness'), has(validators_run, 'length') FROM interactions ORDER BY trace_id",
      ),
    ).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [null, 0, 1, 0],
    ]);
    expect(await findings()).toEqual([[traceId(2), 'json', 'fenced', '', '```json\n{"days": 30}\n```']]);
  });

  test('personal data is told by type and never quoted', async () => {
    const bench = new Bench(store);
    await bench.settle(answered(1, 'Write to mary.smith@mail.com or to [email]; the card is 4111 1111 1111 1111.', [NEW]));
    expect(await all(store.driver, 'SELECT arraySort(pii_found) FROM interactions')).toEqual([[['card', 'email']]]);
    const stored = JSON.stringify(await all(store.driver, 'SELECT * FROM validator_findings'));
    expect(stored).toContain('pii_leak');
    expect(stored).not.toMatch(/mary|4111/);
  });
});
