import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

export interface Line {
  /** Counted from 1, empty ones too. */
  readonly number: number;
  /** Undefined when the line is longer than the limit; it was skipped. */
  readonly text: string | undefined;
}

/**
 * The lines of a stream, plain or gzipped (told by its first two bytes, so standard input works too). Memory is bounded
 * by the longest line allowed. Throws what the stream throws, for a damaged gzip stream after its good lines.
 */
export async function* readLines(source: Readable, maxLineBytes: number): AsyncGenerator<Line> {
  let number = 0;
  let held: Buffer[] = [];
  let size = 0;
  const take = (last: Buffer): Line => {
    number++;
    const tooLong = size + last.length > maxLineBytes;
    const text = tooLong ? undefined : decode(Buffer.concat([...held, last]), number);
    [held, size] = [[], 0];
    return { number, text };
  };
  for await (const chunk of await decompressed(source)) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield take(chunk.subarray(from, end));
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    size += rest.length;
    // Of a line that is too long only its length is kept.
    if (size <= maxLineBytes) held.push(rest);
    else held = [];
  }
  if (size > 0) yield take(Buffer.alloc(0));
}

/** A byte order mark is what some editors put before the first line. */
function decode(bytes: Buffer, number: number): string {
  const text = bytes.toString('utf8');
  return number === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text;
}

async function decompressed(source: Readable): Promise<AsyncIterable<Buffer>> {
  const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  const first = await firstBytes(chunks);
  const all = rejoin(first, chunks);
  if (first[0] !== 0x1f || first[1] !== 0x8b) return all;
  // A failure on either side reaches the reader of the second stream, so the callback has nothing to do.
  return pipeline(Readable.from(all), createGunzip(), () => undefined);
}

async function firstBytes(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < 2) {
    const next = await chunks.next();
    if (next.done === true) break;
    bytes = Buffer.concat([bytes, next.value]);
  }
  return bytes;
}

async function* rejoin(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
