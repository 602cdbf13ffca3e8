/**
 * ExportTraceServiceRequest in protobuf. Field numbers are those of opentelemetry-proto v1.11 (trace/v1/trace.proto); a tag
 * is the field number times 8 plus the wire type.
 */
import { decodeGroups } from './decodeGroups';
import type { ReadId } from './ids';
import type { ProtobufReader, Utf8 } from './protobufReader';
import { finished, keyValue } from './protobufValues';
import { toSpan, type RawSpan } from './toSpan';
import {
  MalformedRequest,
  MOST,
  SPAN_KINDS,
  STATUS_CODES,
  type AnyValue,
  type Decoded,
  type Span,
  type SpanEvent,
  type SpanLink,
} from './types';

/**
 * Decodes step by step. A span that cannot be read is rejected alone, as its length says where the next one begins.
 * @param utf8 must not throw on bad UTF-8
 * @throws MalformedRequest when the frame around the spans is broken
 */
export function* decodeTraces(bytes: Uint8Array, utf8: Utf8): Generator<Decoded> {
  for (const step of decodeGroups(bytes, utf8, readSpan)) {
    if ('reason' in step) yield { rejection: { reason: step.reason, spans: 1 } };
    else yield { group: { resource: step.resource, scope: step.scope, spans: step.items } };
  }
}

function readSpan(reader: ProtobufReader, end: number, resourceMended: readonly string[]): { item: Span } | { reason: string } {
  const mended = new Set(resourceMended);
  try {
    const result = toSpan(spanFields(reader, end, mended), mended);
    return 'span' in result ? { item: result.span } : result;
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
        span.traceId = reader.traceId(reader.end(end));
        break;
      case 18:
        span.spanId = reader.spanId(reader.end(end));
        break;
      case 34:
        span.parentSpanId = reader.parentId(reader.end(end));
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
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 10) traceId = idOrNone(reader.traceId(reader.end(end)));
    else if (tag === 18) spanId = idOrNone(reader.spanId(reader.end(end)));
    else reader.skip(tag & 7);
  }
  finished(reader, end);
  if (traceId === '' || spanId === '' || links.length >= MOST.links) mended.add('links_dropped');
  else links.push({ traceId, spanId });
}

const idOrNone = (read: ReadId): string => ('id' in read ? read.id : '');

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
