import type { LogContentRow, ScoreEventRow, SpanContentRow, SpanRow } from '../core/model/tables';

/** Rows of one request, or of several together. */
export interface IngestRows {
  readonly spans: readonly SpanRow[];
  readonly content: readonly SpanContentRow[];
  readonly scores: readonly ScoreEventRow[];
  /** Text that came in log records. */
  readonly logs: readonly LogContentRow[];
}

/** A row that the store refused, found by halving the batch. */
export interface RefusedRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly reason: string;
}

export function sizeOf({ spans, content, scores, logs }: IngestRows): number {
  return spans.length + content.length + scores.length + logs.length;
}

/** Rows while they are collected. */
export class RowLists implements IngestRows {
  readonly spans: SpanRow[] = [];
  readonly content: SpanContentRow[] = [];
  readonly scores: ScoreEventRow[] = [];
  readonly logs: LogContentRow[] = [];
}
