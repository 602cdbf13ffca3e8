/** Masks what is found in a text: plain, JSON, or JSON inside strings of JSON. */
import type { ServiceRules } from './compileRules';
import { maskJson } from './maskJson';
import { maskPlain } from './maskPlain';
import type { KeyedHash, OnFound } from './placeholder';

export interface MaskingContext {
  readonly rules: ServiceRules;
  readonly hash: KeyedHash;
  readonly onFound?: OnFound | undefined;
  /** Name of the attribute or column, for `onFound`. */
  readonly field: string;
}

/** What was left out can bring together what then looks like another find; more rounds than this no honest text needs. */
const MOST_ROUNDS = 5;
/** In the place of a text that does not come to rest. */
const RESTLESS = '[masked]';

/**
 * @returns the same text when nothing was found; masking the result again changes nothing
 */
export function maskText(text: string, context: MaskingContext): string {
  let current = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = maskOnce(current, context);
    if (next === current) return current;
    current = next;
  }
  return RESTLESS;
}

/** @param depth of strings in strings; each level of JSON doubles its escapes, so honest text does not go deep */
function maskOnce(text: string, context: MaskingContext, depth = 0): string {
  if (!isJsonLike(text)) return maskPlain(text, context);
  const { text: masked, isJson } = maskJson(text, context, (inner) =>
    depth < MOST_DEPTH ? maskOnce(inner, context, depth + 1) : maskPlain(inner, context),
  );
  // Only begins like JSON: what stands between its quotes was read as strings, and now all of it is read as text.
  return isJson ? masked : maskPlain(masked, context);
}

const MOST_DEPTH = 16;

function isJsonLike(text: string): boolean {
  let at = 0;
  while (text.charCodeAt(at) <= 32) at++;
  const first = text[at];
  return first === '{' || first === '[' || first === '"';
}
