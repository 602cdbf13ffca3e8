/** Attribute health on the real engine, against counts made by hand from the rows below. */
import { configFileSchema } from '../../src/config/configFile';
import type { FrameJSON } from '../../src/core/frames/frame';
import { interactions, spans } from '../../src/core/model/tables';
import { answerQueries } from '../../src/server/answerQueries';
import { interactionRow, spanRow } from '../testkit/rows';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const START = Date.UTC(2026, 2, 30, 10);
const MINUTE = 60_000;
const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;
const id = (n: number): string => n.toString(16).padStart(32, '0');
const spanId = (n: number): string => n.toString(16).padStart(16, '0');

/** Everything that a request can have. */
const WHOLE = {
  service: 'shop',
  topic: 'returns',
  session_id: 's',
  user_id: 'u',
  environment: 'prod',
  release: '7',
  prompt_name: 'p',
  prompt_version: '3',
  model: 'm',
  model_version: 'm',
  provider: 'openai',
  input_tokens: 1,
  output_tokens: 0,
  cost_usd: 0,
  finish_reason: 'stop',
  flags: [],
};

/** Four requests of a shop, of which one lacks much, and one of a bot that says nothing. */
const REQUESTS = [
  { ...WHOLE },
  { ...WHOLE, session_id: '', topic: 'other' },
  { ...WHOLE, topic: '', flags: ['no_content', 'root_missing'] },
  { ...WHOLE, cost_usd: null, input_tokens: null, flags: ['content_incomplete'] },
  { service: 'bot', flags: ['no_content'] },
].map((row, n) => interactionRow({ trace_id: id(n), time: ns(START + n * MINUTE), row_version: 1n, ...row }));

const CALL = { service: 'shop', stage: 'generation', scope_name: 'sdk', model_version: 'm', input_tokens: 1, output_tokens: 1 };
const SEARCH = { service: 'shop', stage: 'retrieval', scope_name: 'store' };

const SPANS = [
  { ...CALL, streaming: 1, ttft_ms: 5, finish_reason: 'stop' },
  { ...CALL, streaming: 1, finish_reason: 'stop' },
  { ...CALL, streaming: 0, output_tokens: null },
  { ...CALL, scope_name: 'other-sdk' },
  {
    ...SEARCH,
    documents_known: 1,
    document_ids: ['a', 'b'],
    document_versions: ['', ''],
    document_scores: [null, 0.4],
    document_distances: [null, null],
  },
  {
    ...SEARCH,
    documents_known: 1,
    document_ids: ['a'],
    document_versions: [''],
    document_scores: [null],
    document_distances: [null],
    data_source: 'faq',
  },
  // An empty list has no document that could have a score.
  { ...SEARCH, documents_known: 1 },
  { ...SEARCH },
  { service: 'shop', stage: 'tool', scope_name: 'sdk', tool_name: 't' },
  { service: 'shop', stage: 'guardrail', scope_name: 'sdk' },
  // Stages without fields are not listed.
  { service: 'shop', stage: 'workflow', scope_name: 'sdk' },
].map((row, n) => spanRow({ trace_id: id(n % 4), span_id: spanId(n + 1), start_time: ns(START + n), end_time: ns(START + n + 5), ...row }));

