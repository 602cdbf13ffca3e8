/** What senders are known to do wrong, each as a row: stored, mended with a flag, or refused with a reason; never a fault. */
import { gzipSync } from 'node:zlib';
import { loadSettings } from '../../src/config/settings';
import type { SpanContentRow, SpanRow, ScoreEventRow } from '../../src/core/model/tables';
import type { RowOf, Table } from '../../src/core/model/table';
import { createIngest } from '../../src/ingest/createIngest';
import type { Driver } from '../../src/storage/driver';
import { encodeBlock } from '../../src/storage/encodeBlock';
import { readTraceResponse, traceRequest } from '../testkit/otlpProto';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const NOW_MS = 1_790_000_100_000;
const START = 1_790_000_000_000_000_000n;
const HOUR = 3_600_000_000_000n;

interface Taken {
  readonly status: number;
  readonly spans: readonly SpanRow[];
  readonly content: readonly SpanContentRow[];
  readonly scores: readonly ScoreEventRow[];
  readonly rejected: number;
  readonly message: string;
  readonly faults: readonly unknown[];
}

async function take(body: string | Uint8Array, contentType = 'application/json', contentEncoding?: string): Promise<Taken> {
  const rows: Record<string, unknown[]> = {};
  const faults: unknown[] = [];
  const driver = {
    kind: 'embedded',
    insert: async <T extends Table>(table: T, inserted: readonly RowOf<T>[]) => {
      encodeBlock(table, inserted);
      rows[table.name] = [...(rows[table.name] ?? []), ...inserted];
    },
  } as unknown as Driver;
  const log = { error: (details: object) => void faults.push(details), warn: () => undefined };
  const ingest = createIngest({ driver, settings: loadSettings({}), clock: { now: () => NOW_MS }, log, onTraces: () => undefined });
  const { status, body: answer } = await ingest.handleTraces({ contentType, contentEncoding, body: Buffer.from(body as Uint8Array) });
  const isJson = contentType === 'application/json';
  const said =
    status !== 200
      ? { message: isJson ? JSON.parse(answer.toString()).message : answer.toString() }
      : isJson
        ? JSON.parse(answer.toString())
        : readTraceResponse(answer);
  return {
    status,
    spans: (rows.spans ?? []) as SpanRow[],
    content: (rows.span_content ?? []) as SpanContentRow[],
    scores: (rows.score_events ?? []) as ScoreEventRow[],
    rejected: Number(said.partialSuccess?.rejectedSpans ?? 0),
    message: said.message ?? said.partialSuccess?.errorMessage ?? '',
    faults,
  };
}

const span = (more: object = {}): object => ({
  traceId: TRACE,
  spanId: SPAN,
  name: 'chat',
  startTimeUnixNano: String(START),
  endTimeUnixNano: String(START + 1_000_000n),
  ...more,
});
const request = (...spans: unknown[]): object => ({
  resourceSpans: [{ resource: { attributes: [text('service.name', 's')] }, scopeSpans: [{ spans }] }],
});
const text = (key: string, stringValue: unknown): object => ({ key, value: { stringValue } });
const value = (key: string, given: object): object => ({ key, value: given });
const attributes = (...given: object[]): object => ({ attributes: given });

/** A value nested this deep in lists. */
function nested(levels: number): object {
  let inner: object = { stringValue: 'x' };
  for (let i = 0; i < levels; i++) inner = { arrayValue: { values: [inner] } };
  return inner;
}

type Row = readonly [name: string, spans: readonly unknown[], expected: Partial<Record<keyof SpanRow, unknown>>];

const only = (more: object): readonly unknown[] => [span(more)];

