/**
 * SQL as data: fragments of text, identifiers and bound values, printed once. A value can only get into a statement as
 * a parameter, an identifier only through `identifier`, so no caller has anything to escape.
 */

import { changes, interactions, retrievedDocuments, scores, spans } from '../model/tables';

/** ClickHouse type of a bound value. */
export type ParamType =
  'String' | 'Array(String)' | 'Float64' | 'Array(Float64)' | 'Int64' | 'UInt32' | "DateTime('UTC')" | "DateTime64(9, 'UTC')";
export type ParamValue = string | number | readonly string[] | readonly number[];

interface Bound {
  readonly kind: 'param';
  readonly type: ParamType;
  readonly value: ParamValue;
}
interface Text {
  readonly kind: 'text';
  readonly text: string;
}
interface Source {
  readonly kind: 'view';
  readonly name: SourceName;
}
interface Newest {
  readonly kind: 'newest';
  readonly name: CellView;
  readonly where: Sql;
}
type Part = Bound | Text | Source | Newest | Sql;
export interface Sql {
  readonly kind: 'sql';
  readonly parts: readonly Part[];
}

/** Views that only hide which of their table's rows are the last versions. */
export type RollupView = 'quality_hourly' | 'traffic_hourly' | 'quality_totals' | 'traffic_totals' | 'changes';

/** Of these each hour of a service is written as a whole, so its newest version can be told without looking at single cells. */
export type CellView = 'quality_hourly' | 'traffic_hourly';

/** What a statement reads around: a view, or the text of requests, which operators find in `interactions`. */
export type SourceName = RollupView | 'interaction_text' | AnyVersion;

/** Every version of every row, also those that newer ones replaced: for finding candidates, never for answers. */
export type AnyVersion = 'any_interactions' | 'any_interaction_text' | 'any_scores';

/** Template tag: the literal parts are trusted text of this code base, the places are fragments only. */
export function sql(strings: TemplateStringsArray, ...places: readonly Sql[]): Sql {
  const parts = strings.flatMap((text, index): (Text | Sql)[] => {
    const place = places[index];
    const literal: Text = { kind: 'text', text };
    return place === undefined ? [literal] : [literal, place];
  });
  return { kind: 'sql', parts };
}

/** A value to be bound. */
export function param(value: ParamValue, type: ParamType): Sql {
  return { kind: 'sql', parts: [{ kind: 'param', type, value }] };
}

/** Columns that a query may name: those of the tables and of the rollups. Whatever is asked for, no other text gets in. */
const COLUMNS: ReadonlySet<string> = new Set([
  ...[interactions, scores, spans, changes, retrievedDocuments].flatMap(({ columns }) => Object.keys(columns)),
  ...['hour', 'n', 'n_failed', 'n_generated', 'sw', 'sw2', 'swx', 'swxx', 'latency', 'ttft'],
  ...[1, 2, 3, 4, 5].flatMap((step) => [`c${step}`, `w${step}`]),
]);

/** A column of ours. @throws Error for any other text */
export function identifier(name: string): Sql {
  if (!COLUMNS.has(name)) throw new Error(`${JSON.stringify(name)} is no column`);
  return { kind: 'sql', parts: [{ kind: 'text', text: name }] };
}

/** A whole number written into the text, for places where the engine takes no parameter. @throws Error for any other number */
export function integer(value: number): Sql {
  if (!Number.isSafeInteger(value)) throw new Error(`${value} is no whole number`);
  return { kind: 'sql', parts: [{ kind: 'text', text: String(value) }] };
}

export function join(fragments: readonly Sql[], separator: string): Sql {
  return {
    kind: 'sql',
    parts: fragments.flatMap((fragment, index): (Text | Sql)[] =>
      index === 0 ? [fragment] : [{ kind: 'text', text: separator }, fragment],
    ),
  };
}

/** A view that the printer may read around. */
export function view(name: SourceName): Sql {
  return { kind: 'sql', parts: [{ kind: 'view', name }] };
}

/** `view WHERE conditions`, of which the printer may look for the newest versions in a quicker way. */
export function newest(name: CellView, where: Sql): Sql {
  return { kind: 'sql', parts: [{ kind: 'newest', name, where }] };
}

export const EMPTY: Sql = { kind: 'sql', parts: [] };

export interface Printed {
  readonly sql: string;
  readonly params: Readonly<Record<string, ParamValue>>;
}

/** What stands for the sources of a statement in the text. */
export interface Sources {
  /** Planning a query over a view takes the engine as long as reading a day of it, so the service reads the table behind it. */
  readonly view: (name: SourceName) => string;
  /** Text of `newest`; the view with the conditions when absent. */
  readonly newest?: (name: CellView, where: string) => string;
}

/**
 * Prints a fragment with its values as parameters p0, p1, …; equal values share one.
 */
export function print(fragment: Sql, sources: Sources = READABLE): Printed {
  const params: Record<string, ParamValue> = {};
  const names = new Map<string, string>();
  const bind = (bound: Bound): string => {
    const key = `${bound.type} ${JSON.stringify(bound.value)}`;
    const known = names.get(key);
    const name = known ?? `p${names.size}`;
    names.set(key, name);
    params[name] = bound.value;
    return `{${name}:${bound.type}}`;
  };
  return { sql: walk(fragment, bind, sources), params };
}

/** The statement with its values written in, for people to read and copy; never sent to the engine. */
export function printReadable(fragment: Sql): string {
  const write = ({ type, value }: Bound): string => (type === "DateTime('UTC')" ? timeLiteral(Number(value)) : literal(value));
  return walk(fragment, write, READABLE);
}

/** The table of the text has no view of its own: `interactions` has its columns. */
function readableSource(name: SourceName): string {
  return READABLE_NAMES[name] ?? name;
}

const READABLE_NAMES: Partial<Readonly<Record<SourceName, string>>> = {
  interaction_text: 'interactions',
  any_interaction_text: 'interactions',
  any_interactions: 'interaction_metrics',
  any_scores: 'scores',
};

const READABLE: Sources = { view: readableSource };

function walk(part: Part, bind: (bound: Bound) => string, sources: Sources): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'param':
      return bind(part);
    case 'view':
      return sources.view(part.name);
    case 'newest': {
      const where = walk(part.where, bind, sources);
      return sources.newest?.(part.name, where) ?? `${sources.view(part.name)} WHERE ${where}`;
    }
    case 'sql':
      return part.parts.map((inner) => walk(inner, bind, sources)).join('');
  }
}

/** '2026-11-25 06:00:00', which a column in UTC is compared with as it stands. */
function timeLiteral(seconds: number): string {
  return `'${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')}'`;
}

function literal(value: ParamValue): string {
  if (Array.isArray(value)) return `[${value.map((item: string | number) => literal(item)).join(', ')}]`;
  if (typeof value === 'number') return String(value);
  return `'${String(value).replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`;
}
