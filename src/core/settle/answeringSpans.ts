import { belowAny } from './belowAny';
import type { SettleSpan } from './settleInput';
import type { TraceShape } from './traceShape';

/** Model calls in here serve the check or the tool, not the answer. */
const ASIDE = ['guardrail', 'evaluator', 'tool'] as const;

/**
 * The model call that gave the answer, and above it the calls that wrap it (a gateway's and the client's span of one call
 * are two generations), nearest first. It is the last generation outside of guardrails and tools; where there is none,
 * the last one inside a tool; else the last agent that names its model. Empty when no model took part.
 */
export function answeringSpans(shape: TraceShape): readonly SettleSpan[] {
  const aside = shape.within(...ASIDE);
  const checks = shape.within('guardrail');
  const answer =
    shape.product.findLast(({ stage, span_id }) => stage === 'generation' && !aside.has(span_id)) ??
    shape.product.findLast(({ stage, span_id }) => stage === 'generation' && !checks.has(span_id)) ??
    shape.product.findLast(({ stage, model }) => (stage === 'agent' || stage === 'workflow') && model !== '');
  if (answer === undefined) return [];
  const inner = innermost(shape, answer, aside);
  return [inner, ...ancestors(shape, inner).filter(({ stage }) => stage === 'generation')];
}

/** A call that starts in the same millisecond as the one that wraps it, and outlasts it, stands before it in time. */
function innermost(shape: TraceShape, answer: SettleSpan, aside: ReadonlySet<string>): SettleSpan {
  if (answer.stage !== 'generation') return answer;
  const inside = belowAny(shape, (span) => span === answer);
  return shape.product.findLast((span) => span.stage === 'generation' && !aside.has(span.span_id) && inside(span)) ?? answer;
}

/** Parents from the nearest up. */
export function ancestors(shape: TraceShape, span: SettleSpan): readonly SettleSpan[] {
  const found: SettleSpan[] = [];
  for (let at = shape.parentOf(span); at !== undefined; at = shape.parentOf(at)) found.push(at);
  return found;
}
