import type { SettleSpan } from './settleInput';
import type { TraceShape } from './traceShape';

/** Whether a span has an ancestor of a kind. Each span is walked over once, however deep the trace is. */
export function belowAny(shape: TraceShape, isOne: (span: SettleSpan) => boolean): (span: SettleSpan) => boolean {
  /** Of each span whether it or one above it is of the kind. */
  const known = new Map<string, boolean>();
  const isOrIsBelow = (span: SettleSpan): boolean => {
    const way: string[] = [];
    let at: SettleSpan | undefined = span;
    for (; at !== undefined && !known.has(at.span_id) && !isOne(at); at = shape.parentOf(at)) way.push(at.span_id);
    const found = at !== undefined && (known.get(at.span_id) ?? true);
    for (const id of way) known.set(id, found);
    return found;
  };
  return (span) => {
    const parent = shape.parentOf(span);
    return parent !== undefined && isOrIsBelow(parent);
  };
}
