/** Files of telemetry that commands read: OTLP as JSON, JSON lines or protobuf, plain or gzipped. */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { MalformedRequest } from '../core/otlp/types';
import { codeOf } from '../ingest/codeOf';
import type { OtlpEncoding } from '../ingest/otlpAnswer';

/** `-` reads standard input. */
export async function bytesOf(file: string): Promise<Buffer> {
  if (file !== '-') return readFile(file);
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Gzip is told by its first two bytes. */
export function unzipped(bytes: Buffer, maxMib: number): Buffer {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isGzip ? gunzipSync(bytes, { maxOutputLength: maxMib * 1024 ** 2 }) : bytes;
}

/** One request, or one a line as the file exporter of the OpenTelemetry Collector writes them. */
export function requestsIn(bytes: Buffer): { readonly body: Buffer; readonly encoding: OtlpEncoding }[] {
  const isJson = /^\s*[{[]/.test(bytes.toString('utf8', 0, 64).replace('\ufeff', ''));
  if (!isJson) return [{ body: bytes, encoding: 'protobuf' }];
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const isOneALine = lines.length > 1 && lines.every((line) => line.trimStart().startsWith('{') && line.trimEnd().endsWith('}'));
  return (isOneALine ? lines.map((line) => Buffer.from(line)) : [bytes]).map((body) => ({ body, encoding: 'json' }));
}

/** A file that cannot be used; the message says which and why, and a stack would say nothing more. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

const FAULTS_OF_FILES = /^(ENOENT|EISDIR|EACCES|Z_|ERR_BUFFER_TOO_LARGE|E2BIG)/;

/** The failure as a message when the file is at fault, else as it came. */
export function unreadable(file: string, error: unknown): unknown {
  const isFault = error instanceof MalformedRequest || FAULTS_OF_FILES.test(codeOf(error));
  if (!isFault || typeof error !== 'object' || error === null || !('message' in error)) return error;
  return new UnreadableFile(`${file}: ${String(error.message)}`, { cause: error });
}
