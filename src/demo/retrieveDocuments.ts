import type { Random } from './random';
import { documentId, GENERAL_DOCUMENTS, NEW_POLICY, OLD_POLICY, RETURN_POLICY, TOPICS, type DemoDocument, type DemoTopic } from './topics';

export interface FoundDocument {
  readonly id: string;
  readonly version: string;
  readonly content: string;
  /** Similarity or relevance, 0 to 1. */
  readonly score: number;
}

export interface Retrieval {
  /** As the vector search returned them, best first. */
  readonly retrieved: readonly FoundDocument[];
  /** What the reranker kept, best first: given to the model. */
  readonly reranked: readonly FoundDocument[];
}

const KEPT = 4;

/**
 * What the knowledge base returns for a request.
 * @param policy which return policies exist, and whether the old one outranks the new one
 */
export function retrieveDocuments(topic: DemoTopic, policy: 'old only' | 'old wins' | 'new wins', random: Random): Retrieval {
  const other = random.pick(TOPICS);
  const near = other === topic ? [] : [other.documents[0]];
  const best = [...(topic.name === RETURN_POLICY ? policyOrder(policy, topic) : topic.documents), random.pick(GENERAL_DOCUMENTS), ...near];
  const reranked = best.slice(0, KEPT).map((document, rank) => found(document, 0.93 - 0.13 * rank - 0.06 * random.uniform()));
  // Vector search is coarser than the reranker: the same documents, closer together and partly in another order.
  const retrieved = best
    .map((document, rank) => found(document, 0.86 - 0.03 * rank - 0.05 * random.uniform()))
    .sort((a, b) => b.score - a.score);
  return { retrieved, reranked };
}

/** The new policy lies third when the old one wins: the fault that the demo is about. */
function policyOrder(policy: 'old only' | 'old wins' | 'new wins', topic: DemoTopic): readonly DemoDocument[] {
  const others = topic.documents.filter((document) => document !== OLD_POLICY);
  switch (policy) {
    case 'old only':
      return [OLD_POLICY, ...others];
    case 'old wins':
      return [OLD_POLICY, ...others, NEW_POLICY];
    case 'new wins':
      return [NEW_POLICY, OLD_POLICY, ...others];
  }
}

function found(document: DemoDocument, score: number): FoundDocument {
  return { id: documentId(document), version: `v${document.version}`, content: document.content, score: Math.round(score * 1000) / 1000 };
}
