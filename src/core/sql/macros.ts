import { QueryError } from './compileFilter';
import { scanSql } from './scanSql';

export interface MacroContext {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly from: number;
  readonly to: number;
  readonly intervalMs: number;
}

/** What an operator may write; documented in docs/contracts/query.md in this order. */
const MACROS: Readonly<Record<string, (argument: string, context: MacroContext) => string>> = {
  timeFilter: (column, { from, to }) => `(${needColumn('timeFilter', column)} >= ${time(from)} AND ${column} < ${time(to)})`,
  fromTime: (_argument, { from }) => time(from),
  toTime: (_argument, { to }) => time(to),
  timeInterval: (column, { intervalMs }) =>
    `toStartOfInterval(${needColumn('timeInterval', column)}, INTERVAL ${seconds(intervalMs)} SECOND)`,
  interval_s: (_argument, { intervalMs }) => String(seconds(intervalMs)),
  interval: (_argument, { intervalMs }) => `${seconds(intervalMs)} SECOND`,
};

/**
 * Fills in `$__timeFilter(column)` and the like outside of literals and comments, and checks that the text is one
 * statement that reads.
 * @throws QueryError that says what is wrong
 */
export function expandMacros(rawSql: string, context: MacroContext): string {
  const parts = scanSql(rawSql.replace(/[\s;]+$/, ''));
  const code = parts.map(({ kind, text }) => (kind === 'code' ? text : ' ')).join('');
  if (code.trim() === '') throw new QueryError('The SQL is empty.');
  if (code.includes(';')) throw new QueryError('Only one statement can be run. Remove the semicolon.');
  if (!/^\s*(\(\s*)*(SELECT|WITH|SHOW|DESCRIBE|DESC|EXPLAIN|EXISTS)\b/i.test(code))
    throw new QueryError('Only reading statements can be run: SELECT, WITH, SHOW, DESCRIBE, EXPLAIN, EXISTS.');
  if (/\bINTO\s+OUTFILE\b/i.test(code)) throw new QueryError('INTO OUTFILE cannot be used here.');
  if (/\bFORMAT\s+\w+\s*$/i.test(code)) throw new QueryError('Remove the FORMAT clause: the answer is always a table.');
  return parts.map(({ kind, text }) => (kind === 'code' ? expandPart(text, context) : text)).join('');
}

function expandPart(text: string, context: MacroContext): string {
  return text.replace(/\$__(\w+)(?:\(([^()]*)\))?/g, (_all, name: string, argument = '') => {
    const macro = Object.hasOwn(MACROS, name) ? MACROS[name] : undefined;
    if (macro === undefined)
      throw new QueryError(
        `There is no macro $__${name}. There are: ${Object.keys(MACROS)
          .map((known) => `$__${known}`)
          .join(', ')}.`,
      );
    return macro(argument.trim(), context);
  });
}

function needColumn(macro: string, column: string): string {
  if (column === '') throw new QueryError(`$__${macro} needs a column: $__${macro}(time).`);
  return column;
}

/** Compared with DateTime and DateTime64 columns alike. */
function time(ms: number): string {
  return `fromUnixTimestamp64Milli(${Math.round(ms)}, 'UTC')`;
}

function seconds(intervalMs: number): number {
  return Math.max(1, Math.round(intervalMs / 1000));
}
