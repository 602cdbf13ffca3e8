/** Texts up to this length are copied character by character, which is quicker than a call out of JavaScript. */
const SHORT_TEXT = 40;
/** A UTF-16 unit takes at most three bytes of UTF-8. */
const MOST_BYTES = 3;
/** LEB128 of a length below 2^32. */
const MOST_LENGTH = 5;

/** Bytes of a block at most. Node 20 has no buffer over 4 GiB, and the copy while one grows needs as much again. */
export const MOST_BLOCK = 2 ** 30;

/** What is written does not fit into one block; half of it may. */
export class BlockTooLarge extends Error {
  constructor(limit: number) {
    super(`A block takes ${limit} bytes at most.`);
  }
}

const bytesOfLength = (value: number): number =>
  value < 2 ** 7 ? 1 : value < 2 ** 14 ? 2 : value < 2 ** 21 ? 3 : value < 2 ** 28 ? 4 : MOST_LENGTH;

/** A growing buffer with the few writes that ClickHouse's binary formats need: little-endian numbers, LEB128 lengths. */
export class ByteSink {
  private bytes: Buffer;
  private view: DataView;
  private used = 0;

  /**
   * @param expected bytes; more may come
   * @param limit bytes at most, with the room that a write may need
   */
  constructor(
    expected: number,
    private readonly limit = MOST_BLOCK,
  ) {
    this.bytes = Buffer.allocUnsafeSlow(Math.min(Math.max(expected, 1 << 12), limit));
    this.view = new DataView(this.bytes.buffer);
  }

  get size(): number {
    return this.used;
  }

  /** Makes room for `more` bytes and returns where they go. */
  private take(more: number): number {
    const at = this.used;
    this.used += more;
    if (this.used > this.bytes.length) this.grow(at);
    return at;
  }

  private grow(kept: number): void {
    if (this.used > this.limit) throw new BlockTooLarge(this.limit);
    const grown = Buffer.allocUnsafeSlow(Math.max(Math.min(this.bytes.length * 2, this.limit), this.used));
    this.bytes.copy(grown, 0, 0, kept);
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  uint8(value: number): void {
    const at = this.take(1);
    this.bytes[at] = value;
  }

  uint16(value: number): void {
    const at = this.take(2);
    this.view.setUint16(at, value, true);
  }

  /** Also takes negative numbers: the bytes of an Int32 are those of the same number modulo 2^32. */
  uint32(value: number): void {
    const at = this.take(4);
    this.view.setUint32(at, value, true);
  }

  /** Also takes negative numbers, as above. */
  uint64(value: bigint): void {
    const at = this.take(8);
    this.view.setBigUint64(at, value, true);
  }

  /** The same for counts and offsets, which are below 2^53. */
  count64(value: number): void {
    const at = this.take(8);
    this.view.setUint32(at, value % 2 ** 32, true);
    this.view.setUint32(at + 4, value / 2 ** 32, true);
  }

  float64(value: number): void {
    const at = this.take(8);
    this.view.setFloat64(at, value, true);
  }

  /** LEB128: seven bits a byte, the lowest first. */
  length(value: number): void {
    const at = this.take(MOST_LENGTH);
    this.used = this.lengthAt(at, value);
  }

  /** @returns the place behind it */
  private lengthAt(at: number, value: number): number {
    let rest = value;
    let next = at;
    for (; rest >= 0x80; rest >>>= 7) this.bytes[next++] = (rest & 0x7f) | 0x80;
    this.bytes[next++] = rest;
    return next;
  }

  /** A lone surrogate has no UTF-8 form and would make text readers refuse the whole block: it becomes U+FFFD. */
  text(value: string): void {
    if (value.length <= SHORT_TEXT && this.ascii(value)) return;
    const text = value.isWellFormed() ? value : value.toWellFormed();
    const start = this.take(MOST_LENGTH + MOST_BYTES * text.length);
    // Most texts are ASCII, whose length in bytes is known before they are written.
    const at = this.lengthAt(start, text.length);
    const size = this.bytes.write(text, at, 'utf8');
    this.used = at + size;
    if (size !== text.length) this.correctLength(start, at, size);
  }

  /** The bytes of a text are there, behind a length of too few bytes or the wrong one. */
  private correctLength(start: number, at: number, size: number): void {
    const to = start + bytesOfLength(size);
    if (to !== at) this.bytes.copyWithin(to, at, at + size);
    this.lengthAt(start, size);
    this.used = to + size;
  }

  /** Writes a short text of ASCII alone; leaves nothing behind and returns false when it is not. */
  private ascii(value: string): boolean {
    const size = value.length;
    const at = this.take(1 + size);
    const bytes = this.bytes;
    bytes[at] = size;
    for (let i = 0; i < size; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) {
        this.used = at;
        return false;
      }
      bytes[at + 1 + i] = code;
    }
    return true;
  }

  finish(): Buffer {
    return this.bytes.subarray(0, this.used);
  }
}
