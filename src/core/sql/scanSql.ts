/** Parts of a SQL text: what is code and what is quoted or commented out. */
export interface SqlPart {
  readonly kind: 'code' | 'quoted' | 'comment';
  readonly text: string;
}

/**
 * String literals with doubled quotes or backslashes, quoted identifiers, `--` and `#!` line comments, nested-free block
 * comments, and heredocs, as ClickHouse's lexer reads them.
 */
const TOKEN =
  /'(?:[^'\\]|\\[\s\S]|'')*'?|"(?:[^"\\]|\\[\s\S]|"")*"?|`(?:[^`\\]|\\[\s\S]|``)*`?|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|#!?[ ][^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

export function scanSql(text: string): SqlPart[] {
  const parts: SqlPart[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > at) parts.push({ kind: 'code', text: text.slice(at, match.index) });
    parts.push({ kind: /^(--|#|\/\*)/.test(match[0]) ? 'comment' : 'quoted', text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ kind: 'code', text: text.slice(at) });
  return parts;
}
