import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { OutgoingResource } from '../core/otlp/encode/outgoing';
import { sendInBatches } from '../otlpExport/sendInBatches';
import type { SenderOptions } from '../otlpExport/sendTraces';
import { lineToTrace } from './lineToTrace';
import { parseLogLine } from './parseLogLine';
import { readLines } from './readLines';

export interface ReplayOptions extends SenderOptions {
  /** JSON lines, plain or gzipped; `-` reads standard input. */
  readonly path: string;
  /** Called with bytes of the file read and its size; the size is 0 when it is not known. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface RefusedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
}

export interface ReplayReport {
  /** Lines that were acknowledged as stored. */
  readonly accepted: number;
  /** Lines that were not taken. */
  readonly refused: number;
  /** The first of them, by line. */
  readonly rejected: readonly RefusedLine[];
}

/** A line holds one request with its documents; one that is longer is not that. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
/** So many refused lines are told one by one; a file of something else must not fill the memory. */
const MAX_TOLD = 1_000;

interface LineTrace extends OutgoingResource {
  readonly line: number;
}

/**
 * Loads a semantic log through the OTLP endpoint of a running service, one trace a line, so that it takes the way of all
 * traffic: masking, settling, rollups. Lines that are wrong are reported and do not stop the others. A second replay of the
 * same file changes nothing.
 * @throws SendError when the endpoint is not there or refuses everything; a system error when the file cannot be read
 */
export async function replayFile(options: ReplayOptions): Promise<ReplayReport> {
  const size = options.path === '-' ? 0 : (await stat(options.path)).size;
  const file = options.path === '-' ? undefined : createReadStream(options.path);
  let accepted = 0;
  let refused = 0;
  const rejected: RefusedLine[] = [];
  const refuse = (line: number, reason: string): void => {
    refused++;
    if (rejected.length < MAX_TOLD) rejected.push({ line, reason });
  };
  await sendInBatches(tracesOf(file ?? process.stdin, refuse), {
    ...options,
    onSent(traces) {
      accepted += traces.length;
      options.onProgress?.(file?.bytesRead ?? 0, size);
    },
    onRefused: ({ line }, reason) => refuse(line, reason),
  });
  options.onProgress?.(size, size);
  return { accepted, refused, rejected: rejected.sort((a, b) => a.line - b.line) };
}

async function* tracesOf(source: Readable, refuse: (line: number, reason: string) => void): AsyncGenerator<LineTrace> {
  let last = 0;
  try {
    for await (const { number, text } of readLines(source, MAX_LINE_BYTES)) {
      last = number;
      const trimmed = text?.trim();
      if (trimmed === '') continue;
      if (trimmed === undefined) {
        refuse(number, `longer than ${MAX_LINE_BYTES / 1024 / 1024} MiB`);
        continue;
      }
      const result = parseLogLine(trimmed);
      if (result.kind === 'refused') refuse(number, result.reason);
      else yield { line: number, ...lineToTrace(result.parsed, trimmed, sha256) };
    }
  } catch (error) {
    if (!isDamagedGzip(error)) throw error;
    refuse(last + 1, `the gzip stream is damaged or ends too early: ${error.message}`);
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Errors of zlib have codes such as Z_DATA_ERROR and Z_BUF_ERROR. */
function isDamagedGzip(error: unknown): error is { readonly code: string; readonly message: string } {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
