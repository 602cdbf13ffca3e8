import { usedDocuments, type DocumentUse } from '../documents/usedDocuments';
import type { InteractionRow, RetrievedDocumentRow } from '../model/tables';
import { SEGMENT_NAMES, type Segments } from '../model/segments';
import { documentVersion, versionInId } from './documentVersion';
import type { SettleContent, SettleSpan } from './settleInput';
import type { TraceShape } from './traceShape';

/** Ids of the documents that reached the model: what the last reranker kept, else what all retrievals found, each once. */
export function contextIds({ product }: TraceShape): readonly string[] {
  const known = product.filter(({ documents_known }) => documents_known === 1);
  const reranked = known.findLast(({ stage }) => stage === 'rerank');
  const sources = reranked === undefined ? known.filter(({ stage }) => stage === 'retrieval') : [reranked];
  return [...new Set(sources.flatMap(({ document_ids }) => document_ids))];
}

export function documentSpans({ product }: TraceShape): readonly SettleSpan[] {
  return product.filter(({ stage, document_ids }) => (stage === 'retrieval' || stage === 'rerank') && document_ids.length > 0);
}

/** True when a version can only be had from the text of a document. */
export function needsContent({ document_ids, document_versions }: SettleSpan): boolean {
  return document_ids.some((id, index) => (document_versions[index] ?? '') === '' && versionInId(id) === undefined);
}

/** Ranks are UInt16; what comes after is not a ranking that a person looks at. */
const MOST_RANKS = 0xffff;

/** What the rows of documents are made of besides the spans. */
export interface DocumentContext {
  readonly content: ReadonlyMap<string, SettleContent>;
  readonly interaction: InteractionRow;
  readonly question: string;
  readonly answer: string;
  readonly hash: (text: string) => string;
}

/** One row a document of each retrieval and rerank stage, ranks from 1. */
export function documentRows(
  shape: TraceShape,
  { content, interaction, question, answer, hash }: DocumentContext,
): readonly RetrievedDocumentRow[] {
  const segments = segmentsOf(interaction);
  const listed = documentSpans(shape).map((span) => ({ span, texts: textsOf(content.get(span.span_id)?.documents ?? '') }));
  const uses = usesOf(interaction.retrieved_context_ids, listed, question, answer);
  return listed.flatMap(({ span, texts }) => {
    return span.document_ids.slice(0, MOST_RANKS).map((id, index): RetrievedDocumentRow => ({
      trace_id: interaction.trace_id,
      span_id: span.span_id,
      time: interaction.time,
      stage: span.stage,
      rank: index + 1,
      document_id: id,
      document_version: documentVersion(id, span.document_versions[index] ?? '', texts[index] ?? '', hash),
      data_source: span.data_source,
      score: span.document_scores[index] ?? null,
      distance: span.document_distances[index] ?? null,
      used: uses.get(id) ?? null,
      ...segments,
      generated: interaction.generated,
      row_version: interaction.row_version,
      is_deleted: 0,
    }));
  });
}

/** Documents beyond these were hardly read by a model, and settling has to stay quick. */
const MOST_COMPARED = 30;

interface Listed {
  readonly span: SettleSpan;
  /** Text of its documents by rank; empty where it was not recorded. */
  readonly texts: readonly string[];
}

/** By document: 1 when the answer rests on it, 0 when not. Rerankers often list ids alone: a text counts wherever it was sent. */
function usesOf(contextIds: readonly string[], listed: readonly Listed[], question: string, answer: string): ReadonlyMap<string, 0 | 1> {
  if (answer === '' || contextIds.length === 0) return new Map();
  const textOf = new Map(
    listed.flatMap(({ span, texts }) =>
      span.document_ids.map((id, index) => [id, texts[index] ?? ''] as const).filter(([, text]) => text !== ''),
    ),
  );
  const given = contextIds.slice(0, MOST_COMPARED).map((id) => ({ id, content: textOf.get(id) ?? '' }));
  return new Map(
    usedDocuments(question, answer, given).flatMap((use, index) =>
      USED[use] === null ? [] : [[given[index]?.id ?? '', USED[use]] as const],
    ),
  );
}

const USED: Readonly<Record<DocumentUse, 0 | 1 | null>> = { cited: 1, used: 1, 'not used': 0, unknown: null };

/** The nine segment columns of a row. */
export function segmentsOf(row: Segments): Segments {
  return Object.fromEntries(SEGMENT_NAMES.map((name) => [name, row[name]])) as Segments;
}

/** Texts by rank from the JSON of `span_content.documents`; empty where it is cut or says nothing. */
export function textsOf(json: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.map(textOf) : [];
  } catch {
    return [];
  }
}

function textOf(document: unknown): string {
  const content: unknown = typeof document === 'object' && document !== null && 'content' in document ? document.content : '';
  return typeof content === 'string' ? content : '';
}
