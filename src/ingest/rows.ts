import type { ScoreEventRow, SpanContentRow, SpanRow } from '../core/model/tables';

/** Rows of one request, or of several together. */
export interface IngestRows {
  readonly spans: readonly SpanRow[];
  readonly content: readonly SpanContentRow[];
  readonly scores: readonly ScoreEventRow[];
}

/** A row that the store refused, found by halving the batch. */
export interface RefusedRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly reason: string;
}

export function sizeOf({ spans, content, scores }: IngestRows): number {
  return spans.length + content.length + scores.length;
}
