/**
 * ExportTraceServiceRequest in protobuf. Field numbers are those of opentelemetry-proto v1.11 (trace/v1/trace.proto,
 * common/v1/common.proto); a tag is the field number times 8 plus the wire type.
 */
import { idOfBytes, type IdSize } from './ids';
import { ProtobufReader, type Utf8 } from './protobufReader';
import { toSpan, type RawSpan } from './toSpan';
import {
  GROUP_SIZE,
  MalformedRequest,
  MAX_DEPTH,
  MOST,
  SPAN_KINDS,
  STATUS_CODES,
  type AnyValue,
  type Attributes,
  type Decoded,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanLink,
} from './types';

const NO_ATTRIBUTES: Attributes = new Map();
const NO_SCOPE: Scope = { name: '', version: '' };

/**
 * Decodes step by step. A span that cannot be read is rejected alone, as its length says where the next one begins.
 * @param utf8 must not throw on bad UTF-8
 * @throws MalformedRequest when the frame around the spans is broken
 */
export function* decodeTraces(bytes: Uint8Array, utf8: Utf8): Generator<Decoded> {
  const reader = new ProtobufReader(bytes, utf8);
  while (reader.at < bytes.length) {
    const tag = reader.tag();
    if (tag === 10) yield* resourceSpans(reader, reader.end(bytes.length));
    else reader.skip(tag & 7);
  }
}

function* resourceSpans(reader: ProtobufReader, end: number): Generator<Decoded> {
  // Two passes, because the resource may stand behind its spans.
  const start = reader.at;
  let resource = NO_ATTRIBUTES;
  const mended = new Set<string>();
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 10) resource = resourceAttributes(reader, reader.end(end), mended);
    else reader.skip(tag & 7);
  }
  finished(reader, end);
  reader.at = start;
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 18) yield* scopeSpans(reader, reader.end(end), { resource, mended: [...mended] });
    else reader.skip(tag & 7);
  }
}

function resourceAttributes(reader: ProtobufReader, end: number, mended: Set<string>): Attributes {
  const attributes = new Map<string, AnyValue>();
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 10) keyValue(reader, reader.end(end), attributes, mended, 0);
    else reader.skip(tag & 7);
  }
  finished(reader, end);
  return attributes;
}

interface Around {
  readonly resource: Attributes;
  /** What had to be mended in the resource. */
  readonly mended: readonly string[];
}

function* scopeSpans(reader: ProtobufReader, end: number, { resource, mended }: Around): Generator<Decoded> {
  const start = reader.at;
  let scope = NO_SCOPE;
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 10) scope = readScope(reader, reader.end(end));
    else reader.skip(tag & 7);
  }
  finished(reader, end);
  reader.at = start;
  let spans: Span[] = [];
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag !== 18) {
      reader.skip(tag & 7);
      continue;
    }
    const spanEnd = reader.end(end);
    const result = readSpan(reader, spanEnd, mended);
    reader.at = spanEnd;
    if ('span' in result) spans.push(result.span);
    else yield { rejection: { reason: result.reason, spans: 1 } };
    if (spans.length < GROUP_SIZE) continue;
    yield { group: { resource, scope, spans } };
    spans = [];
  }
  if (spans.length > 0) yield { group: { resource, scope, spans } };
}

function readScope(reader: ProtobufReader, end: number): Scope {
  let name = '';
  let version = '';
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 10) name = reader.text(reader.end(end));
    else if (tag === 18) version = reader.text(reader.end(end));
    else reader.skip(tag & 7);
  }
  finished(reader, end);
  return { name, version };
}

function readSpan(reader: ProtobufReader, end: number, resourceMended: readonly string[]): { span: Span } | { reason: string } {
  const mended = new Set(resourceMended);
  try {
    return toSpan(spanFields(reader, end, mended), mended);
  } catch (error) {
    if (!(error instanceof MalformedRequest)) throw error;
    return { reason: `the span is broken: ${error.message}` };
  }
}