describe('stored as it is meant', () => {
  const rows: readonly Row[] = [
    ['ids in capital letters', only({ traceId: TRACE.toUpperCase(), spanId: SPAN.toUpperCase() }), { trace_id: TRACE, span_id: SPAN }],
    [
      'ids in base64, after plain protobuf JSON',
      only({ traceId: Buffer.from(TRACE, 'hex').toString('base64'), spanId: Buffer.from(SPAN, 'hex').toString('base64') }),
      { trace_id: TRACE, span_id: SPAN },
    ],
    [
      'ids as base64 of their hex text',
      only({ traceId: Buffer.from(TRACE).toString('base64'), spanId: Buffer.from(SPAN).toString('base64') }),
      { trace_id: TRACE, span_id: SPAN },
    ],
    [
      'a kind and a status by name',
      only({ kind: 'SPAN_KIND_CLIENT', status: { code: 'STATUS_CODE_ERROR' } }),
      { kind: 'client', status: 'error' },
    ],
    ['a kind and a status by short name', only({ kind: 'server', status: { code: 'ok' } }), { kind: 'server', status: 'ok' }],
    ['whole numbers as text', only(attributes(value('gen_ai.usage.input_tokens', { intValue: '12' }))), { input_tokens: 12 }],
    ['whole numbers as numbers', only(attributes(value('gen_ai.usage.input_tokens', { intValue: 12 }))), { input_tokens: 12 }],
    [
      'numbers and truths as text',
      only(attributes(text('gen_ai.usage.input_tokens', '12'), text('gen_ai.request.stream', 'true'))),
      { input_tokens: 12, streaming: 1 },
    ],
    ['times as numbers beyond 2^53', [JSON.parse(JSON.stringify(span()).replace(/"(17900000\d+)"/g, '$1'))], { start_time: START }],
    [
      'keys in snake_case',
      [{ trace_id: TRACE, span_id: SPAN, name: 'chat', start_time_unix_nano: String(START), end_time_unix_nano: String(START) }],
      { span_id: SPAN, start_time: START },
    ],
    [
      'a key twice: the last value counts',
      only(attributes(text('gen_ai.request.model', 'a'), text('gen_ai.request.model', 'b'))),
      { model: 'b' },
    ],
    [
      'null for empty lists and unknown keys',
      only({ attributes: null, events: null, links: null, status: null, somethingNew: [{}] }),
      { name: 'chat', flags: [] },
    ],
    ['a parent that comes never', only({ parentSpanId: '00f067aa0ba902b7' }), { parent_span_id: '00f067aa0ba902b7' }],
    [
      'a span that began long ago',
      only({ startTimeUnixNano: String(START - 400n * HOUR) }),
      { start_time: START - 400n * HOUR, flags: [] },
    ],
    ['what the SDK dropped is counted', only({ droppedAttributesCount: 3, droppedEventsCount: 2 }), { dropped_attributes: 5 }],
    [
      'cached tokens beside the input',
      only(
        attributes(value('gen_ai.usage.input_tokens', { intValue: 5 }), value('gen_ai.usage.cache_read.input_tokens', { intValue: 90 })),
      ),
      { input_tokens: 95, cached_tokens: 90, flags: ['tokens_inferred'] },
    ],
    [
      'cached tokens within the input',
      only(
        attributes(value('gen_ai.usage.input_tokens', { intValue: 95 }), value('gen_ai.usage.cache_read.input_tokens', { intValue: 90 })),
      ),
      { input_tokens: 95, cached_tokens: 90, flags: [] },
    ],
    ['terminal colours in a name', only(attributes(text('gen_ai.request.model', '\u001b[1mgpt-4o'))), { model: 'gpt-4o' }],
    [
      'an attribute named __proto__',
      only(attributes(text('__proto__', 'x'), text('constructor', 'y'))),
      {
        attributes: new Map([
          ['__proto__', 'x'],
          ['constructor', 'y'],
        ]),
      },
    ],
    [
      'an index of thousands of millions',
      only(attributes(text('gen_ai.prompt.4000000000.content', 'x'), text('gen_ai.prompt.0.content', 'Hi'))),
      { name: 'chat' },
    ],
  ];
  test.each(rows)('%s', async (_name, spans, expected) => {
    const taken = await take(JSON.stringify(request(...spans)));
    expect(taken).toMatchObject({ status: 200, rejected: 0, faults: [] });
    expect(taken.spans).toHaveLength(1);
    expect(taken.spans[0]).toMatchObject(expected);
  });
});

