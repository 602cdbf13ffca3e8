import type { AnyValue, Attributes } from '../otlp/types';
import { ALIASES, ALIASES_BESIDE, type Alias, type AliasTable } from './aliases';
import type { FieldName, SpanFields } from './spanFields';

const FIELD_NAMES = Object.keys(ALIASES) as readonly FieldName[];

/** Where a value stands in the order of precedence; lower wins. */
interface Entry {
  readonly field: FieldName;
  /** Place of the field among all. */
  readonly slot: number;
  readonly rank: number;
  apply(into: Partial<SpanFields>, value: AnyValue): boolean;
}

function entryOf<F extends FieldName>(field: F, rank: number, [, read]: Alias<SpanFields[F]>): Entry {
  return {
    field,
    slot: FIELD_NAMES.indexOf(field),
    rank,
    apply(into, value) {
      const result = read(value);
      if (result === undefined) return false;
      into[field] = result;
      return true;
    },
  };
}

type Index = ReadonlyMap<string, readonly Entry[]>;

/** The table turned round: by attribute, so that a span costs one look-up for each attribute that it has. */
function indexOf(table: Partial<AliasTable>, firstRank: number): Index {
  const index = new Map<string, Entry[]>();
  const add = <F extends FieldName>(field: F): void => {
    const aliases: readonly Alias<SpanFields[F]>[] = table[field] ?? [];
    aliases.forEach((alias, i) => {
      const entries = index.get(alias[0]) ?? [];
      entries.push(entryOf(field, firstRank + i, alias));
      index.set(alias[0], entries);
    });
  };
  for (const field of FIELD_NAMES) add(field);
  return index;
}

/** More than the longest row of the table has aliases. */
const RANKS_PER_SOURCE = 1000;

/**
 * What the resource says about the whole process. An SDK's own word for it on a span does not stand before
 * OpenTelemetry's on the resource, so here the order of the table decides before the place does.
 */
const OF_THE_RESOURCE: ReadonlySet<FieldName> = new Set(['service', 'environment', 'release']);

/** More than there are sources. */
const PLACES_PER_RANK = 10_000;

const rankIn = ({ field, rank }: Entry, source: number): number =>
  OF_THE_RESOURCE.has(field) ? rank * PLACES_PER_RANK + source : source * RANKS_PER_SOURCE + rank;

const INDEX = indexOf(ALIASES, 0);
const BESIDE = ALIASES_BESIDE.map(({ beside, is, aliases }) => ({
  isBeside: (attributes: Attributes): boolean => {
    const value = attributes.get(beside);
    return value !== undefined && (is === undefined || is.some((name) => name === value));
  },
  index: indexOf(aliases, RANKS_PER_SOURCE / 2),
}));

/** Every attribute that the table names, also those that count only beside another. */
export const KNOWN_ATTRIBUTES: ReadonlySet<string> = new Set(
  [INDEX, ...BESIDE.map(({ index }) => index)].flatMap((index) => [...index.keys()]),
);

/** Attributes of the table by field. */
export function attributesOfField(field: FieldName): readonly string[] {
  return [ALIASES, ...ALIASES_BESIDE.map(({ aliases }) => aliases)].flatMap((table) => (table[field] ?? []).map(([key]) => key));
}

export interface KnownField {
  readonly field: FieldName;
  /** The attribute beside which alone the name counts, with the values that it must have. */
  readonly beside?: string;
}

/** The fields that an attribute may be read for. */
export function fieldsOfAttribute(key: string): readonly KnownField[] {
  const always = (INDEX.get(key) ?? []).map(({ field }) => ({ field }));
  const sometimes = ALIASES_BESIDE.flatMap(({ beside, is, aliases }) =>
    (indexOf(aliases, 0).get(key) ?? []).map(({ field }) => ({
      field,
      beside: is === undefined ? beside : `${beside} = ${is.join(' or ')}`,
    })),
  );
  return [...always, ...sometimes];
}

export interface ReadResult {
  readonly fields: Readonly<Partial<SpanFields>>;
  /** The attribute that each field was read from. */
  readonly sources: ReadonlyMap<FieldName, string>;
}

/**
 * The one loop over the table.
 * @param sources attributes of the span first, then of its events, then of its resource: an earlier source wins over a
 *   later one, and within a source the order of the table decides; for what the resource says of a process it is the other way
 *   round
 */
export function readFields(sources: readonly Attributes[]): ReadResult {
  // With a place for every field from the beginning: an object that grows field by field is slow to make and to read.
  const fields: Partial<SpanFields> = { ...NO_FIELDS };
  const ranks: number[] = NO_RANKS.slice();
  const from = new Map<FieldName, string>();
  const apply = (entries: readonly Entry[] | undefined, source: number, key: string, value: AnyValue): void => {
    if (entries === undefined) return;
    for (const entry of entries) {
      const rank = rankIn(entry, source);
      if ((ranks[entry.slot] ?? Infinity) <= rank || !entry.apply(fields, value)) continue;
      ranks[entry.slot] = rank;
      from.set(entry.field, key);
    }
  };
  for (let source = 0; source < sources.length; source++) {
    const attributes = sources[source] ?? NO_ATTRIBUTES;
    const beside = BESIDE.some(({ isBeside }) => isBeside(attributes)) ? BESIDE.filter(({ isBeside }) => isBeside(attributes)) : NONE;
    for (const [key, value] of attributes) {
      apply(INDEX.get(key), source, key, value);
      for (const { index } of beside) apply(index.get(key), source, key, value);
    }
  }
  return { fields, sources: from };
}

const NO_FIELDS: Readonly<Partial<SpanFields>> = Object.fromEntries(FIELD_NAMES.map((field) => [field, undefined]));
const NO_RANKS: readonly number[] = FIELD_NAMES.map(() => Infinity);
const NO_ATTRIBUTES: Attributes = new Map();
const NONE: typeof BESIDE = [];
