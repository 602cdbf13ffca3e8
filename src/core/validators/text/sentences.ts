/** Where the sentences of a text lie. Lines are sentences too, as lists have no full stops; code blocks hold none. */

export interface Sentence {
  readonly text: string;
  /** Index of its first character in the whole text. */
  readonly start: number;
}

/** After these a full stop ends no sentence; single letters (initials, "e.g.") do not either. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  'mr mrs ms dr prof st vs etc no nos fig eq approx inc ltd co corp jr sr dept est vol pp jan feb mar apr jun jul aug sep sept oct nov dec'.split(
    ' ',
  ),
);

const FENCE = '```';

export function sentencesOf(text: string): Sentence[] {
  const found: Sentence[] = [];
  let isCode = false;
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const isFence = text
      .slice(start, Math.min(end, start + 16))
      .trimStart()
      .startsWith(FENCE);
    if (isFence) isCode = !isCode;
    else if (!isCode) addSentences(text, start, end, found);
    start = end + 1;
  }
  return found;
}

function addSentences(text: string, from: number, to: number, found: Sentence[]): void {
  let start = from;
  for (let at = from; at < to; at++) {
    const c = text.charCodeAt(at);
    if (!isEnd(c) || !isBlankOrEnd(text, at + 1, to)) continue;
    if (c === DOT && isAbbreviation(text, at, start)) continue;
    push(text, start, at + 1, found);
    start = at + 1;
  }
  push(text, start, to, found);
}

const DOT = 46;
/** . ! ? and their forms in Chinese and Japanese. */
const isEnd = (c: number): boolean => c === DOT || c === 33 || c === 63 || c === 0x3002 || c === 0xff01 || c === 0xff1f;

function isBlankOrEnd(text: string, at: number, to: number): boolean {
  // Chinese and Japanese put no blank behind a full stop.
  return at >= to || text.charCodeAt(at - 1) > 127 || /[\s"')\]”’*_]/.test(text.charAt(at));
}

/** Longest word that is looked at before a full stop. */
const MOST = 8;

function isAbbreviation(text: string, dot: number, start: number): boolean {
  let at = dot;
  while (at > start && dot - at <= MOST && /\p{L}/u.test(text.charAt(at - 1))) at--;
  const word = text.slice(at, dot).toLowerCase();
  return (word.length === 1 && word !== 'i') || ABBREVIATIONS.has(word);
}

function push(text: string, start: number, end: number, found: Sentence[]): void {
  const part = text.slice(start, end);
  const trimmed = part.trim();
  if (trimmed !== '') found.push({ text: trimmed, start: start + part.indexOf(trimmed.charAt(0)) });
}
