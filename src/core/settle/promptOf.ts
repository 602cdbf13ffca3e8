import { ancestors } from './answeringSpans';
import type { SettleSpan } from './settleInput';
import type { TraceShape } from './traceShape';

/**
 * The span that names the prompt of the answer: the answering call itself, else the nearest one above it, else the last
 * one that began before the call ended (prompts are often rendered in a step of their own), else any.
 */
export function promptOf(shape: TraceShape, answer: SettleSpan | undefined): Pick<SettleSpan, 'prompt_name' | 'prompt_version'> {
  const near = answer === undefined ? [] : [answer, ...ancestors(shape, answer)];
  const end = answer?.end_time ?? shape.root.end_time;
  return (
    near.find(hasPrompt) ??
    shape.product.findLast((span) => hasPrompt(span) && span.start_time <= end) ??
    shape.product.find(hasPrompt) ?? { prompt_name: '', prompt_version: '' }
  );
}

function hasPrompt({ prompt_name, prompt_version }: SettleSpan): boolean {
  return prompt_name !== '' || prompt_version !== '';
}
