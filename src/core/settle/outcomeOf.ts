import { answeringSpans } from './answeringSpans';
import { isFailed } from './isFailed';
import type { TraceShape } from './traceShape';

/** An error when the root failed; without the root, when the answering model call did. */
export function outcomeOf(shape: TraceShape): { readonly status: 'ok' | 'error'; readonly error: string } {
  const deciding = shape.isRootMissing ? (answeringSpans(shape)[0] ?? shape.root) : shape.root;
  if (!isFailed(deciding)) return { status: 'ok', error: '' };
  // A failed root often repeats nothing of the reason: the first failed step below it has it.
  const reasons = [deciding, ...shape.product.filter(isFailed)].map(({ error_type, status_message }) => error_type || status_message);
  return { status: 'error', error: reasons.find((reason) => reason !== '') ?? 'error' };
}
