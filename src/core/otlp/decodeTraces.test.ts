/** Both decoders against an independent encoder: protobufjs on the message definitions of opentelemetry-proto. */
import fc from 'fast-check';
import { traceRequest } from '../../../tests/testkit/otlpProto';
import { decodeTraces } from './decodeTraces';
import { decodeTracesJson } from './decodeTracesJson';
import { quoteLongIntegers } from './quoteLongIntegers';
import { MalformedRequest, type AnyValue, type Decoded, type Span } from './types';

const utf8 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', start, end);
const fromProtobuf = (bytes: Uint8Array): Decoded[] => [...decodeTraces(bytes, utf8)];
const fromJson = (request: unknown): Decoded[] => [...decodeTracesJson(JSON.parse(quoteLongIntegers(JSON.stringify(request))))];

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });

function request(span: object, resource: object = {}): object {
  return {
    resourceSpans: [
      {
        resource,
        scopeSpans: [{ scope: { name: 'lib', version: '2' }, spans: [{ traceId: TRACE, spanId: SPAN, name: 'chat', ...span }] }],
      },
    ],
  };
}

function spans(decoded: readonly Decoded[]): Span[] {
  return decoded.flatMap((step) => ('group' in step ? step.group.spans : []));
}

function reasons(decoded: readonly Decoded[]): string[] {
  return decoded.flatMap((step) => ('rejection' in step ? [step.rejection.reason] : []));
}

const FULL = {
  parentSpanId: '00f067aa0ba902b7',
  kind: 3,
  startTimeUnixNano: '1700000000123456789',
  endTimeUnixNano: '1700000001000000001',
  attributes: [
    text('text', 'Grüße 👋'),
    { key: 'int', value: { intValue: '-7' } },
    { key: 'long', value: { intValue: '9223372036854775807' } },
    { key: 'double', value: { doubleValue: 0.25 } },
    { key: 'yes', value: { boolValue: true } },
    { key: 'no', value: { boolValue: false } },
    { key: 'empty', value: { stringValue: '' } },
    { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }] } } },
    { key: 'map', value: { kvlistValue: { values: [text('__proto__', 'x')] } } },
    { key: 'bytes', value: { bytesValue: 'AQID/w==' } },
    text('twice', 'first'),
    text('twice', 'last'),
  ],
  events: [{ timeUnixNano: '5', name: 'scored', attributes: [text('a', 'b')] }],
  links: [{ traceId: TRACE, spanId: SPAN }],
  status: { code: 2, message: 'late' },
  droppedAttributesCount: 2,
  droppedEventsCount: 1,
};

const EXPECTED: Span = {
  traceId: TRACE,
  spanId: SPAN,
  parentSpanId: '00f067aa0ba902b7',
  name: 'chat',
  kind: 'client',
  start: 1_700_000_000_123_456_789n,
  end: 1_700_000_001_000_000_001n,
  attributes: new Map<string, AnyValue>([
    ['text', 'Grüße 👋'],
    ['int', -7],
    ['long', 9_223_372_036_854_775_807n],
    ['double', 0.25],
    ['yes', true],
    ['no', false],
    ['empty', ''],
    ['list', ['a', 1]],
    ['map', new Map([['__proto__', 'x']])],
    ['bytes', new Uint8Array([1, 2, 3, 255])],
    ['twice', 'last'],
  ]),
  events: [{ name: 'scored', time: 5n, attributes: new Map([['a', 'b']]) }],
  links: [{ traceId: TRACE, spanId: SPAN }],
  status: { code: 'error', message: 'late' },
  dropped: 3,
  mended: [],
};

test('protobuf: every field', () => {
  const decoded = fromProtobuf(traceRequest(request(FULL, { attributes: [text('service.name', 's')] })));
  expect(decoded).toEqual([
    { group: { resource: new Map([['service.name', 's']]), scope: { name: 'lib', version: '2' }, spans: [EXPECTED] } },
  ]);
});

