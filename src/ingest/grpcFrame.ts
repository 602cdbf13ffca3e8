/** The wire form of a unary gRPC call (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
import { RPC_CODES, bytesField, statusMessage, textField, varintField } from './otlpAnswer';
import type { Refusal } from './outcome';

/** Codes of gRPC that have no HTTP status in OTLP. */
export const UNIMPLEMENTED = 12;
const INTERNAL = 13;

/** One byte for "compressed", four for the length. */
const PREFIX_BYTES = 5;

export interface Frame {
  readonly isCompressed: boolean;
  readonly message: Buffer;
}

/** The one message of a unary request; what is wrong with it in words when it is not exactly one. */
export function readFrame(body: Buffer): Frame | { readonly problem: string } {
  if (body.length < PREFIX_BYTES) return { problem: 'the request holds no message' };
  const flag = body[0];
  if (flag !== 0 && flag !== 1) return { problem: `the message has the flag ${flag}, which gRPC does not know` };
  const length = body.readUInt32BE(1);
  if (length !== body.length - PREFIX_BYTES)
    return { problem: `the message should have ${length} bytes and has ${body.length - PREFIX_BYTES}` };
  return { isCompressed: flag === 1, message: body.subarray(PREFIX_BYTES) };
}

export function writeFrame(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

export interface GrpcStatus {
  readonly 'grpc-status': string;
  readonly 'grpc-message'?: string;
  readonly 'grpc-status-details-bin'?: string;
}

export const OK: GrpcStatus = { 'grpc-status': '0' };

export function status(code: number, message: string): GrpcStatus {
  return { 'grpc-status': String(code), 'grpc-message': percentEncoded(message) };
}

/** A refusal as gRPC says it; one that may be sent again carries RetryInfo, without which RESOURCE_EXHAUSTED counts as final. */
export function refusalStatus({ status: http, message, retryAfterSeconds }: Refusal): GrpcStatus {
  const code = RPC_CODES[http] ?? INTERNAL;
  if (retryAfterSeconds === undefined) return status(code, message);
  return { ...status(code, message), 'grpc-status-details-bin': retryDetails(code, message, retryAfterSeconds).toString('base64') };
}

/** google.rpc.Status with details=3 Any{type_url=1, value=2} of RetryInfo{retry_delay=1 Duration{seconds=1, nanos=2}}. */
function retryDetails(code: number, message: string, seconds: number): Buffer {
  const duration = Buffer.concat([
    varintField(1, Math.floor(seconds)),
    ...(seconds % 1 === 0 ? [] : [varintField(2, Math.round((seconds % 1) * 1e9))]),
  ]);
  const any = Buffer.concat([textField(1, 'type.googleapis.com/google.rpc.RetryInfo'), bytesField(2, bytesField(1, duration))]);
  return Buffer.concat([statusMessage(code, message), bytesField(3, any)]);
}

/** Printable ASCII as it is, everything else as percent and two hex digits for each byte. */
function percentEncoded(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
