const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_ALPHABET = ALPHABET.replace('+/', '-_');
const VALUES = new Map([...ALPHABET, ...URL_ALPHABET].map((character, i) => [character.charCodeAt(0), i % 64] as const));

/** Standard base64 with padding. The core has neither Buffer nor btoa. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += ALPHABET.charAt(word >> 18) + ALPHABET.charAt((word >> 12) & 63);
    text += (left > 1 ? ALPHABET.charAt((word >> 6) & 63) : '=') + (left > 2 ? ALPHABET.charAt(word & 63) : '=');
  }
  return text;
}

/** Standard or URL-safe base64, padded or not. Undefined when the text is neither. */
export function fromBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/={1,2}$/, '');
  if (digits.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let word = 0;
  let at = 0;
  for (let i = 0; i < digits.length; i++) {
    const value = VALUES.get(digits.charCodeAt(i));
    if (value === undefined) return undefined;
    word = ((word << 6) | value) & 0xffffff;
    const bits = ((i % 4) + 1) * 6;
    if (bits >= 12) bytes[at++] = (word >> (bits % 8)) & 0xff;
  }
  return bytes;
}
