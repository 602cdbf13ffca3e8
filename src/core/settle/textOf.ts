import type { SettleContent, SettleSpan } from './settleInput';
import { documentSpans, needsContent } from './documents';
import { answeringSpans } from './answeringSpans';
import { toolSpans } from './checkedInteraction';
import type { TraceShape } from './traceShape';

/** Where the question is looked for, in this order. */
function questionSpans(shape: TraceShape): readonly SettleSpan[] {
  const { root, product } = shape;
  return present([root, firstOf(product, 'gateway'), ...answeringSpans(shape), firstOf(product, 'agent'), firstOf(product, 'workflow')]);
}

/** Where the answer is looked for, in this order: what left the system comes before what the model said. */
function answerSpans(shape: TraceShape): readonly SettleSpan[] {
  const { root, product } = shape;
  const egress = product.findLast(({ stage }) => stage === 'egress');
  return present([egress, root, ...answeringSpans(shape), firstOf(product, 'agent'), firstOf(product, 'workflow')]);
}

function firstOf(spans: readonly SettleSpan[], stage: string): SettleSpan | undefined {
  return spans.find((span) => span.stage === stage);
}

function present(spans: readonly (SettleSpan | undefined)[]): readonly SettleSpan[] {
  return spans.filter((span) => span !== undefined);
}

/** Retrievals of one trace whose documents are read for a hash; beyond it documents without a version stay without. */
const MOST_HASHED = 500;

/** Retrievals and reranks of one trace whose documents are held against the answer. */
const MOST_HELD = 20;

/** Ids of the spans whose text `settleTrace` reads: a handful, however long the trace is, and those with documents. */
export function spansWithText(shape: TraceShape): readonly string[] {
  const spans = [
    ...questionSpans(shape),
    ...answerSpans(shape),
    ...documentSpans(shape).slice(0, MOST_HELD),
    ...documentSpans(shape).filter(needsContent).slice(0, MOST_HASHED),
    ...toolSpans(shape),
  ];
  return [...new Set(spans.map(({ span_id }) => span_id))];
}

/** The question and the answer; '' where no text was sent. */
export function textOf(
  shape: TraceShape,
  content: ReadonlyMap<string, SettleContent>,
): { readonly question: string; readonly answer: string } {
  const first = (spans: readonly SettleSpan[], side: 'input_text' | 'output_text'): string =>
    spans.map(({ span_id }) => content.get(span_id)?.[side] ?? '').find((text) => text !== '') ?? '';
  return { question: first(questionSpans(shape), 'input_text'), answer: first(answerSpans(shape), 'output_text') };
}
