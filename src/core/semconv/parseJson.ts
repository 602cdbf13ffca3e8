import { quoteLongIntegers } from '../otlp/quoteLongIntegers';
import { MAX_DEPTH } from '../otlp/types';

export interface ParsedJson {
  readonly value: unknown;
  /** True when the text ended too early, as after an SDK's limit on attribute length; what was there has been kept. */
  readonly cut: boolean;
}

/**
 * JSON text as data; undefined when it is no JSON object or list, or nested more than 64 deep. Whole numbers that a double would round come as text.
 * Text that was cut in the middle is closed where it ends.
 */
export function parseJson(text: string): ParsedJson | undefined {
  const first = firstCharacter(text);
  if (first !== '{' && first !== '[') return undefined;
  const exact = quoteLongIntegers(text);
  const whole = tryParse(exact);
  if (whole !== undefined) return { value: whole, cut: false };
  const closed = closeJson(exact);
  const mended = closed === undefined ? undefined : tryParse(closed);
  return mended === undefined ? undefined : { value: mended, cut: true };
}

function firstCharacter(text: string): string {
  return /[^\s\ufeff]/.exec(text.length > 64 ? text.slice(0, 64) : text)?.[0] ?? '';
}

function tryParse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isDeeper(value, MAX_DEPTH) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Readers recurse without care, and a few kilobytes of brackets would end their stack. Such a text stays a text. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const item of Array.isArray(value) ? value : Object.values(value)) if (isDeeper(item, levels - 1)) return true;
  return false;
}

/** Closes open strings, lists and objects at the end of a cut text; undefined when nothing is open. */
function closeJson(text: string): string | undefined {
  const open: string[] = [];
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') open.push('}');
    else if (character === '[') open.push(']');
    else if (character === '}' || character === ']') open.pop();
  }
  if (open.length === 0) return undefined;
  const closing = open.reverse().join('');
  // A string may end inside an escape such as \u12; one that began as a key has no value yet.
  const body = inString
    ? `${text.replace(/\\(u[0-9a-fA-F]{0,3})?$/, '')}"`
    : text.replace(/[,:]\s*$/, '').replace(/[,:[{]?\s*-?(\d+[.eE+-]*|[a-z]+)$/, '');
  const candidates = [body, `${body}:null`, body.replace(/,?\s*"(?:[^"\\]|\\.){0,200}"$/, '')].map((start) => start + closing);
  return candidates.find((candidate) => tryParse(candidate) !== undefined);
}
