import { isAlphanumeric, isDigit, isEscapeLetter, isLetter, runEnd } from './chars';
import type { Detector } from './detector';

const AT = 64;
const DOT = 46;
const DASH = 45;
const APOSTROPHE = 39;
/** . _ + - % # & ~ * $ ^: of what RFC 5322 allows before the @, all that does not also enclose or join words in running text. */
const LOCAL = new Set([46, 95, 43, 45, 37, 35, 38, 126, 42, 36, 94]);

/** Letters of European scripts; others stand in running text without spaces, so they count only where nothing else does. */
const isForeignLetter = (c: number): boolean => (c >= 0xc0 && c <= 0x52f) || (c >= 0x1e00 && c <= 0x1fff);
const isOtherLetter = (c: number): boolean => c >= 0x530 && !(c >= 0x2000 && c <= 0x2bff) && !(c >= 0x3000 && c <= 0x3003) && c < 0xff00;
const isLabel = (c: number): boolean => isAlphanumeric(c) || c === DASH || c >= 0xc0;
const isDomain = (c: number): boolean => isLabel(c) || c === DOT;

/** E-mail addresses, also with %40 for the @ as in addresses of pages. */
export const email: Detector = {
  triggers: [{ at: '@' }, { at: '4', before: ['%'] }],
  canonical: (match) => match.replace(/%40/g, '@').toLowerCase(),
  find(text, at, from, to) {
    const isEncoded = text.charCodeAt(at) !== AT;
    if (isEncoded && text[at + 1] !== '0') return undefined;
    const sign = isEncoded ? at - 1 : at;
    const start = localStart(text, sign, from);
    const end = start >= sign ? -1 : domainEnd(text, sign + (isEncoded ? 3 : 1), to);
    return end > sign ? { start, end } : undefined;
  },
};

function localStart(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && isLocal(text, start - 1)) start--;
  if (start === at) while (start > from && isOtherLetter(text.charCodeAt(start - 1))) start--;
  // In JSON inside other text, "\nmary@…" is a line break and mary; "%20mary" a space.
  if (start < at && isEscapeLetter(text, start)) start++;
  if (/^%[0-9a-f]{2}./i.test(text.slice(start, Math.min(at, start + 4)))) start += 3;
  while (start < at && (text.charCodeAt(start) === DOT || text.charCodeAt(start) === DASH)) start++;
  return start;
}

function isLocal(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  if (isAlphanumeric(c) || LOCAL.has(c) || isForeignLetter(c)) return true;
  return c === APOSTROPHE && isLetter(text.charCodeAt(at - 1)) && isLetter(text.charCodeAt(at + 1));
}

/** Behind the last label that can be a top level: letters, at least two. `at` when there is none. */
function domainEnd(text: string, at: number, to: number): number {
  if (text[at] === '[') return literalEnd(text, at, to);
  let end = -1;
  let labels = 0;
  for (let label = at; label < to;) {
    const labelEnd = runEnd(text, label, to, isLabel);
    if (labelEnd === label) break;
    labels++;
    if (labels > 1 && isTopLevel(text, label, labelEnd)) end = topLevelEnd(text, label, labelEnd);
    if (text.charCodeAt(labelEnd) !== DOT || labelEnd >= to) break;
    label = labelEnd + 1;
  }
  return end;
}

function isTopLevel(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start);
  const second = text.charCodeAt(start + 1);
  return end - start >= 2 && (isLetter(first) ? isLetter(second) : isBeyondAscii(first)) && !isDigit(second);
}

/** A top level is letters; what follows them without a space is other text, unless it is an encoded name. */
function topLevelEnd(text: string, start: number, end: number): number {
  if (text.slice(start, start + 4).toLowerCase() === 'xn--') return end;
  return runEnd(text, start, end, isLetter(text.charCodeAt(start)) ? isLetter : isBeyondAscii);
}

const isBeyondAscii = (c: number): boolean => c >= 0xc0;

/** user@[192.0.2.1] */
function literalEnd(text: string, at: number, to: number): number {
  const end = runEnd(text, at + 1, Math.min(to, at + 48), (c) => isDomain(c) || c === 58);
  return text[end] === ']' && end > at + 6 && end < to ? end + 1 : -1;
}