forEachDriver('attribute health', (open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
    await store.driver.insert(interactions, REQUESTS);
    await store.driver.insert(spans, SPANS);
    // A span that comes twice is one.
    await store.driver.insert(
      spans,
      SPANS.map((row) => ({ ...row, ingest_ts: row.ingest_ts + 1n })),
    );
  });
  afterAll(() => store.close());

  async function ask(query: object, isAlert = false): Promise<FrameJSON> {
    const deps = {
      driver: store.driver,
      settings: { dimensions: [], file: configFileSchema.parse({}) },
      clock: { now: () => START },
    };
    const request = { from: START, to: START + 60 * MINUTE, queries: [{ refId: 'A', kind: 'health', ...query }] };
    const { results } = await answerQueries(request, deps, { isAlert });
    expect(results.A?.error).toBeUndefined();
    const [frame] = results.A?.frames ?? [];
    if (frame === undefined) throw new Error('no frame');
    return frame;
  }

  /** Rows of a frame as objects. */
  function rowsOf({ schema, data }: FrameJSON): Record<string, unknown>[] {
    const names = schema.fields.map(({ name }) => name);
    return (data.values[0] ?? []).map((_value, row) => Object.fromEntries(names.map((name, i) => [name, data.values[i]?.[row]])));
  }

  test('requests: how many have each field', async () => {
    const rows = rowsOf(await ask({})).filter(({ service, of }) => service === 'shop' && of === 'request');
    expect(Object.fromEntries(rows.map(({ field, rows: n, filled }) => [field, [n, filled]]))).toEqual({
      text: [4, 3],
      whole_text: [4, 3],
      root: [4, 3],
      topic: [4, 2],
      session_id: [4, 3],
      user_id: [4, 4],
      environment: [4, 4],
      release: [4, 4],
      prompt_name: [4, 4],
      prompt_version: [4, 4],
      model_version: [4, 4],
      provider: [4, 4],
      input_tokens: [4, 3],
      // 0 is a value, NULL is none.
      output_tokens: [4, 4],
      cost_usd: [4, 3],
      finish_reason: [4, 4],
    });
  });

  test('spans: by stage and instrumentation, of those that could have the field', async () => {
    const rows = rowsOf(await ask({})).filter(({ of }) => of !== 'request');
    expect(rows.map(({ of, instrumentation, field, rows: n, filled }) => [of, instrumentation, field, n, filled].join(' ')).sort()).toEqual(
      [
        'generation other-sdk finish_reason 1 0',
        'generation other-sdk model_version 1 1',
        'generation other-sdk tokens 1 1',
        'generation sdk finish_reason 3 2',
        'generation sdk model_version 3 3',
        'generation sdk tokens 3 2',
        'generation sdk ttft_ms 2 1',
        'guardrail sdk guardrail_result 1 0',
        'retrieval store data_source 4 1',
        'retrieval store documents 4 3',
        'retrieval store similarity 2 1',
        'tool sdk tool_name 1 1',
      ].sort(),
    );
  });

  test('a service that says nothing: what it empties, the missing first', async () => {
    const rows = rowsOf(await ask({})).filter(({ service }) => service === 'bot');
    expect(rows.find(({ field }) => field === 'text')).toMatchObject({
      rows: 1,
      filled: 0,
      share: 0,
      state: 'missing',
      empty: expect.stringContaining('Is it good?'),
      source: expect.stringContaining('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'),
    });
    expect(rows.find(({ field }) => field === 'root')).toMatchObject({ share: 1, state: 'filled', empty: '' });
    const states = rows.map(({ state }) => state);
    expect(states.lastIndexOf('missing')).toBeLessThan(states.indexOf('filled'));
  });

  test('filters and `below`', async () => {
    const rows = rowsOf(await ask({ filters: [{ field: 'service', operator: '=', values: ['shop'] }], below: 0.5 }));
    expect(rows.map(({ of, field, share }) => [of, field, share])).toEqual(expect.arrayContaining([['guardrail', 'guardrail_result', 0]]));
    expect(rows.every(({ service, share }) => service === 'shop' && Number(share) < 0.5)).toBe(true);
    const returns = rowsOf(await ask({ filters: [{ field: 'topic', operator: '=', values: ['returns'] }] }));
    expect(returns.find(({ of, field }) => of === 'request' && field === 'topic')).toMatchObject({ rows: 2, filled: 2 });
    // Spans of the traces of those requests: 0 and 3.
    expect(
      returns.find(({ of, field, instrumentation }) => of === 'generation' && field === 'tokens' && instrumentation === 'sdk'),
    ).toMatchObject({ rows: 1 });
  });

  test('alert rules get labels and one number', async () => {
    const { schema } = await ask({}, true);
    expect(schema.meta).toMatchObject({ type: 'numeric-long', typeVersion: [0, 1] });
    expect(schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'service string',
      'of string',
      'instrumentation string',
      'field string',
      'share number',
    ]);
  });

  test('no requests is said', async () => {
    const frame = await ask({ filters: [{ field: 'service', operator: '=', values: ['nobody'] }] });
    expect(frame.data.values[0]).toEqual([]);
    expect(frame.schema.meta?.notices).toEqual([{ severity: 'info', text: 'No requests in the range.' }]);
  });
});
