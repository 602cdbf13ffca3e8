/** Received telemetry in one shape, whatever its encoding was. Ids are lower-case hex, times nanoseconds since 1970 UTC. */

/** A value of an attribute. Whole numbers beyond 2^53 are bigints, so that no digit is lost; every other number is a number. */
export type AnyValue = string | number | bigint | boolean | null | Uint8Array | readonly AnyValue[] | Attributes;

/** A Map and not an object: a key such as `__proto__` is a key like any other. Of a repeated key the last value counts. */
export interface Attributes extends ReadonlyMap<string, AnyValue> {}

export const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

export const STATUS_CODES = ['unset', 'ok', 'error'] as const;
export type StatusCode = (typeof STATUS_CODES)[number];

export interface SpanEvent {
  readonly name: string;
  /** 0 when the sender gave none. */
  readonly time: bigint;
  readonly attributes: Attributes;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
}

export interface Span {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits; empty when the sender gave none. */
  readonly spanId: string;
  /** 16 hex digits; empty for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** 0 when the sender gave none. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly status: { readonly code: StatusCode; readonly message: string };
  /** Attributes, events and links that the SDK says it dropped. */
  readonly dropped: number;
  /** What the decoder had to mend, such as `value_too_deep`. */
  readonly mended: readonly string[];
}

export interface LogRecord {
  /** 32 hex digits; empty when the record belongs to no trace. */
  readonly traceId: string;
  /** 16 hex digits; empty when it belongs to no span. */
  readonly spanId: string;
  /** Name of the event; empty for a plain line of a log. */
  readonly name: string;
  /** When it happened; 0 when the sender gave no time. */
  readonly time: bigint;
  /** When it was seen first; 0 when the sender gave no time. */
  readonly observed: bigint;
  readonly body: AnyValue;
  readonly attributes: Attributes;
}

export interface Scope {
  readonly name: string;
  readonly version: string;
}

/** Spans of one resource and one instrumentation scope. */
export interface SpanGroup {
  readonly resource: Attributes;
  readonly scope: Scope;
  readonly spans: readonly Span[];
}

/** Spans that were refused alone, with the reason in words. */
export interface Rejection {
  readonly reason: string;
  readonly spans: number;
}

/** One step of decoding: a group of spans that can be stored, or spans that cannot. Callers may pause between steps. */
export type Decoded = { readonly group: SpanGroup } | { readonly rejection: Rejection };

/** The whole request is unreadable; the message says what is wrong and, where it can be guessed, what was meant. */
export class MalformedRequest extends Error {
  override readonly name = 'MalformedRequest';
}

/** Values nested deeper than this become null: no real telemetry comes near, and readers may recurse without care. */
export const MAX_DEPTH = 64;

/** Largest group that is decoded in one step, so that no request holds up the others for long. */
export const GROUP_SIZE = 256;

/**
 * Most attributes, events and links of one span that are kept. An SDK stops at 128 of each unless told otherwise; a
 * request of nothing but empty events would take fifty times its own size in memory.
 */
export const MOST = { attributes: 10_000, events: 4_000, links: 1_000 } as const;
