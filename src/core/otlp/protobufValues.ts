/** Attribute values of OTLP in protobuf (common/v1/common.proto of opentelemetry-proto v1.11). */
import type { ProtobufReader } from './protobufReader';
import { MalformedRequest, MAX_DEPTH, MOST, type AnyValue, type Attributes } from './types';

export function keyValue(reader: ProtobufReader, end: number, into: Map<string, AnyValue>, mended: Set<string>, depth: number): void {
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

export function anyValue(reader: ProtobufReader, end: number, mended: Set<string>, depth: number): AnyValue {
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
export function finished(reader: ProtobufReader, end: number): void {
  if (reader.at !== end) throw new MalformedRequest('a field is longer than the message that holds it');
}
