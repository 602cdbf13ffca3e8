/**
 * MurmurHash3, x86, 128 bits, over the UTF-8 form of a text: 32 lower-case hex digits, the same on every machine.
 * Made for identity (ids of scores, epochs, versions of documents), where an accidental clash must not happen; it does
 * not withstand somebody who looks for a clash. Algorithm: Austin Appleby, public domain (MurmurHash3_x86_128).
 */
export function hash(text: string): string {
  const bytes = utf8(text);
  const state: State = [0, 0, 0, 0];
  const whole = bytes.length - (bytes.length % 16);
  for (let at = 0; at < whole; at += 16) {
    for (let lane = 0; lane < 4; lane++) mixWord(state, lane, word(bytes, at + lane * 4));
  }
  mixTail(state, bytes, whole);
  return finish(state, bytes.length);
}

type State = [number, number, number, number];

/** Per lane: the two multipliers, the rotation of the word, the rotation of the lane and the constant added to it. */
const LANES = [
  { first: 0x239b961b, second: 0xab0e9789, turnWord: 15, turnLane: 19, add: 0x561ccd1b },
  { first: 0xab0e9789, second: 0x38b34ae5, turnWord: 16, turnLane: 17, add: 0x0bcaa747 },
  { first: 0x38b34ae5, second: 0xa1e38b93, turnWord: 17, turnLane: 15, add: 0x96cd1c35 },
  { first: 0xa1e38b93, second: 0x239b961b, turnWord: 18, turnLane: 13, add: 0x32ac3b17 },
] as const;

function scramble(lane: number, value: number): number {
  const { first, second, turnWord } = LANES[lane] ?? LANES[0];
  return Math.imul(rotate(Math.imul(value, first), turnWord), second);
}

function mixWord(state: State, lane: number, value: number): void {
  const { turnLane, add } = LANES[lane] ?? LANES[0];
  const mixed = rotate((state[lane] ?? 0) ^ scramble(lane, value), turnLane) + (state[(lane + 1) % 4] ?? 0);
  state[lane] = (Math.imul(mixed, 5) + add) | 0;
}

/** The last 1 to 15 bytes, filled up with zeros; a lane without a byte stays as it is. */
function mixTail(state: State, bytes: readonly number[], from: number): void {
  for (let lane = 0; lane < 4 && from + lane * 4 < bytes.length; lane++) {
    state[lane] = (state[lane] ?? 0) ^ scramble(lane, word(bytes, from + lane * 4));
  }
}

function finish(state: State, length: number): string {
  let [a, b, c, d] = state.map((lane) => lane ^ length) as State;
  a = (a + b + c + d) | 0;
  [b, c, d] = [(b + a) | 0, (c + a) | 0, (d + a) | 0];
  [a, b, c, d] = [avalanche(a), avalanche(b), avalanche(c), avalanche(d)];
  a = (a + b + c + d) | 0;
  [b, c, d] = [(b + a) | 0, (c + a) | 0, (d + a) | 0];
  return [a, b, c, d].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

function avalanche(lane: number): number {
  let h = lane ^ (lane >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function word(bytes: readonly number[], at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

/** UTF-8 by hand: the core has neither TextEncoder nor Buffer. Lone surrogates become U+FFFD, as in the store. */
function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text.toWellFormed()) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  return bytes;
}
