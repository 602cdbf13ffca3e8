import fc from 'fast-check';
import protobuf from 'protobufjs';
import { decodeTraces } from '../decodeTraces';
import { encodeTraces } from './encodeTraces';
import { SPAN_KIND, STATUS_CODE, type OutgoingSpan, type OutgoingValue } from './outgoing';

// The messages of opentelemetry-proto as far as they are sent, read by an independent decoder.
const PROTO = `
syntax = "proto3";
message Request { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
message Scope { string name = 1; string version = 2; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  repeated Event events = 11; Status status = 15;
}
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
message Status { string message = 2; int32 code = 3; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue {
  oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; KeyValueList kvlist_value = 6; }
}
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
`;
const Request = protobuf.parse(PROTO, { keepCase: true }).root.lookupType('Request');

const span: OutgoingSpan = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '00f067aa0ba902b7',
  name: 'chat',
  kind: SPAN_KIND.client,
  start: 1_700_000_000_123_456_789n,
  end: 1_700_000_001_000_000_001n,
  attributes: {
    text: 'Grüße 👋 漢',
    whole: 42,
    negative: -7,
    fraction: 0.25,
    yes: true,
    list: ['a', 1],
    map: { b: 'c' },
    absent: undefined,
  },
  events: [{ name: 'scored', time: 5n, attributes: { value: 4.5 } }],
  status: { code: STATUS_CODE.error, message: 'late' },
};

function decode(spans: readonly OutgoingSpan[]): unknown {
  const bytes = encodeTraces([{ attributes: { 'service.name': 's' }, scope: { name: 'n', version: '1' }, spans }]);
  return Request.toObject(Request.decode(bytes), { longs: String, bytes: String });
}

test('every field arrives at an independent decoder', () => {
  expect(decode([span])).toEqual({
    resource_spans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { string_value: 's' } }] },
        scope_spans: [
          {
            scope: { name: 'n', version: '1' },
            spans: [
              {
                trace_id: Buffer.from(span.traceId, 'hex').toString('base64'),
                span_id: Buffer.from(span.spanId, 'hex').toString('base64'),
                parent_span_id: Buffer.from('00f067aa0ba902b7', 'hex').toString('base64'),
                name: 'chat',
                kind: 3,
                start_time_unix_nano: '1700000000123456789',
                end_time_unix_nano: '1700000001000000001',
                attributes: [
                  { key: 'text', value: { string_value: 'Grüße 👋 漢' } },
                  { key: 'whole', value: { int_value: '42' } },
                  { key: 'negative', value: { int_value: '-7' } },
                  { key: 'fraction', value: { double_value: 0.25 } },
                  { key: 'yes', value: { bool_value: true } },
                  { key: 'list', value: { array_value: { values: [{ string_value: 'a' }, { int_value: '1' }] } } },
                  { key: 'map', value: { kvlist_value: { values: [{ key: 'b', value: { string_value: 'c' } }] } } },
                ],
                events: [{ time_unix_nano: '5', name: 'scored', attributes: [{ key: 'value', value: { double_value: 4.5 } }] }],
                status: { message: 'late', code: 2 },
              },
            ],
          },
        ],
      },
    ],
  });
});

test('nothing to send is an empty body', () => {
  expect(encodeTraces([])).toHaveLength(0);
});

interface Sent {
  readonly resource_spans: [
    { readonly scope_spans: [{ readonly spans: [{ readonly attributes?: readonly { readonly value: Scalar }[] }] }] },
  ];
}
interface Scalar {
  readonly string_value?: string;
  readonly bool_value?: boolean;
  readonly int_value?: string;
  readonly double_value?: number;
}

test('any text and number survives; a lone surrogate becomes U+FFFD', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  );
  const value: fc.Arbitrary<OutgoingValue> = fc.oneof(
    text,
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 20 }), (values) => {
      const attributes = Object.fromEntries(values.map((item, i) => [`k${i}`, item]));
      const sent = decode([{ ...span, attributes }]) as Sent;
      const got = (sent.resource_spans[0].scope_spans[0].spans[0].attributes ?? []).map(
        ({ value: { int_value, string_value, bool_value, double_value } }) =>
          int_value === undefined ? (string_value ?? bool_value ?? double_value) : Number(int_value),
      );
      // -0 travels as the integer 0.
      expect(got).toEqual(values.map((item) => (typeof item === 'string' ? item.toWellFormed() : item === 0 ? 0 : item)));
    }),
  );
});

test('the receiver of this product reads it back', () => {
  const bytes = encodeTraces([{ attributes: { 'service.name': 's' }, scope: { name: 'n', version: '1' }, spans: [span] }]);
  const utf8 = new TextDecoder();
  const decoded = [...decodeTraces(bytes, (all, start, end) => utf8.decode(all.subarray(start, end)))];
  expect(decoded).toMatchObject([
    {
      group: {
        resource: new Map([['service.name', 's']]),
        scope: { name: 'n', version: '1' },
        spans: [
          {
            traceId: span.traceId,
            spanId: span.spanId,
            parentSpanId: span.parentSpanId,
            name: 'chat',
            kind: 'client',
            start: span.start,
            end: span.end,
            status: { code: 'error', message: 'late' },
            mended: [],
          },
        ],
      },
    },
  ]);
});
