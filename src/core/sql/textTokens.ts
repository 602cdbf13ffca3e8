/** Words beyond these narrow nothing any more. */
const MAX_TOKENS = 10;

/**
 * The words of a search as the text index cuts them (splitByNonAlpha): at every ASCII character that is neither letter nor
 * digit, and in lower case as ClickHouse's `lower` makes it, which knows ASCII alone.
 */
export function textTokens(search: string): readonly string[] {
  const lower = search.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return [...new Set(lower.split(/[\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f]+/).filter((token) => token !== ''))].slice(
    0,
    MAX_TOKENS,
  );
}
