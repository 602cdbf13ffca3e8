/** Texts up to so many bytes are remembered: names of attributes, models, services. Longer ones seldom come twice. */
export const LONGEST_KNOWN = 48;

/** A power of two. Each text has one place, from which the next one that belongs there drives it out. */
const PLACES = 4096;

const known: (string | undefined)[] = Array.from({ length: PLACES });

/**
 * The text of bytes as the very string that was given out the last time: no copy is made, and its hash is there already
 * when it is looked up. Only texts of ASCII are remembered, as others could be written in different bytes.
 * @param make called for a text that is not known
 */
export function knownText(bytes: Uint8Array, start: number, end: number, make: (start: number, end: number) => string): string {
  const place = placeOf(bytes, start, end);
  const found = known[place];
  if (found !== undefined && isText(found, bytes, start, end)) return found;
  const made = make(start, end);
  if (isAscii(bytes, start, end)) known[place] = made;
  return made;
}

/** Names differ at their ends, so the last eight bytes count and before them one of four. Mixed as in FNV-1a. */
function placeOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  const tail = Math.max(start, end - 8);
  for (let i = start; i < tail; i += 4) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  for (let i = tail; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}

function isText(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let seen = 0;
  for (let i = start; i < end; i++) seen |= bytes[i] ?? 0;
  return seen < 0x80;
}
