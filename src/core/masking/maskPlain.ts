import type { ActivePattern } from './compileRules';
import { isDigit, isLetter } from './detectors/chars';
import { pairOf, type Triggers } from './triggers';
import type { MaskingContext } from './maskText';
import { placeholder, placeholdersIn } from './placeholder';

/** @returns the same text when nothing was found */
export function maskPlain(text: string, context: MaskingContext): string {
  return maskRange(text, 0, text.length, context) ?? text;
}

/**
 * Masks a part of a text as if it stood alone.
 * @returns what takes its place; undefined when nothing was found, so that no part is copied for nothing
 */
export function maskRange(text: string, from: number, to: number, context: MaskingContext): string | undefined {
  const masked = maskKnown(text, from, to, context, context.rules.inText);
  if (context.rules.patterns.length === 0) return masked;
  const before = masked ?? text.slice(from, to);
  const after = context.rules.patterns.reduce((now, pattern) => maskPattern(now, pattern, context), before);
  return after === before ? masked : after;
}

/** The name of an attribute or of a member. */
export function maskName(name: string, context: MaskingContext): string {
  const masked = maskKnown(name, 0, name.length, context, context.rules.inNames) ?? name;
  return context.rules.patterns.reduce((now, pattern) => maskPattern(now, pattern, context), masked);
}

/** One pass over the text; where two characters stand that some kind of data cannot be without, that kind is asked. */
function maskKnown(text: string, from: number, to: number, context: MaskingContext, { pairs, asked }: Triggers): string | undefined {
  let out: string | undefined;
  let done = from;
  let before = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) {
      before = 0;
      continue;
    }
    const wanted = pairs[pairOf(before, code)] ?? 0;
    before = code;
    if (wanted === 0 || (isDigit(code) && isShortNumber(text, at, to))) continue;
    for (const active of asked[wanted] ?? []) {
      const found = active.detector.find(text, at, done, to);
      if (found === undefined) continue;
      const value = text.slice(found.start, found.end);
      context.onFound?.(active, context.field, value);
      out = (out ?? '') + text.slice(done, found.start) + placeholder(active, active.detector.canonical(value), context.hash);
      done = found.end;
      at = done - 1;
      before = 0;
      break;
    }
  }
  return out === undefined ? undefined : out + text.slice(done, to);
}

/** Nothing that is looked for has fewer digits without going on behind a separator; most numbers in texts are such. */
const SHORTEST_NUMBER = 7;
const SPACE = 32;
const SLASH = 47;
const OPEN = 40;
const CLOSE = 41;

function isShortNumber(text: string, at: number, to: number): boolean {
  let end = at + 1;
  while (end < to && isDigit(text.charCodeAt(end))) end++;
  if (end - at >= SHORTEST_NUMBER || end >= to) return end - at < SHORTEST_NUMBER;
  const next = text.charCodeAt(end);
  // From ( to / in ASCII: brackets, + , - . / and *.
  const goesOn = next === SPACE || (next >= OPEN && next <= SLASH) || next > 127;
  if (!goesOn) return !isLetterBefore(text, at) && !isLetter(next);
  const second = text.charCodeAt(end + 1);
  return (
    !(isDigit(second) || (second >= OPEN && second <= SLASH) || second === SPACE || second > 127) &&
    next !== CLOSE &&
    !isLetterBefore(text, at)
  );
}

/** An IBAN has letters before and among its digits. */
const isLetterBefore = (text: string, at: number): boolean => isLetter(text.charCodeAt(at - 1));

function maskPattern(text: string, pattern: ActivePattern, { hash, onFound, field }: MaskingContext): string {
  const matches = pattern.find(text);
  if (matches === undefined) {
    onFound?.(pattern, field, text);
    return placeholder({ ...pattern, action: 'mask' }, text, hash);
  }
  if (matches.length === 0) return text;
  const known = placeholdersIn(text);
  let out = '';
  let done = 0;
  for (const { start, end } of matches) {
    if (known.some((inside) => start >= inside.start && end <= inside.end)) continue;
    const value = text.slice(start, end);
    onFound?.(pattern, field, value);
    out += text.slice(done, start) + placeholder(pattern, value, hash);
    done = end;
  }
  return done === 0 ? text : out + text.slice(done);
}
