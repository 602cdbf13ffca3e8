import type { IdProblem, ReadId } from './ids';
import type { Span } from './types';

/** A span as read, with ids that may be unusable. */
export interface RawSpan extends Omit<Span, 'traceId' | 'spanId' | 'parentSpanId' | 'mended'> {
  readonly traceId: ReadId;
  readonly spanId: ReadId;
  readonly parentSpanId: ReadId;
}

/**
 * The rules on ids, one for both encodings. A span without a trace belongs nowhere, and an all-zero id is invalid by the
 * specification: both are refused. A span that has a trace and names no id of its own is kept; it gets an id made of its
 * content when it is normalised. A parent that cannot be read makes the span a root.
 */
export function toSpan(raw: RawSpan, mended: Set<string>): { readonly span: Span } | { readonly reason: string } {
  if ('problem' in raw.traceId) return { reason: reasonOf('trace_id', raw.traceId.problem) };
  if ('problem' in raw.spanId && raw.spanId.problem !== 'is missing') return { reason: reasonOf('span_id', raw.spanId.problem) };
  const noParent = 'problem' in raw.parentSpanId;
  // All-zero parents are a common way to say "none".
  if (noParent && /length|hex/.test(raw.parentSpanId.problem)) mended.add('bad_parent_id');
  return {
    span: {
      ...raw,
      traceId: raw.traceId.id,
      spanId: 'id' in raw.spanId ? raw.spanId.id : '',
      parentSpanId: noParent ? '' : raw.parentSpanId.id,
      mended: mended.size === 0 ? NOTHING : [...mended],
    },
  };
}

const NOTHING: readonly string[] = [];

function reasonOf(name: string, problem: IdProblem): string {
  return `${name} ${problem}`;
}
