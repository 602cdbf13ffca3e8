/**
 * Answers of OTLP/HTTP, in the encoding of the request. The two messages are small enough to be written by hand:
 * Export*ServiceResponse{partial_success=1{rejected_*=1 int64, error_message=2}}, the same for traces and logs, and
 * google.rpc.Status{code=1, message=2}.
 */
import type { Outcome } from './outcome';
import type { Signal } from './signals';

export type OtlpEncoding = 'protobuf' | 'json';

export interface OtlpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const CONTENT_TYPE: Readonly<Record<OtlpEncoding, string>> = { protobuf: 'application/x-protobuf', json: 'application/json' };

/** gRPC codes of the HTTP statuses that the receiver answers with. */
export const RPC_CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 404: 5, 413: 8, 415: 3, 429: 8, 503: 14 };
const INTERNAL = 13;

const REJECTED_KEY: Readonly<Record<Signal, string>> = { traces: 'rejectedSpans', logs: 'rejectedLogRecords' };

export function otlpAnswer(outcome: Outcome, encoding: OtlpEncoding, signal: Signal): OtlpAnswer {
  if (outcome.ok) {
    const body =
      encoding === 'protobuf'
        ? successMessage(outcome)
        : Buffer.from(JSON.stringify(isSilent(outcome) ? {} : { partialSuccess: partialJson(outcome, signal) }));
    return { status: 200, headers: { 'content-type': CONTENT_TYPE[encoding] }, body };
  }
  const { status, message, retryAfterSeconds } = outcome;
  const code = RPC_CODES[status] ?? INTERNAL;
  return {
    status,
    headers: {
      'content-type': CONTENT_TYPE[encoding],
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: encoding === 'json' ? Buffer.from(JSON.stringify({ code, message })) : statusMessage(code, message),
  };
}

type Success = Extract<Outcome, { readonly ok: true }>;

const isSilent = ({ rejected, message }: Success): boolean => rejected === 0 && message === '';

function partialJson({ rejected, message }: Success, signal: Signal): object {
  return { [REJECTED_KEY[signal]]: String(rejected), errorMessage: message };
}

/** Export*ServiceResponse: empty when all is well, else with a partial success. */
export function successMessage(success: Success): Buffer {
  if (isSilent(success)) return Buffer.alloc(0);
  const partial = Buffer.concat([success.rejected > 0 ? varintField(1, success.rejected) : Buffer.alloc(0), textField(2, success.message)]);
  return bytesField(1, partial);
}

/** google.rpc.Status. */
export function statusMessage(code: number, message: string): Buffer {
  return Buffer.concat([varintField(1, code), textField(2, message)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}

export function varintField(field: number, value: number): Buffer {
  return Buffer.concat([Buffer.from([field << 3]), varint(value)]);
}

export function bytesField(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | 2]), varint(bytes.length), bytes]);
}

export function textField(field: number, text: string): Buffer {
  return bytesField(field, Buffer.from(text, 'utf8'));
}
