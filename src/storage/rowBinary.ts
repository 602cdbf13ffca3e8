/**
 * Rows to ClickHouse's RowBinary, driven by the column types of a Table. Format:
 * https://clickhouse.com/docs/interfaces/formats/RowBinary (little-endian numbers, LEB128 lengths, a null byte before
 * each Nullable). One buffer grows as needed; nothing is allocated per value.
 */
import type { RowOf, Table } from '../core/model/table';
import { StorageError } from './driver';

type Write = (sink: Sink, value: unknown) => void;

/** A growing byte buffer with the few writes that RowBinary needs. */
class Sink {
  private bytes = Buffer.allocUnsafe(1 << 16);
  private used = 0;

  private reserve(more: number): void {
    if (this.used + more <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.used + more));
    this.bytes.copy(grown, 0, 0, this.used);
    this.bytes = grown;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.used++] = value;
  }

  fixed(size: number, write: (bytes: Buffer, at: number) => void): void {
    this.reserve(size);
    write(this.bytes, this.used);
    this.used += size;
  }

  length(value: number): void {
    this.reserve(5);
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.used++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.used++] = rest;
  }

  /** A lone surrogate has no UTF-8 form and would make text readers refuse the whole block: it becomes U+FFFD. */
  text(value: string): void {
    const text = value.isWellFormed() ? value : value.toWellFormed();
    // Latin text is one byte a character, so the length is known without a first pass over it.
    const size = Buffer.byteLength(text, 'utf8');
    this.length(size);
    this.reserve(size);
    this.bytes.write(text, this.used, size, 'utf8');
    this.used += size;
  }

  finish(): Buffer {
    return this.bytes.subarray(0, this.used);
  }
}

class BadValue extends Error {}

function integer(size: 1 | 2 | 4, min: number, max: number): Write {
  return (sink, value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
      throw new BadValue(`${String(value)} is no whole number from ${min} to ${max}`);
    }
    if (size === 1) sink.byte(value);
    else if (min < 0) sink.fixed(4, (bytes, at) => bytes.writeInt32LE(value, at));
    else sink.fixed(size, (bytes, at) => bytes.writeUIntLE(value, at, size));
  };
}

const unsigned64: Write = (sink, value) => {
  if (typeof value !== 'bigint' || value < 0n || value > 0xffff_ffff_ffff_ffffn)
    throw new BadValue(`${String(value)} is no 64-bit whole number`);
  sink.fixed(8, (bytes, at) => bytes.writeBigUInt64LE(value, at));
};

/** DateTime64(9) spans 1900 to 2262-04-11; outside it the engine would wrap around. */
const nanoseconds: Write = (sink, value) => {
  if (typeof value !== 'bigint' || value < -2_208_988_800_000_000_000n || value > 9_223_372_036_854_775_807n) {
    throw new BadValue(`${String(value)} nanoseconds is no time between 1900 and 2262`);
  }
  sink.fixed(8, (bytes, at) => bytes.writeBigInt64LE(value, at));
};

const float64: Write = (sink, value) => {
  if (typeof value !== 'number') throw new BadValue(`${String(value)} is no number`);
  sink.fixed(8, (bytes, at) => bytes.writeDoubleLE(value, at));
};

const text: Write = (sink, value) => {
  if (typeof value !== 'string') throw new BadValue(`${typeof value} is no text`);
  sink.text(value);
};

function nullable(inner: Write): Write {
  return (sink, value) => {
    sink.byte(value === null ? 1 : 0);
    if (value !== null) inner(sink, value);
  };
}

function array(inner: Write): Write {
  return (sink, value) => {
    if (!Array.isArray(value)) throw new BadValue(`${typeof value} is no list`);
    sink.length(value.length);
    for (const item of value) inner(sink, item);
  };
}

const textMap: Write = (sink, value) => {
  if (!(value instanceof Map)) throw new BadValue(`${typeof value} is no Map`);
  sink.length(value.size);
  for (const [key, item] of value) {
    text(sink, key);
    text(sink, item);
  }
};

const SIMPLE: Readonly<Record<string, Write>> = {
  String: text,
  UInt8: integer(1, 0, 0xff),
  UInt16: integer(2, 0, 0xffff),
  UInt32: integer(4, 0, 0xffff_ffff),
  Int32: integer(4, -0x8000_0000, 0x7fff_ffff),
  UInt64: unsigned64,
  Float64: float64,
};

function writerOf(type: string): Write {
  const simple = SIMPLE[type];
  if (simple !== undefined) return simple;
  const [, outer, inner] = /^(LowCardinality|Nullable|Array|Map|DateTime64)\((.*)\)$/.exec(type) ?? [];
  if (inner === undefined) throw new Error(`No RowBinary form is known for the column type ${type}`);
  switch (outer) {
    case 'LowCardinality':
      return writerOf(inner);
    case 'Nullable':
      return nullable(writerOf(inner));
    case 'Array':
      return array(writerOf(inner));
    case 'Map':
      return textMap;
    default:
      return nanoseconds;
  }
}

const PLANS = new WeakMap<Table, readonly (readonly [name: string, write: Write])[]>();

function planOf(table: Table): readonly (readonly [string, Write])[] {
  const known = PLANS.get(table);
  if (known !== undefined) return known;
  const plan = Object.entries(table.columns).map(([name, type]) => [name, writerOf(type)] as const);
  PLANS.set(table, plan);
  return plan;
}

/**
 * Encodes rows in the column order of the table.
 * @throws StorageError of kind `invalid` that names the column and the row, before anything is sent
 */
export function encodeRows<T extends Table>(table: T, rows: readonly RowOf<T>[]): Buffer {
  const plan = planOf(table);
  const sink = new Sink();
  rows.forEach((row, index) => {
    for (const [name, write] of plan) {
      try {
        write(sink, row[name]);
      } catch (error) {
        if (!(error instanceof BadValue)) throw error;
        throw new StorageError('invalid', `${table.name}.${name}, row ${index + 1}: ${error.message}`, undefined, { cause: error });
      }
    }
  });
  return sink.finish();
}
