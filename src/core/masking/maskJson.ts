import type { Treatment } from './triggers';
import { isDigit } from './detectors/chars';
import { maskName, maskRange } from './maskPlain';
import type { MaskingContext } from './maskText';
import { isPlaceholder, placeholder } from './placeholder';

export interface MaskedJson {
  /** The same text when nothing was found. Only what was found is written anew: numbers, order and spaces stay as they were. */
  readonly text: string;
  /** False when something stands between the strings that no JSON has. */
  readonly isJson: boolean;
}

/**
 * Masks the strings, numbers and members of a text that begins like JSON. It reads tokens and not the whole structure, so
 * a text that was cut in the middle is masked as well.
 * @param maskInner masks the content of a string, which may be JSON again
 */
export function maskJson(text: string, context: MaskingContext, maskInner: (text: string) => string): MaskedJson {
  const edits = new Edits(text);
  const strings = new StringReader(text);
  let isJson = true;
  for (let at = 0; at < text.length;) {
    const open = strings.nextQuote(at);
    isJson = maskBetween(text, at, open, context, edits) && isJson;
    if (open >= text.length) break;
    const end = strings.end(open + 1);
    const next = skipSpace(text, end.at + 1);
    const name = text[next] === ':' ? contentOf(text, open + 1, end) : undefined;
    const treatment = name === undefined ? undefined : context.rules.ofKey?.(name);
    maskString(text, open + 1, end, { context, edits, maskInner, isName: name !== undefined });
    at = end.at + 1;
    if (treatment === undefined) continue;
    const value = { start: skipSpace(text, next + 1), end: 0 };
    value.end = valueEnd(text, value.start, strings);
    if (treatment !== 'keep') replaceValue(text, value, treatment, context, edits);
    at = value.end;
  }
  return { text: edits.result(), isJson };
}

/** Replacements in the order of the text. */
class Edits {
  private out = '';
  private done = 0;
  constructor(private readonly text: string) {}
  replace(start: number, end: number, by: string): void {
    this.out += this.text.slice(this.done, start) + by;
    this.done = end;
  }
  result(): string {
    return this.done === 0 ? this.text : this.out + this.text.slice(this.done);
  }
}

interface StringEnd {
  /** Where the closing quote stands; the length of the text when it is missing. */
  readonly at: number;
  readonly hasEscapes: boolean;
}

/** Finds the ends of strings; the next backslash is looked for once and not again for each string. */
class StringReader {
  private backslash = -1;
  constructor(private readonly text: string) {}
  nextQuote(at: number): number {
    const found = this.text.indexOf('"', at);
    return found < 0 ? this.text.length : found;
  }
  end(start: number): StringEnd {
    const { text } = this;
    let hasEscapes = false;
    let quote = this.nextQuote(start);
    for (;;) {
      if (this.backslash < start) this.backslash = text.indexOf('\\', start);
      if (this.backslash < 0) this.backslash = text.length;
      if (this.backslash >= quote) return { at: quote, hasEscapes };
      hasEscapes = true;
      start = this.backslash + 2;
      if (quote < start) quote = this.nextQuote(start);
    }
  }
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (text.charCodeAt(next) <= 32) next++;
  return next;
}

interface StringWork {
  readonly context: MaskingContext;
  readonly edits: Edits;
  readonly maskInner: (text: string) => string;
  readonly isName: boolean;
}

function maskString(text: string, start: number, end: StringEnd, { context, edits, maskInner, isName }: StringWork): void {
  const first = text[start];
  if (!isName && !end.hasEscapes && first !== '{' && first !== '[') {
    const masked = maskRange(text, start, end.at, context);
    if (masked !== undefined) edits.replace(start, end.at, quoted(masked));
    return;
  }
  const content = contentOf(text, start, end);
  const masked = isName ? maskName(content, context) : maskInner(content);
  if (masked !== content) edits.replace(start, end.at, quoted(masked));
}

