/**
 * Answers of the OTLP endpoint, in the encoding of the request. The two messages are small enough to be written by hand:
 * ExportTraceServiceResponse{partial_success=1{rejected_spans=1 int64, error_message=2}} and google.rpc.Status{code=1,
 * message=2}.
 */
export type OtlpEncoding = 'protobuf' | 'json';

export interface OtlpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const CONTENT_TYPE: Readonly<Record<OtlpEncoding, string>> = { protobuf: 'application/x-protobuf', json: 'application/json' };

/** gRPC codes of the HTTP statuses that the receiver answers with. */
const RPC_CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 404: 5, 413: 8, 415: 3, 429: 8, 500: 13, 503: 14 };

export interface Rejected {
  readonly spans: number;
  /** Why; also what else a sender should know. Empty when all is well. */
  readonly message: string;
}

/** Full success when nothing was rejected, else a partial success that the sender must not repeat. */
export function successAnswer(encoding: OtlpEncoding, rejected: Rejected): OtlpAnswer {
  const { message } = rejected;
  if (rejected.spans === 0 && message === '') return answer(200, encoding, encoding === 'json' ? Buffer.from('{}') : Buffer.alloc(0));
  if (encoding === 'json') {
    return answer(
      200,
      encoding,
      Buffer.from(JSON.stringify({ partialSuccess: { rejectedSpans: String(rejected.spans), errorMessage: message } })),
    );
  }
  const partial = Buffer.concat([
    rejected.spans > 0 ? Buffer.concat([Buffer.from([0x08]), varint(rejected.spans)]) : Buffer.alloc(0),
    textField(2, message),
  ]);
  return answer(200, encoding, Buffer.concat([Buffer.from([0x0a]), varint(partial.length), partial]));
}

/** @param retryAfterSeconds given for an answer that the sender should repeat the request after */
export function errorAnswer(status: number, encoding: OtlpEncoding, message: string, retryAfterSeconds?: number): OtlpAnswer {
  const code = RPC_CODES[status] ?? 13;
  const body =
    encoding === 'json'
      ? Buffer.from(JSON.stringify({ code, message }))
      : Buffer.concat([Buffer.from([0x08]), varint(code), textField(2, message)]);
  const { headers, ...rest } = answer(status, encoding, body);
  return { ...rest, headers: retryAfterSeconds === undefined ? headers : { ...headers, 'retry-after': String(retryAfterSeconds) } };
}

function answer(status: number, encoding: OtlpEncoding, body: Buffer): OtlpAnswer {
  return { status, headers: { 'content-type': CONTENT_TYPE[encoding] }, body };
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

function textField(field: number, text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([Buffer.from([(field << 3) | 2]), varint(bytes.length), bytes]);
}
