import { byName } from './byName';
import type { AnyValue, Attributes } from '../otlp/types';

/** Indexes from here on are no message any more. Nothing is allocated by index, so this only bounds what is believed. */
const MAX_INDEX = 10_000;

/** The first part of a key that is a number: `gen_ai.prompt.3.content`, `annotations.0`. */
const INDEX = /\.(\d{1,5})(?=\.|$)/;

/** For each prefix such as `gen_ai.prompt` its entries in the order of their index, each with the rest of its keys. */
export type Indexed = ReadonlyMap<string, readonly Attributes[]>;

const NONE: Indexed = new Map();

interface Place {
  readonly prefix: string;
  readonly at: number;
  readonly rest: string;
}

/** Null for a key without an index. */
const placeIn = byName((key): Place | null => {
  const match = INDEX.exec(key);
  const at = Number(match?.[1]);
  if (match === null || at >= MAX_INDEX) return null;
  return { prefix: key.slice(0, match.index), at, rest: key.slice(match.index + match[0].length + 1) };
});

/** Groups attributes whose keys hold an index. Entries that hold lists themselves are grouped again by the same function. */
export function indexed(attributes: Attributes): Indexed {
  let prefixes: Map<string, Map<number, Map<string, AnyValue>>> | undefined;
  for (const [key, value] of attributes) {
    const place = placeIn(key);
    if (place === null) continue;
    prefixes ??= new Map();
    const entries = getOrMake(prefixes, place.prefix, () => new Map<number, Map<string, AnyValue>>());
    const entry = getOrMake(entries, place.at, () => new Map<string, AnyValue>());
    entry.set(place.rest, value);
  }
  if (prefixes === undefined) return NONE;
  return new Map([...prefixes].map(([prefix, entries]) => [prefix, [...entries].sort(([a], [b]) => a - b).map(([, entry]) => entry)]));
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
