import { fromBase64 } from './base64';

/** Bytes of an id: a trace has 16, a span 8. */
export type IdSize = 16 | 8;

/** Why an id cannot be used; the text follows the name of the id. */
export type IdProblem = 'is missing' | 'is all zero' | 'has the wrong length' | 'is no hex id';

export type ReadId = { readonly id: string } | { readonly problem: IdProblem };

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function idOfBytes(bytes: Uint8Array, size: IdSize): ReadId {
  if (bytes.length === 0) return { problem: 'is missing' };
  if (bytes.length !== size) return { problem: 'has the wrong length' };
  let id = '';
  let seen = 0;
  for (const byte of bytes) {
    id += HEX[byte] ?? '';
    seen |= byte;
  }
  return seen === 0 ? { problem: 'is all zero' } : { id };
}

/**
 * An id in JSON: hex in any letter case, as the protocol says. Some senders run the message through plain protobuf JSON,
 * which writes bytes as base64; one writes its hex text as base64. Both are told apart by their length.
 */
export function idOfText(text: string, size: IdSize): ReadId {
  if (text === '') return { problem: 'is missing' };
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
