import type { Treatment } from './triggers';

/** Makes the keyed hash of a value: hex digits, at least 20. */
export type KeyedHash = (value: string) => string;

/** Told about each value that was found, for a dry run. Never store or log `value`. */
export type OnFound = (treatment: Treatment, field: string, value: string) => void;

/** Hashes are written with the letters a to p, four bits each, so that no digits of theirs can look like a number that is looked for. */
const HASH_LETTERS = 20;

/**
 * What stands where a value was: nothing, [email], or [email:abcdefghijklmnopabcd].
 * @param canonical the same for all ways to write the value
 */
export function placeholder({ label, action }: Treatment, canonical: string, hash: KeyedHash): string {
  if (action === 'drop') return '';
  return action === 'mask' ? `[${label}]` : `[${label}:${letters(hash(canonical))}]`;
}

function letters(hex: string): string {
  return hex.slice(0, HASH_LETTERS).replace(/[0-9a-f]/g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
}

const PLACEHOLDER = /\[[a-z][a-z0-9_-]{0,39}(?::[a-p]{20})?\]/g;

/** Where masking left something; what lies wholly inside is not looked at again. */
export function placeholdersIn(text: string): readonly { readonly start: number; readonly end: number }[] {
  if (!text.includes('[')) return [];
  return [...text.matchAll(PLACEHOLDER)].map(({ 0: found, index }) => ({ start: index, end: index + found.length }));
}

export function isPlaceholder(text: string): boolean {
  const [first] = text.startsWith('[') ? placeholdersIn(text) : [];
  return first?.start === 0 && first.end === text.length;
}
