/** Field numbers are those of opentelemetry-proto 1.x: collector/trace/v1, trace/v1, resource/v1, common/v1. */
import type { OutgoingAttributes, OutgoingEvent, OutgoingResource, OutgoingSpan, OutgoingValue } from './outgoing';
import { ProtobufWriter } from './protobufWriter';

/**
 * Body of `POST /v1/traces` with content type application/x-protobuf. Attributes keep the order in which they are
 * written in the source.
 */
export function encodeTraces(resources: readonly OutgoingResource[]): Uint8Array<ArrayBuffer> {
  const out = new ProtobufWriter();
  eachFromLast(resources, (resource) => message(out, 1, () => writeResource(out, resource)));
  return out.finish();
}

function writeResource(out: ProtobufWriter, { attributes, scope, spans }: OutgoingResource): void {
  message(out, 2, () => {
    eachFromLast(spans, (span) => message(out, 2, () => writeSpan(out, span)));
    message(out, 1, () => {
      string(out, 2, scope.version);
      string(out, 1, scope.name);
    });
  });
  message(out, 1, () => writeAttributes(out, 1, attributes));
}

function writeSpan(out: ProtobufWriter, span: OutgoingSpan): void {
  const { status } = span;
  if (status !== undefined) {
    message(out, 15, () => {
      integer(out, 3, status.code);
      if (status.message !== undefined) string(out, 2, status.message);
    });
  }
  eachFromLast(span.events ?? [], (event) => message(out, 11, () => writeEvent(out, event)));
  writeAttributes(out, 9, span.attributes);
  time(out, 8, span.end);
  time(out, 7, span.start);
  integer(out, 6, span.kind);
  string(out, 5, span.name);
  if (span.parentSpanId !== undefined) id(out, 4, span.parentSpanId);
  id(out, 2, span.spanId);
  id(out, 1, span.traceId);
}

function writeEvent(out: ProtobufWriter, event: OutgoingEvent): void {
  writeAttributes(out, 3, event.attributes);
  string(out, 2, event.name);
  time(out, 1, event.time);
}

function writeAttributes(out: ProtobufWriter, field: number, attributes: OutgoingAttributes): void {
  eachFromLast(Object.keys(attributes), (key) => {
    const value = attributes[key];
    if (value === undefined) return;
    message(out, field, () => {
      message(out, 2, () => writeValue(out, value));
      string(out, 1, key);
    });
  });
}

function writeValue(out: ProtobufWriter, value: OutgoingValue): void {
  switch (typeof value) {
    case 'string':
      return string(out, 1, value);
    case 'boolean':
      return integer(out, 2, value ? 1 : 0);
    case 'number':
      return Number.isSafeInteger(value) ? integer(out, 3, value) : double(out, 4, value);
    default:
      return isList(value)
        ? message(out, 5, () => eachFromLast(value, (item) => message(out, 1, () => writeValue(out, item))))
        : message(out, 6, () => writeAttributes(out, 1, value));
  }
}

/** `Array.isArray` alone does not take a readonly array out of a union. */
function isList(value: readonly OutgoingValue[] | OutgoingAttributes): value is readonly OutgoingValue[] {
  return Array.isArray(value);
}

function message(out: ProtobufWriter, field: number, body: () => void): void {
  const before = out.length;
  body();
  out.close(field, before);
}

function string(out: ProtobufWriter, field: number, value: string): void {
  const before = out.length;
  out.text(value);
  out.close(field, before);
}

function id(out: ProtobufWriter, field: number, digits: string): void {
  const before = out.length;
  out.hex(digits);
  out.close(field, before);
}

function integer(out: ProtobufWriter, field: number, value: number): void {
  if (value < 0) out.negativeVarint(value);
  else out.varint(value);
  out.tag(field, 0);
}

function double(out: ProtobufWriter, field: number, value: number): void {
  out.double(value);
  out.tag(field, 1);
}

function time(out: ProtobufWriter, field: number, nanoseconds: bigint): void {
  out.fixed64(nanoseconds);
  out.tag(field, 1);
}

function eachFromLast<T>(items: readonly T[], write: (item: T) => void): void {
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i];
    if (item !== undefined) write(item);
  }
}