describe('mended, with a flag', () => {
  const rows: readonly Row[] = [
    ['an end before the start', only({ endTimeUnixNano: String(START - 5n) }), { end_time: START, flags: ['end_before_start'] }],
    [
      'no times',
      only({ startTimeUnixNano: '0', endTimeUnixNano: undefined }),
      { start_time: BigInt(NOW_MS) * 1_000_000n, flags: ['time_inferred'] },
    ],
    [
      'an end days ahead of our clock',
      only({ endTimeUnixNano: String(START + 100n * HOUR) }),
      { end_time: START, flags: ['time_inferred'] },
    ],
    ['a time of 2554', only({ startTimeUnixNano: '18446744073709551615' }), { start_time: START + 1_000_000n, flags: ['time_inferred'] }],
    ['no span id', only({ spanId: undefined }), { span_id: expect.stringMatching(/^[0-9a-f]{16}$/), flags: ['span_id_inferred'] }],
    ['a parent id of the wrong length', only({ parentSpanId: 'abc' }), { parent_span_id: '', flags: ['bad_parent_id'] }],
    ['values nested 200 deep', only(attributes(value('deep', nested(200)))), { flags: ['value_too_deep'] }],
    ['a value of no known kind', only(attributes(value('odd', { dateValue: 'today' }))), { flags: ['value_unreadable'] }],
    ['an attribute without a key', only(attributes({ value: { stringValue: 'x' } })), { flags: ['attributes_dropped'] }],
    ['a link without ids', only({ links: [{}] }), { flags: ['links_dropped'], links: [] }],
    [
      'messages cut in the middle by a length limit',
      only(
        attributes(
          text('gen_ai.operation.name', 'chat'),
          text('gen_ai.input.messages', '[{"role":"user","parts":[{"type":"text","content":"Can I ret'),
        ),
      ),
      { flags: ['text_cut'] },
    ],
    ['five megabytes in one attribute', only(attributes(text('input.value', 'x'.repeat(5 * 1024 ** 2)))), { flags: ['text_cut'] }],
  ];
  test.each(rows)('%s', async (_name, spans, expected) => {
    const taken = await take(JSON.stringify(request(...spans)));
    expect(taken).toMatchObject({ status: 200, rejected: 0, faults: [] });
    expect(taken.spans[0]).toMatchObject(expected);
    for (const { raw, input_text: asked } of taken.content)
      for (const kept of [asked, ...raw.values()]) expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(1024 ** 2);
  });

  test('what was legible of cut messages is kept, and the raw text beside it', async () => {
    const cut = '[{"role":"user","parts":[{"type":"text","content":"Can I ret';
    const { content } = await take(JSON.stringify(request(span(attributes(text('gen_ai.input.messages', cut))))));
    expect(content[0]).toMatchObject({ input_text: 'Can I ret', truncated: 1 });
    expect(content[0]?.raw.get('gen_ai.input.messages')).toBe(cut);
  });
});

describe('refused alone, with the reason, while the others are stored', () => {
  const rows: readonly (readonly [string, unknown, RegExp])[] = [
    ['a trace id of zeros', span({ traceId: '0'.repeat(32) }), /trace_id is all zero/],
    ['a span id of zeros', span({ spanId: '0'.repeat(16) }), /span_id is all zero/],
    ['no trace id', span({ traceId: undefined }), /trace_id is missing/],
    ['a trace id that is too short', span({ traceId: 'abc123' }), /trace_id has the wrong length/],
    ['a trace id that is no id', span({ traceId: 'not an id' }), /trace_id is no hex id/],
    ['attributes as an object', span({ attributes: { 'gen_ai.request.model': 'x' } }), /attributes is an object; OTLP has a list/],
    ['attributes as a text', span({ attributes: 'x' }), /attributes is not a list/],
    ['events that are no list', span({ events: {} }), /events is not a list/],
    ['a span that is a number', 7, /a span is not an object/],
  ];
  test.each(rows)('%s', async (_name, bad, reason) => {
    const taken = await take(JSON.stringify(request(bad, span({ spanId: '00f067aa0ba902b7' }))));
    expect(taken).toMatchObject({ status: 200, rejected: 1, faults: [] });
    expect(taken.message).toMatch(reason);
    expect(taken.spans.map(({ span_id: id }) => id)).toEqual(['00f067aa0ba902b7']);
  });
});

