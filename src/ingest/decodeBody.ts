import { decodeTraces } from '../core/otlp/decodeTraces';
import { decodeTracesJson } from '../core/otlp/decodeTracesJson';
import { quoteLongIntegers } from '../core/otlp/quoteLongIntegers';
import { MalformedRequest, type Decoded } from '../core/otlp/types';
import type { OtlpEncoding } from './otlpAnswer';

/** One decoder for each signal and encoding. */
const DECODERS: Readonly<Record<'traces', Readonly<Record<OtlpEncoding, (bytes: Buffer) => Iterable<Decoded>>>>> = {
  traces: {
    protobuf: (bytes) => decodeTraces(bytes, (_bytes, start, end) => bytes.toString('utf8', start, end)),
    json: (bytes) => decodeTracesJson(parse(bytes)),
  },
};

/**
 * Bad UTF-8 becomes U+FFFD in both encodings: one broken text must not cost the batch.
 * @throws MalformedRequest while it is iterated over, when the body is unreadable; what came before it is good
 */
export function* decodeBody(bytes: Buffer, encoding: OtlpEncoding): Iterable<Decoded> {
  try {
    yield* DECODERS.traces[encoding](bytes);
  } catch (error) {
    if (!(error instanceof MalformedRequest)) throw error;
    throw new MalformedRequest(`The body is no trace request in ${NAMES[encoding]}: ${error.message}.${hint(bytes, encoding)}`);
  }
}

const NAMES: Readonly<Record<OtlpEncoding, string>> = { protobuf: 'protobuf', json: 'JSON' };

function hint(bytes: Buffer, encoding: OtlpEncoding): string {
  const first = bytes.toString('latin1', 0, 16).trimStart()[0];
  if (encoding === 'protobuf' && (first === '{' || first === '[')) return ' It looks like JSON: send it as application/json.';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return ' It looks like gzip: say so with Content-Encoding: gzip.';
  return encoding === 'json' && first === '\n' ? ' It looks like protobuf: send it as application/x-protobuf.' : '';
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
