/** How a value of an attribute is read for a field. A reader gives undefined when the value says nothing. */
import { isList, valueText } from '../otlp/valueText';
import { toJson } from '../otlp/valueText';
import type { AnyValue } from '../otlp/types';
import { parseJson } from './parseJson';

export type Reader<T> = (value: AnyValue) => T | undefined;

/** Longest value of a column that people filter by; longer ones are texts that landed in the wrong attribute. */
const LONGEST_WORD = 256;

/** Text as sent; lists and maps as JSON. */
export const text: Reader<string> = (value) => valueText(value) || undefined;

// Terminal colours (ESC [ … m) and other control characters: Claude Code has sent model names with them.
// oxlint-disable-next-line no-control-regex
const CONTROL = /\u001b\[[0-9;]*[A-Za-z]|\u001b?\[\d+m$|[\u0000-\u001f\u007f]/g;

/** A name or an id: one line, trimmed, of bounded length. */
export const word: Reader<string> = (value) => {
  const given = valueText(value);
  if (isPlainWord(given)) return given || undefined;
  const clean = given.replace(CONTROL, '').trim();
  return clean.length > LONGEST_WORD ? clean.slice(0, LONGEST_WORD).toWellFormed() : clean || undefined;
};

/** Short, of ASCII and with nothing to take out: a loop over some twenty characters is quicker than a pattern. */
function isPlainWord(given: string): boolean {
  if (given.length > MOST_LOOKED_AT) return false;
  for (let i = 0; i < given.length; i++) {
    const code = given.charCodeAt(i);
    if (code <= SPACE || code >= DELETE || code === OPEN_LIST) return false;
  }
  return true;
}

const MOST_LOOKED_AT = 64;
const SPACE = 32;
/** Begins a colour that has lost its escape character. */
const OPEN_LIST = 91;
const DELETE = 127;

/** The first entry of a list, of the JSON text of a list, or the text itself. */
export const firstWord: Reader<string> = (value) => {
  const entries = listOf(value);
  const first = entries?.find((entry) => entry !== null && entry !== '');
  return entries === undefined ? word(value) : first === undefined ? undefined : word(first);
};

/** A list, JSON text of a list, or undefined. */
export function listOf(value: AnyValue): readonly AnyValue[] | undefined {
  if (isList(value)) return value;
  const parsed = typeof value === 'string' && value.trimStart().startsWith('[') ? parseJson(value)?.value : undefined;
  return Array.isArray(parsed) ? parsed.map(asScalar) : undefined;
}

function asScalar(value: unknown): AnyValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** A finite number, also when it came as text. */
export const number: Reader<number> = (value) => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : undefined;
};

export const MAX_UINT32 = 0xffff_ffff;

/** A whole number that a UInt32 column can hold; negative, fractional and larger ones say nothing. */
export const count: Reader<number> = (value) => {
  const parsed = number(value);
  return parsed !== undefined && Number.isInteger(parsed) && parsed >= 0 && parsed <= MAX_UINT32 ? parsed : undefined;
};

/** Never negative: a cost, a duration. */
export const amount: Reader<number> = (value) => {
  const parsed = number(value);
  return parsed !== undefined && parsed >= 0 ? parsed : undefined;
};

/** Seconds as milliseconds. */
export const seconds: Reader<number> = (value) => {
  const parsed = amount(value);
  return parsed === undefined ? undefined : parsed * 1000;
};

const FLAGS: Readonly<Record<string, boolean>> = { true: true, false: false, '1': true, '0': false, yes: true, no: false };

export const flag: Reader<boolean> = (value) => {
  const key = valueText(value).trim().toLowerCase();
  return Object.hasOwn(FLAGS, key) ? FLAGS[key] : undefined;
};

/** A date and time in ISO 8601 as nanoseconds since 1970; Langfuse sends it in quotes of its own at times. */
export const isoTime: Reader<bigint> = (value) => {
  if (typeof value !== 'string') return undefined;
  const ms = Date.parse(value.replace(/^"+|"+$/g, ''));
  return Number.isNaN(ms) ? undefined : BigInt(ms) * 1_000_000n;
};

/** The value itself, for attributes whose form is looked at later; nothing and empty text say nothing. */
export const anything: Reader<AnyValue> = (value) => (value === null || value === '' ? undefined : value);

/** The value unless it is the text "{}" or "[]", by which some SDKs say that there is nothing. */
export const filled: Reader<AnyValue> = (value) =>
  typeof value === 'string' && /^\s*(\{\s*\}|\[\s*\])?\s*$/.test(value) ? undefined : anything(value);

/** Data of a structured value or of JSON text. */
export function dataOf(value: AnyValue): unknown {
  return typeof value === 'string' ? parseJson(value)?.value : toJson(value);
}

/** Reads the first of these keys that an object, given as such or as JSON text, has; dots go into inner objects. */
export function inJson<T>(read: Reader<T>, ...paths: readonly string[]): Reader<T> {
  return (value) => {
    const data = dataOf(value);
    for (const path of paths) {
      const found = at(data, path);
      const result = found === undefined ? undefined : read(found);
      if (result !== undefined) return result;
    }
    return undefined;
  };
}

function at(data: unknown, path: string): AnyValue | undefined {
  let place: unknown = data;
  for (const key of path.split('.')) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, key)) return undefined;
    place = (place as Readonly<Record<string, unknown>>)[key];
  }
  return asScalar(place);
}

/** Sum of these keys of an object; undefined when it has none of them. */
export function sumInJson(...keys: readonly string[]): Reader<number> {
  return (value) => {
    const data = dataOf(value);
    const found = keys.map((key) => at(data, key)).map((item) => (item === undefined ? undefined : amount(item)));
    const known = found.filter((item) => item !== undefined);
    return known.length === 0 ? undefined : known.reduce((sum, item) => sum + item, 0);
  };
}

/** Sum of all numbers of an object. */
export const sumOfJson: Reader<number> = (value) => {
  const data = dataOf(value);
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  return sumInJson(...Object.keys(data))(value);
};

/** The first of these keys in any of the inner objects, one a provider: {"openai": {"cachedPromptTokens": 8}}. */
export function inAnyProvider<T>(read: Reader<T>, ...paths: readonly string[]): Reader<T> {
  return (value) => {
    const data = dataOf(value);
    if (typeof data !== 'object' || data === null) return undefined;
    const providers = Object.keys(data);
    return inJson(read, ...paths.flatMap((path) => providers.map((provider) => `${provider}.${path}`)))(value);
  };
}
