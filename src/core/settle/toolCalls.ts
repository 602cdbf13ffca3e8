import type { SettleSpan } from './settleInput';
import type { TraceShape } from './traceShape';

/** Names of the tools that were called, in order. The spans of client and server of one call are one call. */
export function toolCalls(shape: TraceShape): readonly string[] {
  const seen = new Set<string>();
  return shape.product.flatMap((span) => {
    if (span.stage !== 'tool' || repeatsParent(span, shape.parentOf(span)) || seen.has(span.tool_call_id)) return [];
    if (span.tool_call_id !== '') seen.add(span.tool_call_id);
    return [span.tool_name || span.name];
  });
}

function repeatsParent(span: SettleSpan, parent: SettleSpan | undefined): boolean {
  return parent?.stage === 'tool' && span.tool_name !== '' && parent.tool_name === span.tool_name;
}
