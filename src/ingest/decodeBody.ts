import { decodeTraces } from '../core/otlp/decodeTraces';
import { decodeTracesJson } from '../core/otlp/decodeTracesJson';
import { MalformedRequest, type Decoded } from '../core/otlp/types';
import type { OtlpEncoding } from './otlpAnswer';

/**
 * Bad UTF-8 becomes U+FFFD in both encodings: one broken text must not cost the batch.
 * @throws MalformedRequest, also while it is iterated over, when the whole body is unreadable
 */
export function decodeBody(bytes: Buffer, encoding: OtlpEncoding): Iterable<Decoded> {
  if (encoding === 'protobuf') return decodeTraces(bytes, (_bytes, start, end) => bytes.toString('utf8', start, end));
  if (bytes.length === 0) throw new MalformedRequest('The body is empty: send at least {}.');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new MalformedRequest(`The body is no JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return decodeTracesJson(value);
}
