/** One answer as a person reviews it. Without any score: a person who sees the judge's is drawn towards it. */
import { parseJson } from '../semconv/parseJson';

export interface ReviewDocument {
  /** From 1. */
  readonly rank: number;
  readonly id: string;
  readonly version: string;
  readonly content: string;
}

export interface ReviewItem {
  readonly traceId: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  readonly service: string;
  readonly topic: string;
  readonly promptVersion: string;
  readonly modelVersion: string;
  readonly question: string;
  readonly answer: string;
  readonly documents: readonly ReviewDocument[];
  /** Goes back with the label. */
  readonly inclusionProbability: number;
  readonly stratum: string;
}

/** Longest text of one document that is shown. */
const MOST_CONTENT = 20_000;

/** What reached the model: the last reranker's documents, else all that retrievals found. @param spans [stage, JSON] in the order of time */
export function reviewDocuments(spans: readonly (readonly [stage: string, documents: string])[]): ReviewDocument[] {
  const reranked = spans.findLast(([stage]) => stage === 'rerank');
  const listed = (reranked === undefined ? spans : [reranked]).flatMap(([, text]) => {
    const read = parseJson(text)?.value;
    return Array.isArray(read) ? (read as readonly unknown[]) : [];
  });
  return listed.flatMap((entry: unknown, index): ReviewDocument[] => {
    if (typeof entry !== 'object' || entry === null) return [];
    const fields = new Map<string, unknown>(Object.entries(entry));
    const text = (name: string): string => {
      const value = fields.get(name);
      return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
    };
    return [{ rank: index + 1, id: text('id'), version: text('version'), content: text('content').slice(0, MOST_CONTENT) }];
  });
}
