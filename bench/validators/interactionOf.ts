import type { CheckedInteraction, GivenDocument } from '../../src/core/validators/subject';

/** A request that was answered from some texts, with nothing else given to the model. */
export function interactionOf(question: string, answer: string, texts: readonly string[]): CheckedInteraction {
  const documents = texts.map((content, index): GivenDocument => ({ id: `document-${index}`, version: '', rank: index + 1, content }));
  return { question, answer, documents, toolResults: [], otherContext: [], finishReason: 'stop', isFailed: false, isIncomplete: false };
}
