import type { JsonStep } from '../core/otlp/decodeGroupsJson';
import { decodeLogs } from '../core/otlp/decodeLogs';
import { decodeLogsJson } from '../core/otlp/decodeLogsJson';
import { decodeTraces } from '../core/otlp/decodeTraces';
import { decodeTracesJson } from '../core/otlp/decodeTracesJson';
import { quoteLongIntegers } from '../core/otlp/quoteLongIntegers';
import { MalformedRequest, type Decoded, type LogRecord } from '../core/otlp/types';
import type { OtlpEncoding } from './otlpAnswer';
import { PART_NAMES, type Signal } from './signals';

type Utf8 = (bytes: Uint8Array, start: number, end: number) => string;

/** Bad UTF-8 becomes U+FFFD: one broken text must not cost the batch. */
const utf8Of =
  (bytes: Buffer): Utf8 =>
  (_bytes, start, end) =>
    bytes.toString('utf8', start, end);

const TRACES: Readonly<Record<OtlpEncoding, (bytes: Buffer) => Iterable<Decoded>>> = {
  protobuf: (bytes) => decodeTraces(bytes, utf8Of(bytes)),
  json: (bytes) => decodeTracesJson(parse(bytes)),
};

const LOGS: Readonly<Record<OtlpEncoding, (bytes: Buffer) => Iterable<JsonStep<LogRecord>>>> = {
  protobuf: (bytes) => decodeLogs(bytes, utf8Of(bytes)),
  json: (bytes) => decodeLogsJson(parse(bytes)),
};

/** @throws MalformedRequest while it is iterated over, when the body is unreadable; what came before it is good */
export function decodeBody(bytes: Buffer, encoding: OtlpEncoding): Iterable<Decoded> {
  return explained(() => TRACES[encoding](bytes), { bytes, encoding, signal: 'traces' });
}

/** The same for a request of logs. @throws MalformedRequest while it is iterated over */
export function decodeLogBody(bytes: Buffer, encoding: OtlpEncoding): Iterable<JsonStep<LogRecord>> {
  return explained(() => LOGS[encoding](bytes), { bytes, encoding, signal: 'logs' });
}

interface Body {
  readonly bytes: Buffer;
  readonly encoding: OtlpEncoding;
  readonly signal: Signal;
}

function* explained<T>(decode: () => Iterable<T>, { bytes, encoding, signal }: Body): Generator<T> {
  try {
    yield* decode();
  } catch (error) {
    if (!(error instanceof MalformedRequest)) throw error;
    const what = `${PART_NAMES[signal].request} request in ${NAMES[encoding]}`;
    throw new MalformedRequest(`The body is no ${what}: ${error.message}.${hint(bytes, encoding)}`);
  }
}

const NAMES: Readonly<Record<OtlpEncoding, string>> = { protobuf: 'protobuf', json: 'JSON' };

function hint(bytes: Buffer, encoding: OtlpEncoding): string {
  const first = bytes.toString('latin1', 0, 16).trimStart()[0];
  if (encoding === 'protobuf' && (first === '{' || first === '[')) return ' It looks like JSON: send it as application/json.';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return ' It looks like gzip: say so with Content-Encoding: gzip.';
  return encoding === 'json' && bytes[0] === 0x0a && first !== '{' ? ' It looks like protobuf: send it as application/x-protobuf.' : '';
}

const BOM = '\ufeff';

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new MalformedRequest('it is empty, where {} is the least');
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(quoteLongIntegers(text.startsWith(BOM) ? text.slice(1) : text));
  } catch (error) {
    throw new MalformedRequest(error instanceof Error ? error.message : String(error));
  }
}