/** The text between the quotes as JSON has it. */
const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);

function contentOf(text: string, start: number, { at, hasEscapes }: StringEnd): string {
  const raw = text.slice(start, at);
  if (!hasEscapes) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    // Cut in an escape, or with line breaks in it as they are: the escapes that can be read are.
    return raw.replace(/\\(?:u([0-9a-f]{4})|(.))/gis, (whole, hex: string | undefined, char: string | undefined) =>
      hex === undefined ? (SHORT_ESCAPES[char ?? ''] ?? char ?? whole) : String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', u: '\\u' };

/** By ASCII code: 1 for the characters given. */
function charTable(chars: string): Uint8Array {
  return new Uint8Array(128).map((_, code) => (chars.includes(String.fromCharCode(code)) ? 1 : 0));
}

/** White space, brackets, comma, colon, and the letters of true, false and null. */
const JSON_CHARACTERS = charTable(' \t\r\n{}[],:-0123456789aeflnrstu');
/** Shorter numbers are none that are looked for without words around them. */
const SHORTEST_NUMBER = 7;

/** What stands between two strings: numbers are looked at as a whole, and become strings when they are masked. */
function maskBetween(text: string, from: number, to: number, context: MaskingContext, edits: Edits): boolean {
  let isJson = true;
  const shortest = context.rules.patterns.length === 0 ? SHORTEST_NUMBER : 1;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (JSON_CHARACTERS[code] !== 1) isJson = false;
    if (!isDigit(code)) continue;
    const end = numberEnd(text, at, to);
    const masked = end - at < shortest ? undefined : maskNumber(text.slice(at, end), context);
    if (masked !== undefined) edits.replace(text[at - 1] === '-' ? at - 1 : at, end, masked);
    if (!endsValue(text, end)) isJson = false;
    at = end - 1;
  }
  return isJson;
}

/** Behind a number of JSON comes a comma, a closing bracket or nothing; behind one of other text comes anything. */
function endsValue(text: string, end: number): boolean {
  const next = text[skipSpace(text, end)];
  return next === undefined || next === ',' || next === ']' || next === '}';
}

function numberEnd(text: string, at: number, to: number): number {
  let end = at;
  while (end < to && NUMBER_CHARACTERS[text.charCodeAt(end)] === 1) end++;
  return end;
}

const NUMBER_CHARACTERS = charTable('+-.0123456789Ee');

/** @returns JSON that takes the place of the number */
function maskNumber(number: string, context: MaskingContext): string | undefined {
  const whole = number.replace(/\.0+$/, '');
  const masked = maskRange(whole, 0, whole.length, context);
  return masked === undefined ? undefined : masked === '' ? 'null' : JSON.stringify(masked);
}

/** Behind the value that begins at `start`: a string, or everything up to the comma or bracket that ends it. */
function valueEnd(text: string, start: number, strings: StringReader): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      at = strings.end(at + 1).at;
      if (depth === 0) return Math.min(at + 1, text.length);
    } else if (char === '{' || char === '[') {
      depth++;
    } else if (char === '}' || char === ']' || char === ',') {
      if (depth === 0) return at;
      if (char !== ',' && --depth === 0) return at + 1;
    }
  }
  return text.length;
}

interface ValueRange {
  readonly start: number;
  readonly end: number;
}

function replaceValue(text: string, { start, end }: ValueRange, treatment: Treatment, context: MaskingContext, edits: Edits): void {
  const raw = text.slice(start, end).trimEnd();
  const value = raw.startsWith('"')
    ? contentOf(raw, 1, { at: raw.length - (raw.endsWith('"') && raw.length > 1 ? 1 : 0), hasEscapes: true })
    : raw;
  if (value === '' || value === 'null' || isPlaceholder(value)) return;
  context.onFound?.(treatment, context.field, value);
  const masked = placeholder(treatment, value, context.hash);
  edits.replace(start, start + raw.length, masked === '' ? 'null' : JSON.stringify(masked));
}
