import { createGunzip } from 'node:zlib';
import { BodyError, tooLarge } from './bodyError';
import { codeOf } from './codeOf';
import type { Lease } from './memoryBudget';

/** Larger than Node's 16 KiB, which costs a turn of the event loop for each piece. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Undoes the content encoding of a body, and stops as soon as the result passes the limit: a few kilobytes of gzip can
 * hold gigabytes.
 * @throws BodyError 413 over the limit, 400 for a broken stream, 415 for an unknown encoding
 * @throws Overloaded when there is no room for the result
 */
export async function inflate(body: Buffer, encoding: string | undefined, limitBytes: number, lease: Lease): Promise<Buffer> {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === 'gzip' || name === 'x-gzip') return gunzip(body, limitBytes, lease);
  if (name !== 'identity' && name !== '') throw new BodyError(415, `Content-Encoding ${name} is not known: send gzip or nothing.`);
  if (body.length > limitBytes) throw tooLarge(limitBytes, 'after decompression');
  return body;
}

async function gunzip(body: Buffer, limitBytes: number, lease: Lease): Promise<Buffer> {
  const stream = createGunzip({ chunkSize: CHUNK_BYTES });
  const chunks: Buffer[] = [];
  let size = 0;
  stream.end(body);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limitBytes) throw tooLarge(limitBytes, 'after decompression');
      lease.grow(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    // zlib's errors have codes such as Z_DATA_ERROR and Z_BUF_ERROR.
    if (codeOf(error).startsWith('Z_')) {
      throw new BodyError(400, `The gzip stream is broken (${codeOf(error)}).`);
    }
    throw error;
  } finally {
    stream.destroy();
  }
  return Buffer.concat(chunks);
}
