import type { OtlpEncoding } from './otlpAnswer';

const ENCODINGS: Readonly<Record<string, OtlpEncoding>> = {
  'application/x-protobuf': 'protobuf',
  'application/protobuf': 'protobuf',
  'application/json': 'json',
};

/** The encoding that a Content-Type names, its parameters aside; undefined when it is none of OTLP's. */
export function encodingOf(contentType: string | undefined): OtlpEncoding | undefined {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return Object.hasOwn(ENCODINGS, type) ? ENCODINGS[type] : undefined;
}
