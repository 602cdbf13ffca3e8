/** Where variables and macros of Grafana stand in SQL; the formatter would take them apart. */
const PLACES = [String.raw`\$\{[^}]*\}`, String.raw`\$__\w+`, String.raw`\$\w+`, String.raw`\[\[\w+\]\]`].map((regex) => ({ regex }));

/** SQL in order. The formatter is large and is loaded when somebody first asks for it. @throws Error that says where the SQL cannot be read */
export async function formatSql(text: string): Promise<string> {
  const { formatDialect, clickhouse } = await import('sql-formatter');
  const formatted = formatDialect(text, {
    dialect: clickhouse,
    keywordCase: 'upper',
    paramTypes: { custom: PLACES },
    linesBetweenQueries: 1,
  });
  // A macro is called without a space, like a function.
  return formatted.replace(/(\$__\w+) \(/g, '$1(');
}
