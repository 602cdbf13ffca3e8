import { createGunzip } from 'node:zlib';

/** The body is not what its headers say, or too large. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Undoes the content encoding of a body, and stops as soon as the result passes the limit: a few kilobytes of gzip can
 * hold gigabytes.
 * @throws BodyError 413 over the limit, 400 for a broken stream, 415 for an unknown encoding
 */
export async function inflate(body: Buffer, encoding: string | undefined, limitBytes: number): Promise<Buffer> {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name === 'identity' || name === '') {
    if (body.length > limitBytes) throw tooLarge(limitBytes);
    return body;
  }
  if (name !== 'gzip') throw new BodyError(415, `Content-Encoding ${name} is not known: send gzip or nothing.`);
  return gunzip(body, limitBytes);
}

function gunzip(body: Buffer, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stream = createGunzip();
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > limitBytes) {
        stream.destroy();
        reject(tooLarge(limitBytes));
      }
    });
    stream.on('end', () => resolve(Buffer.concat(chunks)));
    stream.on('error', (error) => reject(new BodyError(400, `The gzip stream is broken: ${error.message}.`)));
    stream.end(body);
  });
}

function tooLarge(limitBytes: number): BodyError {
  return new BodyError(413, `The body is larger than ${Math.round(limitBytes / 1024 ** 2)} MiB after decompression. Send smaller batches.`);
}
