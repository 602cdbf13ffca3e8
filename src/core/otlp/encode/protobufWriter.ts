/**
 * Writes protobuf from the last byte to the first. Written in that order, the length of a nested message is known at the
 * moment it has to be written, so nothing is measured beforehand and nothing is moved afterwards. Callers therefore write
 * the fields of a message, and the parts of a field, in reverse.
 */
export class ProtobufWriter {
  private bytes: Uint8Array;
  private view: DataView;
  /** Index of the first byte written so far. */
  private start: number;

  constructor(capacity = 64 * 1024) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
    this.start = capacity;
  }

  /** Bytes written so far; the difference of two readings is the length of what was written between them. */
  get length(): number {
    return this.bytes.length - this.start;
  }

  /** A copy of everything written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(this.start);
  }

  /** Tag of a field, written after its value. Wire types: 0 varint, 1 fixed64, 2 length-delimited. */
  tag(field: number, wireType: 0 | 1 | 2): void {
    this.varint(field * 8 + wireType);
  }

  /** Length and tag of a message or string whose bytes were written since `lengthBefore`. */
  close(field: number, lengthBefore: number): void {
    this.varint(this.length - lengthBefore);
    this.tag(field, 2);
  }

  /** @param value whole number, at least 0 and at most 2^53 - 1 */
  varint(value: number): void {
    let size = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
    this.reserve(size);
    this.start -= size;
    let rest = value;
    for (let i = 0; i < size; i++) {
      this.bytes[this.start + i] = (rest % 0x80) | (i === size - 1 ? 0 : 0x80);
      rest = Math.floor(rest / 0x80);
    }
  }

  /** A negative int64 takes ten bytes: its two's complement over 64 bits. */
  negativeVarint(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    this.reserve(10);
    this.start -= 10;
    for (let i = 0; i < 10; i++) {
      this.bytes[this.start + i] = Number(rest & 0x7fn) | (i === 9 ? 0 : 0x80);
      rest >>= 7n;
    }
  }

  fixed64(value: bigint): void {
    this.reserve(8);
    this.start -= 8;
    this.view.setBigUint64(this.start, value, true);
  }

  double(value: number): void {
    this.reserve(8);
    this.start -= 8;
    this.view.setFloat64(this.start, value, true);
  }

  /** Bytes given as hex digits, two a byte. */
  hex(digits: string): void {
    const size = digits.length / 2;
    this.reserve(size);
    this.start -= size;
    for (let i = 0; i < size; i++) this.bytes[this.start + i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  }

  /** Text as UTF-8; half of a surrogate pair becomes U+FFFD, because protobuf strings must be valid UTF-8. */
  text(value: string): void {
    // A UTF-16 unit takes at most three bytes, a pair of them four.
    this.reserve(value.length * 3);
    const bytes = this.bytes;
    let at = this.start;
    for (let i = value.length - 1; i >= 0; i--) {
      const unit = value.charCodeAt(i);
      if (unit < 0x80) {
        bytes[--at] = unit;
      } else if (unit < 0x800) {
        bytes[--at] = 0x80 | (unit & 0x3f);
        bytes[--at] = 0xc0 | (unit >> 6);
      } else {
        const high = unit >= 0xdc00 && unit <= 0xdfff && i > 0 ? value.charCodeAt(i - 1) : 0;
        if (high >= 0xd800 && high <= 0xdbff) {
          const point = 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00);
          bytes[--at] = 0x80 | (point & 0x3f);
          bytes[--at] = 0x80 | ((point >> 6) & 0x3f);
          bytes[--at] = 0x80 | ((point >> 12) & 0x3f);
          bytes[--at] = 0xf0 | (point >> 18);
          i--;
        } else {
          const point = unit >= 0xd800 && unit <= 0xdfff ? 0xfffd : unit;
          bytes[--at] = 0x80 | (point & 0x3f);
          bytes[--at] = 0x80 | ((point >> 6) & 0x3f);
          bytes[--at] = 0xe0 | (point >> 12);
        }
      }
    }
    this.start = at;
  }

  private reserve(size: number): void {
    if (size <= this.start) return;
    const used = this.length;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, used + size));
    grown.set(this.bytes.subarray(this.start), grown.length - used);
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
    this.start = grown.length - used;
  }
}
