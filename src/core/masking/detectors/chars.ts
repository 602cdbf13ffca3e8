/** Questions about single UTF-16 units; beyond the end of a text charCodeAt is NaN and every answer is no. */

export const isDigit = (c: number): boolean => c >= 48 && c <= 57;
export const isUpper = (c: number): boolean => c >= 65 && c <= 90;
export const isLower = (c: number): boolean => c >= 97 && c <= 122;
export const isLetter = (c: number): boolean => isUpper(c) || isLower(c);
export const isAlphanumeric = (c: number): boolean => isDigit(c) || isLetter(c);
export const isHex = (c: number): boolean => isDigit(c) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70);

const BACKSLASH = 92;
const UNDERSCORE = 95;
/** n t r b f v: what may follow a backslash that stands for white space. */
const ESCAPES = new Set([110, 116, 114, 98, 102, 118]);

/** True when the letter at `at` is the second half of an escape such as \n in JSON that stands inside other text. */
export function isEscapeLetter(text: string, at: number): boolean {
  return ESCAPES.has(text.charCodeAt(at)) && text.charCodeAt(at - 1) === BACKSLASH;
}

/** True when no word reaches from before `at` into it. */
export function startsWord(text: string, at: number, from: number): boolean {
  if (at <= from) return at === 0 || !isWord(text.charCodeAt(at - 1));
  return !isWord(text.charCodeAt(at - 1)) || isEscapeLetter(text, at - 1);
}

/** True when no word reaches from `end` on. */
export function endsWord(text: string, end: number, to: number): boolean {
  return end >= to || !isWord(text.charCodeAt(end));
}

/** ASCII only: a number between Chinese characters stands alone. */
function isWord(c: number): boolean {
  return isAlphanumeric(c) || c === UNDERSCORE;
}

const DOT = 46;
const DASH = 45;

/** True when a number begins at `at`: not the fraction of another one, nor a later group of a UUID or of a longer number. */
export function startsNumber(text: string, at: number, from: number): boolean {
  if (!startsWord(text, at, from)) return false;
  const before = text.charCodeAt(at - 1);
  if (before === DOT) return !isDigit(text.charCodeAt(at - 2));
  return before !== DASH || !(isDigit(text.charCodeAt(at - 2)) || isUuidGroup(text, at - 2));
}

/** True when a number ends at `end`: no digits of a fraction or of a further group follow. */
export function endsNumber(text: string, end: number, to: number): boolean {
  if (!endsWord(text, end, to)) return false;
  const next = text.charCodeAt(end);
  return end + 1 >= to || (next !== DOT && next !== DASH) || !isDigit(text.charCodeAt(end + 1));
}

function isUuidGroup(text: string, last: number): boolean {
  for (let i = 0; i < 4; i++) if (!isHex(text.charCodeAt(last - i))) return false;
  return text.charCodeAt(last - 4) === DASH;
}

/** End of the run of characters that fit, from `at` on. */
export function runEnd(text: string, at: number, to: number, fits: (c: number) => boolean): number {
  let end = at;
  while (end < to && fits(text.charCodeAt(end))) end++;
  return end;
}
