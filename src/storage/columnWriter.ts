/**
 * Values of one column in ClickHouse's Native format, chosen by the type of the column:
 * https://clickhouse.com/docs/interfaces/formats/Native, and for LowCardinality
 * https://clickhouse.com/docs/native-protocol/columns
 */
import type { ByteSink } from './byteSink';

export interface ColumnWriter {
  /** What stands once before the data, also of the columns inside. */
  prefix(sink: ByteSink): void;
  /** @throws BadValue; `index` of it counts among these values */
  data(sink: ByteSink, values: readonly unknown[]): void;
}

/** A value that its column cannot hold. */
export class BadValue extends Error {
  override readonly name = 'BadValue';
  constructor(
    message: string,
    readonly index: number,
  ) {
    super(message);
  }
}

/** @throws Error for a type without a form here */
export function columnWriter(type: string): ColumnWriter {
  const simple = SIMPLE[type];
  if (simple !== undefined) return simple;
  const [, outer, inner] = /^(LowCardinality|Nullable|Array|Map|DateTime64)\((.*)\)$/.exec(type) ?? [];
  if (inner === undefined) throw new Error(`No binary form is known for the column type ${type}`);
  switch (outer) {
    case 'LowCardinality':
      return lowCardinality;
    case 'Nullable':
      return nullable(columnWriter(inner), inner);
    case 'Array':
      return array(columnWriter(inner));
    case 'Map':
      return textMap;
    default:
      return nanoseconds;
  }
}

const NO_PREFIX = (): void => undefined;

function each(write: (sink: ByteSink, value: unknown, index: number) => void): ColumnWriter {
  return {
    prefix: NO_PREFIX,
    data(sink, values) {
      for (let i = 0; i < values.length; i++) write(sink, values[i], i);
    },
  };
}

function integer(write: (sink: ByteSink, value: number) => void, min: number, max: number): ColumnWriter {
  return each((sink, value, index) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
      throw new BadValue(`${String(value)} is no whole number from ${min} to ${max}`, index);
    write(sink, value);
  });
}

const unsigned64 = each((sink, value, index) => {
  if (typeof value !== 'bigint' || value < 0n || value > 0xffff_ffff_ffff_ffffn)
    throw new BadValue(`${String(value)} is no 64-bit whole number`, index);
  sink.uint64(value);
});

/** DateTime64(9) spans 1900 to 2262-04-11; outside it the engine would wrap around. */
const nanoseconds = each((sink, value, index) => {
  if (typeof value !== 'bigint' || value < -2_208_988_800_000_000_000n || value > 9_223_372_036_854_775_807n)
    throw new BadValue(`${String(value)} nanoseconds is no time between 1900 and 2262`, index);
  sink.uint64(value);
});

const float64 = each((sink, value, index) => {
  if (typeof value !== 'number') throw new BadValue(`${String(value)} is no number`, index);
  sink.float64(value);
});

const text = each((sink, value, index) => {
  if (typeof value !== 'string') throw new BadValue(`${typeof value} is no text`, index);
  sink.text(value);
});

const SIMPLE: Readonly<Record<string, ColumnWriter>> = {
  String: text,
  UInt8: integer((sink, value) => sink.uint8(value), 0, 0xff),
  UInt16: integer((sink, value) => sink.uint16(value), 0, 0xffff),
  UInt32: integer((sink, value) => sink.uint32(value), 0, 0xffff_ffff),
  Int32: integer((sink, value) => sink.uint32(value), -0x8000_0000, 0x7fff_ffff),
  UInt64: unsigned64,
  Float64: float64,
};

/** What stands in the place of a NULL, by the type inside. */
const zeroOf = (type: string): unknown => (type === 'String' ? '' : type === 'UInt64' || type.startsWith('DateTime64') ? 0n : 0);

/** A byte for each value, 1 for NULL, and then the values. */
function nullable(inner: ColumnWriter, type: string): ColumnWriter {
  const zero = zeroOf(type);
  return {
    prefix: inner.prefix,
    data(sink, values) {
      for (const value of values) sink.uint8(value === null ? 1 : 0);
      inner.data(
        sink,
        values.map((value) => (value === null ? zero : value)),
      );
    },
  };
}

/** For each list where it ends, and then the items of all lists. */
function array(inner: ColumnWriter): ColumnWriter {
  return {
    prefix: inner.prefix,
    data(sink, values) {
      const items: unknown[] = [];
      const lists: number[] = [];
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (!Array.isArray(value)) throw new BadValue(`${typeof value} is no list`, i);
        for (const item of value) {
          items.push(item);
          lists.push(i);
        }
        sink.count64(items.length);
      }
      inList(lists, () => inner.data(sink, items));
    },
  };
}

/** A list of keys and a list of values with ends in common. */
const textMap: ColumnWriter = {
  prefix: (sink) => lowCardinality.prefix(sink),
  data(sink, values) {
    const keys: unknown[] = [];
    const items: unknown[] = [];
    const maps: number[] = [];
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (!(value instanceof Map)) throw new BadValue(`${typeof value} is no Map`, i);
      for (const [key, item] of value) {
        keys.push(key);
        items.push(item);
        maps.push(i);
      }
      sink.count64(keys.length);
    }
    inList(maps, () => {
      lowCardinality.data(sink, keys);
      text.data(sink, items);
    });
  },
};

/** A bad item is told by the list that it is in. */
function inList(lists: readonly number[], write: () => void): void {
  try {
    write();
  } catch (error) {
    throw error instanceof BadValue ? new BadValue(error.message, lists[error.index] ?? 0) : error;
  }
}

/** Version of the form: keys stand beside the indexes. */
const SHARED_DICTIONARIES = 1;
/** Keys follow (bit 9), and they are all that there is (bit 10). */
const OWN_KEYS = 0x600;

/** Each text once, and then for every value which one it is. */
const lowCardinality: ColumnWriter = {
  prefix: (sink) => sink.count64(SHARED_DICTIONARIES),
  data(sink, values) {
    if (values.length === 0) return;
    const { keys, indexes } = dictionaryOf(values);
    const width = keys.length <= 0x100 ? 0 : keys.length <= 0x1_0000 ? 1 : 2;
    sink.count64(OWN_KEYS | width);
    sink.count64(keys.length);
    for (const key of keys) sink.text(key);
    sink.count64(indexes.length);
    for (const index of indexes) {
      if (width === 0) sink.uint8(index);
      else if (width === 1) sink.uint16(index);
      else sink.uint32(index);
    }
  },
};

function dictionaryOf(values: readonly unknown[]): { readonly keys: readonly string[]; readonly indexes: Uint32Array } {
  const known = new Map<string, number>();
  const keys: string[] = [];
  const indexes = new Uint32Array(values.length);
  let last: unknown;
  let lastIndex = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== 'string') throw new BadValue(`${typeof value} is no text`, i);
    if (value !== last) {
      lastIndex = known.get(value) ?? keys.push(value) - 1;
      if (lastIndex === keys.length - 1) known.set(value, lastIndex);
      last = value;
    }
    indexes[i] = lastIndex;
  }
  return { keys, indexes };
}