test('JSON: every field', () => {
  const decoded = fromJson(request(FULL, { attributes: [text('service.name', 's')] }));
  expect(decoded).toEqual([
    { group: { resource: new Map([['service.name', 's']]), scope: { name: 'lib', version: '2' }, spans: [EXPECTED] } },
  ]);
});

test('the resource may stand behind its spans', () => {
  const inOrder = traceRequest(request({}, { attributes: [text('service.name', 's')] }));
  // ResourceSpans {resource = 1, scope_spans = 2}: the two fields swapped.
  const inner = inOrder.subarray(2);
  const resource = inner.subarray(0, 2 + (inner[1] ?? 0));
  const swapped = Buffer.concat([inOrder.subarray(0, 2), inner.subarray(resource.length), resource]);
  expect(fromProtobuf(swapped)).toEqual(fromProtobuf(inOrder));
});

describe('JSON as senders write it', () => {
  const cases: readonly (readonly [string, object, Partial<Span>])[] = [
    ['upper-case ids', { traceId: TRACE.toUpperCase() }, { traceId: TRACE }],
    [
      'base64 ids',
      { traceId: Buffer.from(TRACE, 'hex').toString('base64'), spanId: Buffer.from(SPAN, 'hex').toString('base64') },
      { traceId: TRACE, spanId: SPAN },
    ],
    ['base64 of hex text', { traceId: Buffer.from(TRACE).toString('base64') }, { traceId: TRACE }],
    [
      'an enum name',
      { kind: 'SPAN_KIND_CLIENT', status: { code: 'STATUS_CODE_ERROR' } },
      { kind: 'client', status: { code: 'error', message: '' } },
    ],
    ['an enum number as text', { kind: '2' }, { kind: 'server' }],
    ['an unknown enum', { kind: 17, status: { code: 9 } }, { kind: 'unspecified', status: { code: 'unset', message: '' } }],
    ['null lists', { attributes: null, events: null, links: null }, { attributes: new Map(), events: [], links: [] }],
    ['snake_case', { start_time_unix_nano: '7', parent_span_id: SPAN }, { start: 7n, parentSpanId: SPAN }],
    ['a zero parent', { parentSpanId: '0000000000000000' }, { parentSpanId: '', mended: [] }],
    ['a broken parent', { parentSpanId: 'xyz' }, { parentSpanId: '', mended: ['bad_parent_id'] }],
    ['no id of its own', { spanId: '' }, { spanId: '' }],
    ['a time that is no number', { startTimeUnixNano: 'yesterday' }, { start: 0n }],
    [
      'NaN and infinities',
      { attributes: ['NaN', 'Infinity', '-Infinity'].map((doubleValue, i) => ({ key: `${i}`, value: { doubleValue } })) },
      {
        attributes: new Map([
          ['0', NaN],
          ['1', Infinity],
          ['2', -Infinity],
        ]),
      },
    ],
    [
      'a list and a map without values',
      {
        attributes: [
          { key: 'a', value: { arrayValue: {} } },
          { key: 'b', value: { kvlistValue: { values: null } } },
        ],
      },
      {
        attributes: new Map<string, AnyValue>([
          ['a', []],
          ['b', new Map()],
        ]),
      },
    ],
    [
      'an empty value',
      { attributes: [{ key: 'a', value: {} }, { key: 'b' }] },
      {
        attributes: new Map([
          ['a', null],
          ['b', null],
        ]),
        mended: [],
      },
    ],
    [
      'a value of no kind',
      { attributes: [{ key: 'a', value: { fancyValue: 1 } }] },
      { attributes: new Map([['a', null]]), mended: ['value_unreadable'] },
    ],
    [
      'a number that is none',
      { attributes: [{ key: 'a', value: { intValue: 'seven' } }] },
      { attributes: new Map([['a', null]]), mended: ['value_unreadable'] },
    ],
    [
      'an attribute without a key',
      { attributes: [null, { value: { stringValue: 'x' } }] },
      { attributes: new Map(), mended: ['attributes_dropped'] },
    ],
    ['half a surrogate pair', { attributes: [text('a', 'x\ud800')] }, { attributes: new Map([['a', 'x\ufffd']]) }],
    ['__proto__ as a key', { attributes: [text('__proto__', 'p')] }, { attributes: new Map([['__proto__', 'p']]) }],
  ];
  test.each(cases)('%s', (_name, span, expected) => {
    expect(spans(fromJson(request(span)))).toEqual([expect.objectContaining(expected)]);
  });

  test('a time written as a number keeps its nanoseconds', () => {
    const body = JSON.stringify(request({ attributes: [text('a', '{"n": 1700000000123456789, "s": "\\"1700000000123456789,"}')] })).replace(
      '"name":"chat"',
      '"startTimeUnixNano": 1700000000123456789',
    );
    const [span] = spans([...decodeTracesJson(JSON.parse(quoteLongIntegers(body)))]);
    expect(span?.start).toBe(1_700_000_000_123_456_789n);
    expect(span?.attributes.get('a')).toBe('{"n": 1700000000123456789, "s": "\\"1700000000123456789,"}');
  });
});