describe('a request that is none', () => {
  test.each<[string, string | Uint8Array, number, RegExp, string]>([
    ['logs on the path of traces', JSON.stringify({ resourceLogs: [] }), 400, /these are logs/, ''],
    ['metrics', JSON.stringify({ resourceMetrics: [] }), 400, /these are metrics/, ''],
    ['a bare span', JSON.stringify(span()), 400, /bare span/, ''],
    ['spans that are no list', JSON.stringify({ resourceSpans: 'x' }), 400, /"resourceSpans" is not a list/, ''],
    ['a list', '[]', 400, /not a JSON object/, ''],
    ['brackets without end', '['.repeat(100_000), 400, /no trace request in JSON/, ''],
    ['a bomb of zeros', gzipSync(Buffer.alloc(80 * 1024 ** 2)), 413, /larger than 64 MiB after decompression/, 'gzip'],
  ])('%s', async (_name, body, status, message, encoding) => {
    const taken = await take(body, 'application/json', encoding || undefined);
    expect(taken).toMatchObject({ status, spans: [], faults: [] });
    expect(taken.message).toMatch(message);
  });
});

describe('text that breaks other stores', () => {
  test.each<[string, string, string]>([
    ['a half surrogate pair', 'a\ud800b', 'a\ufffdb'],
    ['a half surrogate pair as an escape in JSON text', '[{"role":"user","content":"a\\ud800b"}]', 'a\ufffdb'],
    ['NUL', 'a\u0000b', 'a\u0000b'],
    ['right to left and beyond the plane', '\u202e🙂', '\u202e🙂'],
  ])('%s', async (_name, sent, stored) => {
    const { content, faults } = await take(
      JSON.stringify(request(span(attributes(text('gen_ai.operation.name', 'chat'), text('gen_ai.input.messages', sent))))),
    );
    expect([content[0]?.input_text, faults]).toEqual([stored, []]);
  });

  test('one text that is no UTF-8 costs neither its span nor the others', async () => {
    const bytes = Buffer.from(traceRequest(request(span({ name: 'BROKEN' }), span({ spanId: '00f067aa0ba902b7' }))));
    bytes.fill(0xff, bytes.indexOf('BROKEN'), bytes.indexOf('BROKEN') + 2);
    const taken = await take(bytes, 'application/x-protobuf');
    expect(taken.spans.map(({ name }) => name)).toEqual(['\ufffd\ufffdOKEN', 'chat']);
  });
});

describe('scores that are none', () => {
  const evaluation = (score: object | undefined): object =>
    span({
      events: [
        {
          name: 'gen_ai.evaluation.result',
          timeUnixNano: String(START),
          attributes: [
            text('gen_ai.evaluation.name', 'helpfulness'),
            ...(score === undefined ? [] : [value('gen_ai.evaluation.score.value', score)]),
          ],
        },
      ],
    });
  test.each<[string, object, string]>([
    ['NaN as a number', { doubleValue: 'NaN' }, 'non_finite'],
    ['NaN as text', { stringValue: 'NaN' }, 'non_finite'],
    ['infinity', { doubleValue: 'Infinity' }, 'non_finite'],
    ['minus infinity', { doubleValue: '-Infinity' }, 'non_finite'],
    ['off the scale', { doubleValue: 7 }, 'out_of_scale'],
  ])('%s is a failed judgement and never 0', async (_name, score, error) => {
    const { scores } = await take(JSON.stringify(request(evaluation(score))));
    expect(scores.map(({ value: stored, error_type: why }) => [stored, why])).toEqual([[null, error]]);
  });
});

describe('sent again', () => {
  test('the same request is the same rows, also for a span without an id and for scores', async () => {
    const body = JSON.stringify(
      request(
        span({ spanId: undefined }),
        span({
          events: [
            {
              name: 'gen_ai.evaluation.result',
              timeUnixNano: String(START),
              attributes: [text('gen_ai.evaluation.name', 'helpfulness'), value('gen_ai.evaluation.score.value', { doubleValue: 1 })],
            },
          ],
        }),
      ),
    );
    expect(await take(body)).toEqual(await take(body));
  });
});
