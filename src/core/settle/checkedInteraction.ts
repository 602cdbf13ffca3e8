import type { InteractionRow } from '../model/tables';
import type { CheckedInteraction, GivenDocument } from '../validators/subject';
import { answeringSpans } from './answeringSpans';
import { documentSpans, textsOf } from './documents';
import type { SettleContent, SettleSpan } from './settleInput';
import type { TraceShape } from './traceShape';

/** Calls of tools whose results are looked at. */
export const MOST_TOOLS = 20;

export function toolSpans({ product }: TraceShape): readonly SettleSpan[] {
  return product.filter(({ stage }) => stage === 'tool').slice(0, MOST_TOOLS);
}

interface Texts {
  readonly question: string;
  readonly answer: string;
  readonly content: ReadonlyMap<string, SettleContent>;
}

type Settled = Pick<InteractionRow, 'finish_reason' | 'status' | 'flags' | 'retrieved_context_ids'>;

/** What validators look at, from the spans of a trace and their text. */
export function checkedInteraction(shape: TraceShape, settled: Settled, { question, answer, content }: Texts): CheckedInteraction {
  const textsOfSpans = (spans: readonly SettleSpan[], side: 'tool_result' | 'system_instructions' | 'input_messages'): string[] =>
    spans.map(({ span_id }) => content.get(span_id)?.[side] ?? '').filter((text) => text !== '');
  const calls = answeringSpans(shape);
  return {
    question,
    answer,
    documents: givenDocuments(shape, settled.retrieved_context_ids, content),
    toolResults: textsOfSpans(toolSpans(shape), 'tool_result'),
    otherContext: [...textsOfSpans(calls, 'system_instructions'), ...textsOfSpans(calls, 'input_messages')],
    finishReason: settled.finish_reason,
    isFailed: settled.status === 'error',
    isIncomplete: settled.flags.includes('content_incomplete') || settled.flags.includes('no_content'),
  };
}

/** Rerankers often list ids alone: the text and the version count wherever they were sent. */
function givenDocuments(
  shape: TraceShape,
  ids: readonly string[],
  content: ReadonlyMap<string, SettleContent>,
): readonly GivenDocument[] | null {
  if (!shape.product.some(({ documents_known }) => documents_known === 1)) return null;
  const known = new Map<string, { version: string; content: string }>();
  for (const span of documentSpans(shape)) {
    const texts = textsOf(content.get(span.span_id)?.documents ?? '');
    span.document_ids.forEach((id, index) => {
      const before = known.get(id);
      known.set(id, {
        version: before?.version || (span.document_versions[index] ?? ''),
        content: before?.content || (texts[index] ?? ''),
      });
    });
  }
  return ids.map((id, index) => ({ id, rank: index + 1, version: known.get(id)?.version ?? '', content: known.get(id)?.content ?? '' }));
}
