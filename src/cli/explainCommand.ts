/** `plumbline explain FILE`: what becomes of an OTLP request, span by span, without storing anything. */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { MalformedRequest } from '../core/otlp/types';
import { explainSpan, type ExplainedSpan } from '../core/explain/explainSpan';
import { printSpan } from '../core/explain/printSpan';
import type { NormaliseContext } from '../core/semconv/normaliseSpan';
import { codeOf } from '../ingest/codeOf';
import { decodeBody } from '../ingest/decodeBody';
import type { OtlpEncoding } from '../ingest/otlpAnswer';
import type { CommandContext } from './main';

interface Explanation {
  readonly file: string;
  readonly spans: readonly ExplainedSpan[];
  /** Spans that would be refused, and why. */
  readonly rejected: readonly { readonly reason: string; readonly spans: number }[];
}

/** @throws UnreadableFile */
export async function explainCommand(
  { settings }: CommandContext,
  files: readonly string[],
  { json }: { readonly json: boolean },
): Promise<void> {
  const context: NormaliseContext = {
    receivedAt: BigInt(Date.now()) * 1_000_000n,
    maxTextBytes: settings.file.ingest.max_text_kib * 1024,
    dimensions: settings.dimensions,
  };
  const explanations: Explanation[] = [];
  for (const file of files) {
    try {
      explanations.push(explain(file, unzipped(await bytesOf(file), settings.file.ingest.max_decoded_mib), context));
    } catch (error) {
      throw unreadable(file, error);
    }
  }
  console.log(json ? JSON.stringify(explanations, null, 2) : explanations.map(printed).join('\n\n'));
}

async function bytesOf(file: string): Promise<Buffer> {
  if (file !== '-') return readFile(file);
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function unzipped(bytes: Buffer, maxMib: number): Buffer {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isGzip ? gunzipSync(bytes, { maxOutputLength: maxMib * 1024 ** 2 }) : bytes;
}

function explain(file: string, bytes: Buffer, context: NormaliseContext): Explanation {
  const spans: ExplainedSpan[] = [];
  const rejected: { reason: string; spans: number }[] = [];
  for (const { body, encoding } of requestsIn(bytes)) {
    for (const step of decodeBody(body, encoding)) {
      if ('rejection' in step) rejected.push(step.rejection);
      else for (const span of step.group.spans) spans.push(explainSpan(span, step.group.resource, step.group.scope, context));
    }
  }
  return { file, spans, rejected };
}

/** One request, or one a line as the file exporter of the OpenTelemetry Collector writes them. */
function requestsIn(bytes: Buffer): { readonly body: Buffer; readonly encoding: OtlpEncoding }[] {
  const isJson = /^\s*[{[]/.test(bytes.toString('utf8', 0, 64).replace('\ufeff', ''));
  if (!isJson) return [{ body: bytes, encoding: 'protobuf' }];
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const isOneALine = lines.length > 1 && lines.every((line) => line.trimStart().startsWith('{') && line.trimEnd().endsWith('}'));
  return (isOneALine ? lines.map((line) => Buffer.from(line)) : [bytes]).map((body) => ({ body, encoding: 'json' }));
}

function printed({ file, spans, rejected }: Explanation): string {
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  const refused = rejected.map(({ reason, spans: n }) => `refused ${count(n, 'span')}: ${reason}`);
  return [`${file === '-' ? 'standard input' : file}: ${count(spans.length, 'span')}`, ...refused, ...spans.map(printSpan)].join('\n\n');
}

/** A file that cannot be explained; the message says which and why, and a stack would say nothing more. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

const FAULTS_OF_FILES = /^(ENOENT|EISDIR|EACCES|Z_|ERR_BUFFER_TOO_LARGE|E2BIG)/;

function unreadable(file: string, error: unknown): unknown {
  const isFault = error instanceof MalformedRequest || FAULTS_OF_FILES.test(codeOf(error));
  if (!isFault || typeof error !== 'object' || error === null || !('message' in error)) return error;
  return new UnreadableFile(`${file}: ${String(error.message)}`, { cause: error });
}
