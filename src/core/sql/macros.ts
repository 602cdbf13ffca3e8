import { QueryError } from '../query/queryError';
import { scanSql } from './scanSql';

export interface MacroContext {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly from: number;
  readonly to: number;
  readonly intervalMs: number;
  /** IANA zone, already checked: it is written into the text. */
  readonly timezone: string;
}

type Macro = (argument: string, context: MacroContext) => string;

/** What an operator may write; docs/contracts/query.md lists them in this order. */
const MACROS: Readonly<Record<string, Macro>> = {
  timeFilter: (column, { from, to }) => `(${needColumn('timeFilter', column)} >= ${time(from)} AND ${column} < ${time(to)})`,
  fromTime: (_argument, { from }) => time(from),
  toTime: (_argument, { to }) => time(to),
  timeInterval: (column, { intervalMs, timezone }) => startOf(needColumn('timeInterval', column), intervalMs, timezone),
  interval: (_argument, { intervalMs }) => `${seconds(intervalMs)} SECOND`,
  interval_s: (_argument, { intervalMs }) => String(seconds(intervalMs)),
  interval_ms: (_argument, { intervalMs }) => String(seconds(intervalMs) * 1000),
  in: (argument) => membership(argument),
};

/** Names without the `$__`. */
export const MACRO_NAMES: readonly string[] = Object.keys(MACROS);

/**
 * Fills in `$__timeFilter(column)` and the like outside of literals and comments, and takes semicolons at the end away.
 * @throws QueryError for a macro that does not exist or lacks its column
 */
export function expandMacros(rawSql: string, context: MacroContext): string {
  const text = rawSql.replace(/[\s;]+$/, '');
  const isCode = codeMask(text);
  let result = '';
  let at = 0;
  for (const { index, 0: found, 1: name = '' } of text.matchAll(/\$__(\w+)/g)) {
    if (index < at || isCode[index] !== true) continue;
    const end = index + found.length;
    const close = text[end] === '(' ? closingAt(text, end, isCode) : end;
    result += text.slice(at, index) + macroOf(name)(text.slice(end + 1, close - 1).trim(), context);
    at = close;
  }
  return result + text.slice(at);
}

function codeMask(text: string): boolean[] {
  return scanSql(text).flatMap((part) => Array.from({ length: part.text.length }, () => part.kind === 'code'));
}

/** Place after the bracket that closes the one at `open`; the end of the text when none does, for the engine to complain. */
function closingAt(text: string, open: number, isCode: readonly boolean[]): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (isCode[i] !== true) continue;
    if (text[i] === '(') depth++;
    if (text[i] === ')' && --depth === 0) return i + 1;
  }
  throw new QueryError('The bracket of a macro is not closed.');
}

function macroOf(name: string): Macro {
  const macro = Object.hasOwn(MACROS, name) ? MACROS[name] : undefined;
  if (macro !== undefined) return macro;
  const known = Object.keys(MACROS).map((key) => `$__${key}`);
  throw new QueryError(`There is no macro $__${name}. There are: ${known.join(', ')}.`);
}

function needColumn(macro: string, column: string): string {
  if (column === '') throw new QueryError(`$__${macro} needs a column: $__${macro}(time).`);
  return column;
}

/**
 * `$__in(topic, $topic)`: a list of values, or no restriction where the variable is at "All", which Grafana writes as
 * `$__all`, or is empty.
 */
function membership(argument: string): string {
  const comma = argument.indexOf(',');
  const [column, list] = [argument.slice(0, comma).trim(), argument.slice(comma + 1).trim()];
  if (comma < 0 || column === '') throw new QueryError('$__in needs a column and a list of values: $__in(topic, $topic).');
  return list === '' || /^['"]?\$__all['"]?$/.test(list) ? '1' : `${column} IN (${list})`;
}

/** Compared with DateTime and DateTime64 columns alike. */
function time(ms: number): string {
  return `fromUnixTimestamp64Milli(${Math.round(ms)}, 'UTC')`;
}

function seconds(intervalMs: number): number {
  return Math.max(1, Math.round(intervalMs / 1000));
}

/** Start of the interval by the viewer's clock, as a UTC time; whole days begin at the viewer's midnight. */
function startOf(column: string, intervalMs: number, timezone: string): string {
  const [size, unit] = unitOf(seconds(intervalMs));
  const start = `toStartOfInterval(${column}, INTERVAL ${size} ${unit}, '${timezone}')`;
  // An interval of days gives a Date, which has to be read back in the same zone.
  return `toTimeZone(${unit === 'DAY' ? `toDateTime(${start}, '${timezone}')` : start}, 'UTC')`;
}

function unitOf(total: number): readonly [size: number, unit: string] {
  if (total % 86_400 === 0) return [total / 86_400, 'DAY'];
  if (total % 3_600 === 0) return [total / 3_600, 'HOUR'];
  return total % 60 === 0 ? [total / 60, 'MINUTE'] : [total, 'SECOND'];
}