describe('one bad span is refused alone', () => {
  const good = { traceId: TRACE, spanId: SPAN, name: 'good' };
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ['no trace id', { ...good, traceId: '' }, /^trace_id is missing$/],
    ['an all-zero trace id', { ...good, traceId: '0'.repeat(32) }, /^trace_id is all zero$/],
    ['an all-zero span id', { ...good, spanId: '0'.repeat(16) }, /^span_id is all zero$/],
    ['a short trace id', { ...good, traceId: 'abcd12' }, /^trace_id has the wrong length$/],
    ['a trace id of 48 digits', { ...good, traceId: 'a1'.repeat(24) }, /^trace_id has the wrong length$/],
    ['a trace id that is text', { ...good, traceId: 'not an id' }, /^trace_id is no hex id$/],
    ['a trace id that is a number', { ...good, traceId: 42 }, /^trace_id is no hex id$/],
    ['attributes as an object', { ...good, attributes: { a: 'b' } }, /^attributes is an object; OTLP has a list/],
    ['events that are no list', { ...good, events: {} }, /^events is not a list$/],
    ['a span that is no object', 'span', /^a span is not an object$/],
  ];
  test.each(cases)('%s', (_name, bad, reason) => {
    const decoded = fromJson({ resourceSpans: [{ scopeSpans: [{ spans: [bad, good] }] }] });
    expect(spans(decoded).map(({ name }) => name)).toEqual(['good']);
    expect(reasons(decoded)).toEqual([expect.stringMatching(reason)]);
  });

  test('protobuf: ids of a wrong length, and a span whose inside is broken', () => {
    const one = (span: object): Buffer => Buffer.from(traceRequest(request(span)));
    expect(reasons(fromProtobuf(one({ traceId: 'abcd' })))).toEqual(['trace_id has the wrong length']);
    const broken = one({ name: 'broken' });
    const name = broken.indexOf('broken');
    broken[name - 1] = 100; // The name claims to be longer than its span.
    expect(reasons(fromProtobuf(broken))).toEqual([expect.stringMatching(/^the span is broken/)]);
    expect(spans(fromProtobuf(Buffer.concat([broken, one({ name: 'good' })]))).map(({ name: n }) => n)).toEqual(['good']);
  });
});

