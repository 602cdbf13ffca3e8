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
  return answer === undefined ? [] : [answer, ...ancestors(shape, answer).filter(({ stage }) => stage === 'generation')];
}

/** Parents from the nearest up. */
export function ancestors(shape: TraceShape, span: SettleSpan): readonly SettleSpan[] {
  const found: SettleSpan[] = [];
  for (let at = shape.parentOf(span); at !== undefined; at = shape.parentOf(at)) found.push(at);
  return found;
}
