import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { encodeTraces } from '../core/otlp/encode/encodeTraces';
import type { OutgoingResource } from '../core/otlp/encode/outgoing';

const compress = promisify(gzip);

export interface SenderOptions {
  /** Base address of OTLP/HTTP without a path, such as http://127.0.0.1:4318. */
  readonly endpoint: string;
  /** Bearer token, when the service asks for one. */
  readonly token?: string | undefined;
  /** Waits; the real clock when absent. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** What the receiver said of a batch that it took. */
export interface SendResult {
  readonly rejectedSpans: number;
  /** Why spans were rejected; empty when none was. */
  readonly message: string;
}

/** The endpoint did not take a batch, and more tries would not help or did not. */
export class SendError extends Error {
  override readonly name = 'SendError';
  constructor(
    message: string,
    /** HTTP status; absent when nothing answered. */
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Statuses that the OTLP specification calls retryable. */
const RETRYABLE = new Set([429, 502, 503, 504]);
const MAX_TRIES = 12;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;

/**
 * Sends traces as gzipped protobuf over OTLP/HTTP and waits for the acknowledgement, which stands for a durable write.
 * A busy or unreachable endpoint is tried again for about a minute.
 * @throws SendError
 */
export async function sendTraces(resources: readonly OutgoingResource[], options: SenderOptions): Promise<SendResult> {
  const body = await compress(encodeTraces(resources), { level: constants.Z_BEST_SPEED });
  const sleep = options.sleep ?? ((ms: number) => new Promise((resolve) => setTimeout(resolve, ms)));
  for (let attempt = 1; ; attempt++) {
    const answer = await post(body, options);
    if (answer.kind === 'taken') return answer.result;
    if (answer.kind === 'refused' || attempt === MAX_TRIES) throw answer.error;
    await sleep(answer.waitMs ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)));
  }
}

type Answer =
  | { readonly kind: 'taken'; readonly result: SendResult }
  | { readonly kind: 'refused'; readonly error: SendError }
  | { readonly kind: 'later'; readonly error: SendError; readonly waitMs?: number };

async function post(body: Buffer<ArrayBuffer>, { endpoint, token }: SenderOptions): Promise<Answer> {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-protobuf',
        'content-encoding': 'gzip',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body,
    });
  } catch (cause) {
    return { kind: 'later', error: new SendError(`No answer from ${url}`, undefined, { cause }) };
  }
  const answer = Buffer.from(await response.arrayBuffer());
  if (response.ok) return { kind: 'taken', result: partialSuccess(answer) };
  const error = new SendError(`${url} answered ${response.status}: ${printable(answer)}`, response.status);
  if (!RETRYABLE.has(response.status)) return { kind: 'refused', error };
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? { kind: 'later', error, waitMs: seconds * 1000 } : { kind: 'later', error };
}

/** ExportTraceServiceResponse { partial_success = 1 { rejected_spans = 1, error_message = 2 } }; empty on full success. */
function partialSuccess(answer: Buffer): SendResult {
  const inner = field(answer, 1);
  const rejected = typeof inner === 'object' ? field(inner, 1) : undefined;
  const message = typeof inner === 'object' ? field(inner, 2) : undefined;
  return {
    rejectedSpans: typeof rejected === 'number' ? rejected : 0,
    message: typeof message === 'object' ? message.toString('utf8') : '',
  };
}

/** Value of a varint or length-delimited field, the only kinds in that answer. */
function field(message: Buffer, wanted: number): number | Buffer | undefined {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < message.length; scale *= 0x80) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < message.length) {
    const tag = varint();
    const size = varint();
    const value = tag % 8 === 2 ? message.subarray(at, (at += size)) : size;
    if (Math.floor(tag / 8) === wanted) return value;
  }
  return undefined;
}

/** The readable part of an error body, which may be a protobuf Status. */
function printable(body: Buffer): string {
  return body
    .toString('utf8')
    .replace(/[^\P{C}\n]/gu, '')
    .trim()
    .slice(0, 500);
}
