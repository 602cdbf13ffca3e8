/** Traces that Plumbline itself sends: generated traffic and replayed logs. The decoder of received ones has its own types. */

/** Whole numbers travel as integers, others as doubles, as the OpenTelemetry SDK for JavaScript does it. */
export type OutgoingValue = string | number | boolean | readonly OutgoingValue[] | { readonly [key: string]: OutgoingValue | undefined };

/** An attribute that is undefined is not sent, so that callers can write optional ones in place. */
export type OutgoingAttributes = { readonly [key: string]: OutgoingValue | undefined };

/** Numbers of the protocol. */
export const SPAN_KIND = { internal: 1, server: 2, client: 3 } as const;
export const STATUS_CODE = { unset: 0, ok: 1, error: 2 } as const;

export interface OutgoingEvent {
  readonly name: string;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly time: bigint;
  readonly attributes: OutgoingAttributes;
}

export interface OutgoingSpan {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** 16 hex digits; absent for a root. */
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: (typeof SPAN_KIND)[keyof typeof SPAN_KIND];
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: OutgoingAttributes;
  readonly events?: readonly OutgoingEvent[];
  readonly status?: { readonly code: (typeof STATUS_CODE)[keyof typeof STATUS_CODE]; readonly message?: string };
}

/** Spans of one service and release. */
export interface OutgoingResource {
  readonly attributes: OutgoingAttributes;
  /** Who made the spans: name and version of the instrumentation scope. */
  readonly scope: { readonly name: string; readonly version: string };
  readonly spans: readonly OutgoingSpan[];
}
