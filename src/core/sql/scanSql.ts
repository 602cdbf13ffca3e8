import { QueryError } from '../query/queryError';

/** A stretch of SQL text, as ClickHouse's lexer takes it apart. */
export interface SqlPart {
  /** `name` is an identifier in quotes, `text` a string literal. */
  readonly kind: 'code' | 'text' | 'name' | 'comment';
  readonly text: string;
}

/** Literals and identifiers end at their quote unless it is doubled or escaped; comments are not nested. */
const TOKEN = /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*"|`(?:[^`\\]|\\[^]|``)*`|--[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\//g;

const KINDS: Readonly<Record<string, SqlPart['kind']>> = { "'": 'text', '"': 'name', '`': 'name', '-': 'comment', '/': 'comment' };

/**
 * Takes SQL apart so that checks look at code alone. An unclosed quote or comment comes out as code, quote and all.
 */
export function scanSql(text: string): SqlPart[] {
  const parts: SqlPart[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > at) parts.push({ kind: 'code', text: text.slice(at, match.index) });
    parts.push({ kind: KINDS[match[0].charAt(0)] ?? 'code', text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ kind: 'code', text: text.slice(at) });
  return parts;
}

/**
 * Code for checks: each comment a space, each literal '', each quoted identifier `_`.
 * @throws QueryError for what could be read in two ways: an open quote, `$` and `#`, which start other quotes and
 *   comments, and typographic quotes, which ClickHouse takes for quotes too. A check that reads such text otherwise than
 *   the engine could be talked past.
 */
export function codeOf(text: string): string {
  if (text.includes('\0')) throw new QueryError('The SQL holds a NUL character.');
  const code = scanSql(text)
    .map((part) => ({ code: part.text, text: "''", name: '`_`', comment: ' ' })[part.kind])
    .join('');
  const odd = /[^\t\n\r\f\v\x20-\x7e]|[$#]/.exec(code);
  if (odd !== null) throw new QueryError(`The character ${odd[0]} can only be used inside quotes.`);
  if (/"|'(?!')(?<!'')|`(?!_`)(?<!`_`)|\/\*/.test(code)) throw new QueryError('A quote or a comment is not closed.');
  return code;
}
