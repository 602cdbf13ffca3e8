/** Attribute values of OTLP in JSON. */
import { fromBase64 } from './base64';
import { idOfText, type IdSize, type ReadId } from './ids';
import { isObject, list, numberOf, read, textOf, wholeNumber, type JsonObject } from './jsonFields';
import { MAX_DEPTH, MOST, type AnyValue, type Attributes } from './types';

/** One span or record cannot be read; the others can. */
export class BadItem extends Error {}

/** Calls `make`; the message of a BadItem is the answer when it throws one. */
export function readOrReason<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof BadItem) return error.message;
    throw error;
  }
}

export function idOf(given: unknown, size: IdSize): ReadId {
  if (given === undefined || given === null) return { problem: 'is missing' };
  return typeof given === 'string' ? idOfText(given, size) : { problem: 'is no hex id' };
}

/** Nanoseconds; 0 when there is none that can be read. */
export function timeOf(given: unknown): bigint {
  const time = wholeNumber(given);
  return time === undefined || time < 0 ? 0n : BigInt(time);
}

/** @throws BadItem when the holder has its attributes in another form than the protocol's */
export function attributesOf(holder: JsonObject, mended: Set<string>): Attributes {
  const given = list(holder.attributes);
  if (given === undefined) {
    throw new BadItem(
      isObject(holder.attributes)
        ? 'attributes is an object; OTLP has a list of {"key": …, "value": {"stringValue": …}}'
        : 'attributes is not a list',
    );
  }
  return keyValues(given, mended, 0);
}

function keyValues(given: readonly unknown[], mended: Set<string>, depth: number): Attributes {
  const attributes = new Map<string, AnyValue>();
  for (const entry of given) {
    const key = isObject(entry) ? textOf(entry.key) : undefined;
    const isKept = key !== undefined && (attributes.size < MOST.attributes || attributes.has(key));
    if (isKept && isObject(entry)) attributes.set(key, anyValue(entry.value, mended, depth));
    else mended.add('attributes_dropped');
  }
  return attributes;
}

/** How each kind of value is read; undefined when it cannot be. */
const VALUES: readonly (readonly [key: string, read: (value: unknown, mended: Set<string>, depth: number) => AnyValue | undefined])[] = [
  ['stringValue', textOf],
  ['boolValue', (value) => (value === 'true' ? true : value === 'false' ? false : typeof value === 'boolean' ? value : undefined)],
  ['intValue', (value) => wholeNumber(value) ?? numberOf(value)],
  ['doubleValue', numberOf],
  ['arrayValue', (value, mended, depth) => valuesOf(value)?.map((item) => anyValue(item, mended, depth + 1))],
  [
    'kvlistValue',
    (value, mended, depth) => {
      const values = valuesOf(value);
      return values === undefined ? undefined : keyValues(values, mended, depth + 1);
    },
  ],
  ['bytesValue', (value) => (typeof value === 'string' ? fromBase64(value) : undefined)],
];

export function anyValue(given: unknown, mended: Set<string>, depth: number): AnyValue {
  if (given === null || given === undefined) return null;
  if (depth >= MAX_DEPTH) {
    mended.add('value_too_deep');
    return null;
  }
  if (isObject(given)) {
    for (const [key, readValue] of VALUES) {
      const value = read(given, key);
      if (value === undefined || value === null) continue;
      const result = readValue(value, mended, depth);
      if (result !== undefined) return result;
    }
    if (Object.keys(given).length === 0) return null;
  }
  mended.add('value_unreadable');
  return null;
}

function valuesOf(given: unknown): readonly unknown[] | undefined {
  return isObject(given) ? list(given.values) : undefined;
}
