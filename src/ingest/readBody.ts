import type { Readable } from 'node:stream';
import { BodyError, tooLarge } from './bodyError';
import { codeOf } from './codeOf';
import type { Lease } from './memoryBudget';

const BROKEN_OFF = new Set(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_HTTP2_STREAM_ERROR', 'ABORT_ERR']);

/** A body that is refused is read on and thrown away up to this many times the limit: then its sender reads the answer. */
const MOST_DISCARDED = 8;

/**
 * Reads a request's body as it came.
 * @throws BodyError 413 over the limit, 400 when the sender broke off
 * @throws Overloaded
 */
export async function readBody(stream: Readable, limitBytes: number, lease: Lease): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let refusal: unknown;
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      size += bytes.length;
      refusal ??= refusalOf(bytes.length, size, limitBytes, lease);
      if (refusal === undefined) chunks.push(bytes);
      else chunks.length = 0;
      if (size > limitBytes * MOST_DISCARDED) break;
    }
  } catch (error) {
    if (BROKEN_OFF.has(codeOf(error))) throw new BodyError(400, 'The connection ended before the body did.');
    throw error;
  }
  if (refusal !== undefined) throw refusal;
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}

function refusalOf(more: number, size: number, limitBytes: number, lease: Lease): unknown {
  if (size > limitBytes) {
    lease.release();
    return tooLarge(limitBytes, 'as sent');
  }
  try {
    lease.grow(more);
    return undefined;
  } catch (error) {
    lease.release();
    return error;
  }
}
