import type { Span, StatusCode } from '../otlp/types';
import { valueText } from '../otlp/valueText';
import type { SpanFields } from './spanFields';

export interface SpanOutcome {
  readonly status: StatusCode;
  readonly message: string;
  readonly errorType: string;
}

/** Events that hold an exception: that of all signals, and that of the GenAI conventions. */
const EXCEPTIONS: ReadonlySet<string> = new Set(['exception', 'gen_ai.client.operation.exception']);

/**
 * How a span ended. Some SDKs leave the status alone and say in an attribute that the span failed. An exception event by
 * itself is no failure, as the caller may have handled it; it only explains one.
 */
export function spanOutcome(span: Span, fields: Readonly<Partial<SpanFields>>): SpanOutcome {
  const failed = fields.level?.toUpperCase() === 'ERROR' || fields.succeeded === false || isHttpError(span, fields.httpStatus);
  const status = failed ? 'error' : span.status.code;
  const exception = span.events.findLast(({ name }) => EXCEPTIONS.has(name))?.attributes;
  const ofException = (key: string): string => (status === 'error' ? valueText(exception?.get(key) ?? '') : '');
  return {
    status,
    message: span.status.message || fields.statusMessage || ofException('exception.message'),
    errorType:
      fields.errorType ?? (ofException('exception.type') || (isHttpError(span, fields.httpStatus) ? String(fields.httpStatus) : '')),
  };
}

/** For a server a 4xx is the fault of its caller; for a client it is a failed call (OpenTelemetry HTTP conventions). */
function isHttpError({ kind, status }: Span, code: number | undefined): boolean {
  return code !== undefined && status.code !== 'ok' && code >= (kind === 'server' ? 500 : 400);
}
