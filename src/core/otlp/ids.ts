import { fromBase64 } from './base64';

/** Bytes of an id: a trace has 16, a span 8. */
export type IdSize = 16 | 8;

/** Why an id cannot be used; the text follows the name of the id. */
export type IdProblem = 'is missing' | 'is all zero' | 'has the wrong length' | 'is no hex id';

export type ReadId = { readonly id: string } | { readonly problem: IdProblem };

/** ASCII codes of the hex digits. */
const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** Sixteen digits at once: a text that is put together piece by piece has to be copied when it is used. */
function hexOf8(bytes: Uint8Array, at: number): string {
  const high = (i: number): number => DIGITS[(bytes[at + i] ?? 0) >> 4] ?? 0;
  const low = (i: number): number => DIGITS[(bytes[at + i] ?? 0) & 15] ?? 0;
  // oxfmt-ignore
  return String.fromCharCode(
    high(0),
    low(0),
    high(1),
    low(1),
    high(2),
    low(2),
    high(3),
    low(3),
    high(4),
    low(4),
    high(5),
    low(5),
    high(6),
    low(6),
    high(7),
    low(7),
  );
}

const isZero = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (let i = start; i < end; i++) if (bytes[i] !== 0) return false;
  return true;
};

/** The id in the bytes from `start` to `end`. */
export function idOfBytes(bytes: Uint8Array, size: IdSize, start = 0, end = bytes.length): ReadId {
  if (end === start) return MISSING;
  if (end - start !== size) return { problem: 'has the wrong length' };
  if (isZero(bytes, start, end)) return { problem: 'is all zero' };
  return { id: size === 8 ? hexOf8(bytes, start) : hexOf8(bytes, start) + hexOf8(bytes, start + 8) };
}

const MISSING: ReadId = { problem: 'is missing' };

/** Reads ids of which neighbours are often the same, as those of the trace and of the parent are. */
export class RepeatedIds {
  private lastStart = -1;
  private last: ReadId = MISSING;

  /** @param bytes the same at every call */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly size: IdSize,
  ) {}

  read(start: number, end: number): ReadId {
    if (end - start !== this.size || !this.isLast(start)) {
      this.last = idOfBytes(this.bytes, this.size, start, end);
      this.lastStart = end - start === this.size ? start : -1;
    }
    return this.last;
  }

  private isLast(start: number): boolean {
    const { bytes, size, lastStart } = this;
    if (lastStart < 0) return false;
    for (let i = 0; i < size; i++) if (bytes[lastStart + i] !== bytes[start + i]) return false;
    return true;
  }
}

/**
 * An id in JSON: hex in any letter case, as the protocol says. Some senders run the message through plain protobuf JSON,
 * which writes bytes as base64; one writes its hex text as base64. Both are told apart by their length.
 */
export function idOfText(text: string, size: IdSize): ReadId {
  if (text === '') return MISSING;
  const digits = size * 2;
  if (text.length === digits && isHex(text)) return /^0+$/.test(text) ? { problem: 'is all zero' } : { id: text.toLowerCase() };
  const bytes = fromBase64(text);
  if (bytes?.length === size) return idOfBytes(bytes, size);
  if (bytes?.length === digits) {
    const inner = String.fromCharCode(...bytes);
    if (isHex(inner)) return idOfText(inner, size);
  }
  return { problem: isHex(text) ? 'has the wrong length' : 'is no hex id' };
}

const isHex = (text: string): boolean => /^[0-9a-fA-F]+$/.test(text);