describe('requests that are none', () => {
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ['a list', [], /not a JSON object/],
    ['null', null, /not a JSON object/],
    ['logs', { resourceLogs: [] }, /these are logs/],
    ['metrics in snake case', { resource_metrics: [] }, /these are metrics/],
    ['a bare span', { traceId: TRACE }, /bare span/],
    ['resourceSpans that is an object', { resourceSpans: {} }, /"resourceSpans" is not a list/],
  ];
  test.each(cases)('%s', (_name, body, message) => {
    expect(() => fromJson(body)).toThrow(message);
    expect(() => fromJson(body)).toThrow(MalformedRequest);
  });

  test('an empty request is a request', () => {
    expect(fromJson({})).toEqual([]);
    expect(fromProtobuf(new Uint8Array())).toEqual([]);
  });

  test.each<[string, number[]]>([
    ['a length beyond the end', [0x0a, 0x7f, 0x01]],
    ['an endless number', Array(12).fill(0xff)],
    ['wire type 7', [0x0f]],
    ['field 0', [0x02, 0x00]],
    ['groups without end', Array(100).fill(0x0b)],
  ])('protobuf: %s', (_name, bytes) => {
    expect(() => fromProtobuf(Uint8Array.from(bytes))).toThrow(MalformedRequest);
  });
});

describe('nesting is cut, and says so', () => {
  test('JSON', () => {
    let value: object = { stringValue: 'deep' };
    for (let i = 0; i < 10_000; i++) value = { arrayValue: { values: [value] } };
    const body = request({ attributes: [] });
    const given = { key: 'a', value };
    const [span] = spans([...decodeTracesJson(withAttribute(body, given))]);
    expect(span?.mended).toEqual(['value_too_deep']);
  });

  test('protobuf', () => {
    const field = (number: number, inner: Buffer): Buffer => Buffer.concat([Buffer.from([number * 8 + 2, ...varint(inner.length)]), inner]);
    let value = field(1, Buffer.from('deep'));
    for (let i = 0; i < 1000; i++) value = field(5, field(1, value)); // AnyValue { array_value { values } }
    const attribute = field(9, Buffer.concat([field(1, Buffer.from('a')), field(2, value)]));
    const ids = Buffer.concat([field(1, Buffer.from(TRACE, 'hex')), field(2, Buffer.from(SPAN, 'hex'))]);
    const [span] = spans(fromProtobuf(field(1, field(2, field(2, Buffer.concat([ids, attribute]))))));
    expect(span?.mended).toEqual(['value_too_deep']);
  });

  const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]);
  const withAttribute = (body: object, attribute: object): unknown => {
    const copy = JSON.parse(JSON.stringify(body));
    copy.resourceSpans[0].scopeSpans[0].spans[0].attributes = [attribute];
    return copy;
  };
});

test('bad UTF-8 becomes U+FFFD and costs nothing else', () => {
  const bytes = Buffer.from(traceRequest(request({ name: 'nXme' })));
  bytes[bytes.indexOf('nXme') + 1] = 0xff;
  expect(spans(fromProtobuf(bytes))[0]?.name).toBe('n\ufffdme');
});

test('property: random bytes give spans, rejections or MalformedRequest, nothing else', () => {
  const valid = Buffer.from(traceRequest(request(FULL)));
  const mutated = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }).map((changes) => {
    const bytes = Buffer.from(valid);
    for (const [at, byte] of changes) bytes[at] = byte;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), (bytes) => {
      try {
        fromProtobuf(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedRequest);
      }
    }),
    { numRuns: 1000 },
  );
});

test('property: any JSON gives spans, rejections or MalformedRequest, nothing else', () => {
  const odd = fc.jsonValue({ maxDepth: 2, depthSize: 'small' });
  const shaped = fc.record({
    resourceSpans: fc.array(
      fc.record(
        {
          resource: odd,
          scopeSpans: fc.array(
            fc.record(
              {
                scope: odd,
                spans: fc.array(
                  fc.oneof(
                    odd,
                    fc.record(
                      {
                        traceId: fc.constant(TRACE),
                        spanId: odd,
                        attributes: odd,
                        events: odd,
                        links: odd,
                        status: odd,
                        startTimeUnixNano: odd,
                      },
                      { requiredKeys: [] },
                    ),
                  ),
                ),
              },
              { requiredKeys: [] },
            ),
          ),
        },
        { requiredKeys: [] },
      ),
    ),
  });
  fc.assert(
    fc.property(fc.oneof(odd, shaped), (body) => {
      try {
        fromJson(body);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedRequest);
      }
    }),
    { numRuns: 100 },
  );
});
