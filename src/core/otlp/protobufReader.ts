import { idOfBytes, RepeatedIds, type ReadId } from './ids';
import { knownText, LONGEST_KNOWN } from './knownTexts';
import { MalformedRequest } from './types';

/** Text of the bytes from `start` to `end`; bytes that are no UTF-8 become U+FFFD and never throw. */
export type Utf8 = (bytes: Uint8Array, start: number, end: number) => string;

/** Groups are long gone from protobuf; a nesting of them is an attack and not telemetry. */
const MAX_GROUPS = 16;

/**
 * Reads the wire format of protobuf (https://protobuf.dev/programming-guides/encoding/) in place. A field whose wire type
 * is not the expected one is an unknown field, as everywhere in protobuf, and is skipped.
 */
export class ProtobufReader {
  at = 0;
  private readonly view: DataView;
  private readonly traceIds: RepeatedIds;
  private readonly parentIds: RepeatedIds;
  private readonly make: (start: number, end: number) => string;

  constructor(
    readonly bytes: Uint8Array,
    utf8: Utf8,
  ) {
    this.traceIds = new RepeatedIds(bytes, 16);
    this.parentIds = new RepeatedIds(bytes, 8);
    this.make = (start, end) => utf8(bytes, start, end);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Field number * 8 + wire type. */
  tag(): number {
    const tag = this.varint32();
    if (tag < 8) throw new MalformedRequest('a field has the number 0');
    return tag;
  }

  /** The end of the length-delimited field that begins here. @param end of the message that holds it */
  end(end: number): number {
    const length = this.varint32();
    if (length > end - this.at) throw new MalformedRequest('a field is longer than the message that holds it');
    return this.at + length;
  }

  text(end: number): string {
    const start = this.at;
    this.at = end;
    if (start === end) return '';
    return end - start > LONGEST_KNOWN ? this.make(start, end) : knownText(this.bytes, start, end, this.make);
  }

  traceId(end: number): ReadId {
    const start = this.at;
    this.at = end;
    return this.traceIds.read(start, end);
  }

  spanId(end: number): ReadId {
    const start = this.at;
    this.at = end;
    return idOfBytes(this.bytes, 8, start, end);
  }

  parentId(end: number): ReadId {
    const start = this.at;
    this.at = end;
    return this.parentIds.read(start, end);
  }

  /** A view on the bytes, not a copy. */
  raw(end: number): Uint8Array {
    const start = this.at;
    this.at = end;
    return this.bytes.subarray(start, end);
  }

  fixed64(): bigint {
    this.need(8);
    const value = this.view.getBigUint64(this.at, true);
    this.at += 8;
    return value;
  }

  double(): number {
    this.need(8);
    const value = this.view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  /** An unsigned number of up to 32 bits; higher bits are read and dropped. */
  varint32(): number {
    const { bytes } = this;
    let byte = bytes[this.at++] ?? this.truncated();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let shift = 7; shift < 70; shift += 7) {
      byte = bytes[this.at++] ?? this.truncated();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new MalformedRequest('a number is longer than 10 bytes');
  }

  /** int64: a number where it is exact, a bigint beyond 2^53. */
  int64(): number | bigint {
    const byte = this.bytes[this.at] ?? this.truncated();
    if (byte < 0x80) {
      this.at++;
      return byte;
    }
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const part = this.bytes[this.at++] ?? this.truncated();
      if (shift < 28) low += (part & 0x7f) * 2 ** shift;
      else high += (part & 0x7f) * 2 ** (shift - 28);
      if (part < 0x80) return int64Of(low, high);
    }
    throw new MalformedRequest('a number is longer than 10 bytes');
  }

  skip(wireType: number, depth = 0): void {
    switch (wireType) {
      case 0:
        this.varint32();
        return;
      case 1:
        this.need(8);
        this.at += 8;
        return;
      case 2:
        this.at = this.end(this.bytes.length);
        return;
      case 3:
        if (depth === MAX_GROUPS) throw new MalformedRequest('groups are nested too deeply');
        for (let tag = this.tag(); (tag & 7) !== 4; tag = this.tag()) this.skip(tag & 7, depth + 1);
        return;
      case 5:
        this.need(4);
        this.at += 4;
        return;
      default:
        throw new MalformedRequest(`there is no wire type ${wireType}`);
    }
  }

  private need(size: number): void {
    if (this.bytes.length - this.at < size) this.truncated();
  }

  private truncated(): never {
    throw new MalformedRequest('the message ends in the middle of a field');
  }
}

/** @param low the lowest 28 bits @param high the 42 bits above them, of which 36 count */
function int64Of(low: number, high: number): number | bigint {
  if (high < 2 ** 25) return high * 2 ** 28 + low;
  const value = BigInt.asIntN(64, (BigInt(high) << 28n) | BigInt(low));
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
