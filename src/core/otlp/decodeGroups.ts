/**
 * The frame that trace and log requests of OTLP share in protobuf: resources, which hold scopes, which hold items. All three
 * levels have the same field numbers in both signals (collector/{trace,logs}/v1 of opentelemetry-proto v1.11).
 */
import { ProtobufReader, type Utf8 } from './protobufReader';
import { finished, keyValue } from './protobufValues';
import { GROUP_SIZE, type AnyValue, type Attributes, type Scope } from './types';

/** Items of one resource and scope, or the reason why one cannot be read. */
export type Step<T> = { readonly resource: Attributes; readonly scope: Scope; readonly items: readonly T[] } | { readonly reason: string };

/**
 * Reads the item that lies between the reader's place and `end`; must not throw for what is wrong inside of it.
 * @param resourceMended what had to be mended in the resource
 */
export type ReadItem<T> = (
  reader: ProtobufReader,
  end: number,
  resourceMended: readonly string[],
) => { readonly item: T } | { readonly reason: string };

const NO_ATTRIBUTES: Attributes = new Map();
const NO_SCOPE: Scope = { name: '', version: '' };

/** @throws MalformedRequest when the frame is broken */
export function* decodeGroups<T>(bytes: Uint8Array, utf8: Utf8, readItem: ReadItem<T>): Generator<Step<T>> {
  const reader = new ProtobufReader(bytes, utf8);
  while (reader.at < bytes.length) {
    const tag = reader.tag();
    if (tag === 10) yield* ofResource(reader, reader.end(bytes.length), readItem);
    else reader.skip(tag & 7);
  }
}

function* ofResource<T>(reader: ProtobufReader, end: number, readItem: ReadItem<T>): Generator<Step<T>> {
  // Two passes, because the resource may stand behind its items.
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
    if (tag === 18) yield* ofScope(reader, reader.end(end), { resource, mended: [...mended], readItem });
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

interface Around<T> {
  readonly resource: Attributes;
  readonly mended: readonly string[];
  readonly readItem: ReadItem<T>;
}

function* ofScope<T>(reader: ProtobufReader, end: number, { resource, mended, readItem }: Around<T>): Generator<Step<T>> {
  const start = reader.at;
  let scope = NO_SCOPE;
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 10) scope = readScope(reader, reader.end(end));
    else reader.skip(tag & 7);
  }
  finished(reader, end);
  reader.at = start;
  let items: T[] = [];
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag !== 18) {
      reader.skip(tag & 7);
      continue;
    }
    const itemEnd = reader.end(end);
    const result = readItem(reader, itemEnd, mended);
    reader.at = itemEnd;
    if ('item' in result) items.push(result.item);
    else yield result;
    if (items.length < GROUP_SIZE) continue;
    yield { resource, scope, items };
    items = [];
  }
  if (items.length > 0) yield { resource, scope, items };
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
