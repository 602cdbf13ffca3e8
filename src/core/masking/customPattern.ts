import { RE2JS } from 're2js';
import type { Found } from './detectors/detector';

/**
 * Finds what a regular expression of the configuration matches, left to right, without overlaps and without empty matches.
 * `undefined` for a text on which it would take too long.
 */
export type CustomPattern = (text: string) => readonly Found[] | undefined;

/**
 * Each search takes time linear in what it looks at, but looking for all matches may look at everything once for each of
 * them. So a text is searched in windows, and the sum of what could be looked at is bounded.
 */
const WINDOW = 2_048;
/** A match that begins in a window is seen whole when it is not longer than this. */
export const LONGEST_MATCH = 1_024;
/** Characters; three seconds at the slowest measured. A match every hundred characters in a megabyte stays below it. */
const BUDGET = 24 * 1024 ** 2;

/** @throws Error that says what is wrong with the pattern */
export function compilePattern(pattern: string): CustomPattern {
  const expression = compile(pattern);
  if (expression.test('')) throw new Error('it matches the empty text, which is found everywhere');
  return (text) => {
    // The test runs on an automaton, some hundred times faster than a search for the place.
    if (!expression.test(text)) return NOTHING;
    const found: Found[] = [];
    let left = BUDGET;
    let from = 0;
    while (from < text.length) {
      const window = text.slice(from, from + WINDOW);
      const isLast = from + WINDOW >= text.length;
      const stepEnd = isLast ? window.length : WINDOW - LONGEST_MATCH;
      const next = searchWindow(expression, window, stepEnd, from, found);
      left -= next.looked;
      if (left < 0) return undefined;
      from += isLast ? WINDOW : Math.max(stepEnd, next.end);
    }
    return found;
  };
}

const NOTHING: readonly Found[] = [];

/** Matches that begin before `stepEnd`. A window after the first one begins inside the text: ^ and \b see it as a beginning. */
function searchWindow(
  expression: RE2JS,
  window: string,
  stepEnd: number,
  offset: number,
  found: Found[],
): { readonly end: number; readonly looked: number } {
  let end = 0;
  let looked = window.length;
  if (!expression.test(window)) return { end, looked };
  const matcher = expression.matcher(window);
  while (matcher.find()) {
    looked += window.length - end;
    const start = matcher.start();
    if (start >= stepEnd) break;
    end = matcher.end();
    if (end > start) found.push({ start: offset + start, end: offset + end });
  }
  return { end, looked };
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (cause) {
    throw new Error(`it is no regular expression in the syntax of RE2: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