function spanFields(reader: ProtobufReader, end: number, mended: Set<string>): RawSpan {
  const attributes = new Map<string, AnyValue>();
  const events: SpanEvent[] = [];
  const links: SpanLink[] = [];
  const span: { -readonly [K in keyof RawSpan]: RawSpan[K] } = {
    traceId: { problem: 'is missing' },
    spanId: { problem: 'is missing' },
    parentSpanId: { problem: 'is missing' },
    name: '',
    kind: 'unspecified',
    start: 0n,
    end: 0n,
    attributes,
    events,
    links,
    status: { code: 'unset', message: '' },
    dropped: 0,
  };
  while (reader.at < end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        span.traceId = idOfBytes(reader.raw(reader.end(end)), 16);
        break;
      case 18:
        span.spanId = idOfBytes(reader.raw(reader.end(end)), 8);
        break;
      case 34:
        span.parentSpanId = idOfBytes(reader.raw(reader.end(end)), 8);
        break;
      case 42:
        span.name = reader.text(reader.end(end));
        break;
      case 48:
        span.kind = SPAN_KINDS[reader.varint32()] ?? 'unspecified';
        break;
      case 57:
        span.start = reader.fixed64();
        break;
      case 65:
        span.end = reader.fixed64();
        break;
      case 74:
        keyValue(reader, reader.end(end), attributes, mended, 0);
        break;
      case 90:
        readEvent(reader, reader.end(end), events, mended);
        break;
      case 106:
        readLink(reader, reader.end(end), links, mended);
        break;
      case 80: // dropped attributes, events and links
      case 96:
      case 112:
        span.dropped += reader.varint32();
        break;
      case 122:
        span.status = readStatus(reader, reader.end(end));
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  finished(reader, end);
  return span;
}

function readEvent(reader: ProtobufReader, end: number, events: SpanEvent[], mended: Set<string>): void {
  let time = 0n;
  let name = '';
  const attributes = new Map<string, AnyValue>();
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 9) time = reader.fixed64();
    else if (tag === 18) name = reader.text(reader.end(end));
    else if (tag === 26) keyValue(reader, reader.end(end), attributes, mended, 0);
    else reader.skip(tag & 7);
  }
  finished(reader, end);
  if (events.length < MOST.events) events.push({ time, name, attributes });
  else mended.add('events_dropped');
}

function readLink(reader: ProtobufReader, end: number, links: SpanLink[], mended: Set<string>): void {
  let traceId = '';
  let spanId = '';
  const id = (size: IdSize): string => {
    const read = idOfBytes(reader.raw(reader.end(end)), size);
    return 'id' in read ? read.id : '';
  };
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 10) traceId = id(16);
    else if (tag === 18) spanId = id(8);
    else reader.skip(tag & 7);
  }
  finished(reader, end);
  if (traceId === '' || spanId === '' || links.length >= MOST.links) mended.add('links_dropped');
  else links.push({ traceId, spanId });
}

function readStatus(reader: ProtobufReader, end: number): Span['status'] {
  let code: Span['status']['code'] = 'unset';
  let message = '';
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 18) message = reader.text(reader.end(end));
    else if (tag === 24) code = STATUS_CODES[reader.varint32()] ?? 'unset';
    else reader.skip(tag & 7);
  }
  finished(reader, end);
  return { code, message };
}

function keyValue(reader: ProtobufReader, end: number, into: Map<string, AnyValue>, mended: Set<string>, depth: number): void {
  let key = '';
  let value: AnyValue = null;
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 10) key = reader.text(reader.end(end));
    else if (tag === 18) value = anyValue(reader, reader.end(end), mended, depth);
    else reader.skip(tag & 7);
  }
  finished(reader, end);
  if (into.size < MOST.attributes || into.has(key)) into.set(key, value);
  else mended.add('attributes_dropped');
}

function anyValue(reader: ProtobufReader, end: number, mended: Set<string>, depth: number): AnyValue {
  if (depth >= MAX_DEPTH) {
    mended.add('value_too_deep');
    reader.at = end;
    return null;
  }
  let value: AnyValue = null;
  while (reader.at < end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        value = reader.text(reader.end(end));
        break;
      case 16:
        value = reader.varint32() !== 0;
        break;
      case 24:
        value = reader.int64();
        break;
      case 33:
        value = reader.double();
        break;
      case 42:
        value = arrayValue(reader, reader.end(end), mended, depth + 1);
        break;
      case 50:
        value = mapValue(reader, reader.end(end), mended, depth + 1);
        break;
      case 58:
        // A copy: a view would keep the whole request in memory.
        value = reader.raw(reader.end(end)).slice();
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  finished(reader, end);
  return value;
}

function arrayValue(reader: ProtobufReader, end: number, mended: Set<string>, depth: number): AnyValue[] {
  const values: AnyValue[] = [];
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 10) values.push(anyValue(reader, reader.end(end), mended, depth));
    else reader.skip(tag & 7);
  }
  finished(reader, end);
  return values;
}

function mapValue(reader: ProtobufReader, end: number, mended: Set<string>, depth: number): Attributes {
  const values = new Map<string, AnyValue>();
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 10) keyValue(reader, reader.end(end), values, mended, depth);
    else reader.skip(tag & 7);
  }
  finished(reader, end);
  return values;
}

/** A field that begins inside a message must end inside it. */
function finished(reader: ProtobufReader, end: number): void {
  if (reader.at !== end) throw new MalformedRequest('a field is longer than the message that holds it');
}
