/** Decoded spans for tests, from plain values. */
import type { AnyValue, Span, SpanEvent } from '../../src/core/otlp/types';

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain | undefined };

export const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
export const SPAN_ID = 'b7ad6b7169203331';
/** 2026-09-21T14:13:20Z, nanoseconds. */
export const START = 1_790_000_000_000_000_000n;
export const SECOND = 1_000_000_000n;

/** Objects become maps, as they are in decoded attributes. */
export function anyValue(value: Plain | undefined): AnyValue {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(anyValue);
  if (typeof value !== 'object' || value === null) return value as string | number | boolean | null;
  return attributes(value as Readonly<Record<string, Plain>>);
}

export function attributes(plain: Readonly<Record<string, Plain>>): ReadonlyMap<string, AnyValue> {
  return new Map(Object.entries(plain).map(([key, value]) => [key, anyValue(value)]));
}

export function event(name: string, plain: Readonly<Record<string, Plain>> = {}, time = START): SpanEvent {
  return { name, time, attributes: attributes(plain) };
}

export interface SpanGiven extends Partial<Omit<Span, 'attributes'>> {
  readonly attributes?: Readonly<Record<string, Plain>>;
}

/** A client span of two seconds. */
export function span({ attributes: plain = {}, ...given }: SpanGiven = {}): Span {
  return {
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    parentSpanId: '',
    name: 'span',
    kind: 'client',
    start: START,
    end: START + 2n * SECOND,
    events: [],
    links: [],
    status: { code: 'unset', message: '' },
    dropped: 0,
    mended: [],
    ...given,
    attributes: attributes(plain),
  };
}
