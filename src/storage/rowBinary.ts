/**
 * Rows to ClickHouse's RowBinary, driven by the column types of a Table. Format:
 * https://clickhouse.com/docs/interfaces/formats/RowBinary (little-endian numbers, LEB128 lengths, a null byte before
 * each Nullable). One buffer grows as needed; nothing is allocated per value.
 */
import type { RowOf, Table } from '../core/model/table';
import { StorageError } from './driver';

type Write = (sink: Sink, value: unknown) => void;

/** Texts up to this length are copied character by character, which is quicker than a call out of JavaScript. */
const SHORT_TEXT = 40;

/** A growing byte buffer with the few writes that RowBinary needs. */
class Sink {
  private bytes = Buffer.allocUnsafeSlow(1 << 16);
  private view = new DataView(this.bytes.buffer);
  private used = 0;

  /** Makes room for `more` bytes and returns where they go. */
  private take(more: number): number {
    const at = this.used;
    this.used += more;
    if (this.used > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.used));
      this.bytes.copy(grown, 0, 0, at);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    return at;
  }

  uint8(value: number): void {
    const at = this.take(1);
    this.bytes[at] = value;
  }

  uint16(value: number): void {
    const at = this.take(2);
    this.view.setUint16(at, value, true);
  }

  /** Also takes negative numbers: the bytes of an Int32 are those of the same number modulo 2^32. */
  uint32(value: number): void {
    const at = this.take(4);
    this.view.setUint32(at, value, true);
  }

  /** Also takes negative numbers, as above. */
  uint64(value: bigint): void {
    const at = this.take(8);
    this.view.setBigUint64(at, value, true);
  }

  float64(value: number): void {
    const at = this.take(8);
    this.view.setFloat64(at, value, true);
  }

  /** LEB128: seven bits a byte, the lowest first. */
  length(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.uint8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.uint8(rest);
  }

  /** A lone surrogate has no UTF-8 form and would make text readers refuse the whole block: it becomes U+FFFD. */
  text(value: string): void {
    if (value.length <= SHORT_TEXT && this.ascii(value)) return;
    const text = value.isWellFormed() ? value : value.toWellFormed();
    const size = Buffer.byteLength(text, 'utf8');
    this.length(size);
    const at = this.take(size);
    this.bytes.write(text, at, size, 'utf8');
  }

  /** Writes a short text of ASCII alone; leaves nothing behind and returns false when it is not. */
  private ascii(value: string): boolean {
    const size = value.length;
    const at = this.take(1 + size);
    const bytes = this.bytes;
    bytes[at] = size;
    for (let i = 0; i < size; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) {
        this.used = at;
        return false;
      }
      bytes[at + 1 + i] = code;
    }
    return true;
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
    if (size === 1) sink.uint8(value);
    else if (size === 2) sink.uint16(value);
    else sink.uint32(value);
  };
}

const unsigned64: Write = (sink, value) => {
  if (typeof value !== 'bigint' || value < 0n || value > 0xffff_ffff_ffff_ffffn)
    throw new BadValue(`${String(value)} is no 64-bit whole number`);
  sink.uint64(value);
};

/** DateTime64(9) spans 1900 to 2262-04-11; outside it the engine would wrap around. */
const nanoseconds: Write = (sink, value) => {
  if (typeof value !== 'bigint' || value < -2_208_988_800_000_000_000n || value > 9_223_372_036_854_775_807n) {
    throw new BadValue(`${String(value)} nanoseconds is no time between 1900 and 2262`);
  }
  sink.uint64(value);
};

const float64: Write = (sink, value) => {
  if (typeof value !== 'number') throw new BadValue(`${String(value)} is no number`);
  sink.float64(value);
};

const text: Write = (sink, value) => {
  if (typeof value !== 'string') throw new BadValue(`${typeof value} is no text`);
  sink.text(value);
};

function nullable(inner: Write): Write {
  return (sink, value) => {
    sink.uint8(value === null ? 1 : 0);
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
