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

/** One row a document of each retrieval and rerank stage, ranks from 1. */
export function documentRows(
  shape: TraceShape,
  content: ReadonlyMap<string, SettleContent>,
  interaction: InteractionRow,
  hash: (text: string) => string,
): readonly RetrievedDocumentRow[] {
  const segments = segmentsOf(interaction);
  return documentSpans(shape).flatMap((span) => {
    const texts = needsContent(span) ? textsOf(content.get(span.span_id)?.documents ?? '') : [];
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
      ...segments,
      generated: interaction.generated,
      row_version: interaction.row_version,
      is_deleted: 0,
    }));
  });
}

/** The nine segment columns of a row. */
export function segmentsOf(row: Segments): Segments {
  return Object.fromEntries(SEGMENT_NAMES.map((name) => [name, row[name]])) as Segments;
}

/** Texts by rank from the JSON of `span_content.documents`; empty where it is cut or says nothing. */
function textsOf(json: string): readonly string[] {
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
