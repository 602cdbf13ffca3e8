import { RE2JS } from 're2js';

/** Finds the first place where one of some phrases or patterns stands. */
export type FindPhrase = (text: string) => { readonly start: number; readonly end: number } | undefined;

/** Characters that a pattern is looked for in: RE2 takes linear time, and long. */
const MOST_PATTERN_TEXT = 20_000;

/**
 * @param phrases plain words, letter case, white space and the form of quotation marks aside, at word borders
 * @param patterns in the syntax of RE2, letter case aside
 * @throws Error that names a pattern that is no regular expression
 */
export function compilePhrases(phrases: readonly string[], patterns: readonly string[]): FindPhrase {
  const words = phrases.map((phrase) => phrase.trim()).filter((phrase) => phrase !== '');
  const plain =
    words.length === 0 ? undefined : new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.map(loosely).join('|')})(?![\\p{L}\\p{N}])`, 'iu');
  const compiled = patterns.map(compile);
  return (text) => {
    const found = plain?.exec(text);
    if (found) return { start: found.index, end: found.index + found[0].length };
    const start = text.slice(0, MOST_PATTERN_TEXT);
    for (const pattern of compiled) {
      const matcher = pattern.matcher(start);
      if (matcher.find()) return { start: matcher.start(), end: matcher.end() };
    }
    return undefined;
  };
}

const APOSTROPHES = "['’‘`]";
const QUOTES = '["“”„«»]';

function loosely(phrase: string): string {
  return phrase
    .split(/\s+/)
    .map((word) =>
      [...word]
        .map((char) => (/['’‘`]/.test(char) ? APOSTROPHES : /["“”„«»]/.test(char) ? QUOTES : char.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&')))
        .join(''),
    )
    .join('\\s{1,8}');
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
  } catch (cause) {
    throw new Error(
      `"${pattern}" is no regular expression in the syntax of RE2: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
