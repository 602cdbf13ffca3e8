/** Rows that take out what an earlier round wrote under a key that no longer holds. Pure. */
import {
  interactions,
  interactionText,
  retrievedDocuments,
  scores,
  type InteractionRow,
  type InteractionTextRow,
  type RetrievedDocumentRow,
  type ScoreRow,
} from '../core/model/tables';
import type { RowOf, Table } from '../core/model/table';
import { validatorFindings, type ValidatorFindingsRow } from '../core/model/validatorTables';
import type { SettledTrace } from '../core/settle/settleTrace';
import type { EarlierDocument, EarlierKey, EarlierScore } from './readEarlier';

export interface Tombstones {
  readonly interactions: readonly InteractionRow[];
  readonly texts: readonly InteractionTextRow[];
  readonly findings: readonly ValidatorFindingsRow[];
  readonly scores: readonly ScoreRow[];
  readonly documents: readonly RetrievedDocumentRow[];
}

export interface Earlier {
  readonly keys: readonly EarlierKey[];
  readonly scores: readonly EarlierScore[];
  readonly documents: readonly EarlierDocument[];
}

/** @param now what holds now; null when the trace turned out to be no interaction any more */
export function tombstones(traceId: string, earlier: Earlier, now: SettledTrace | null, rowVersion: bigint): Tombstones {
  const version = { row_version: rowVersion, is_deleted: 1 };
  const moved = earlier.keys.filter(({ time, service }) => time !== now?.interaction.time || service !== now.interaction.service);
  // The text is keyed by time alone, so another service overwrites it.
  const movedTexts = earlier.keys.filter(({ time }) => time !== now?.interaction.time);
  const scoreKeys = new Set(now?.scores.map((row) => keyOf(row.service, row.name, row.time, row.score_id)));
  const documentKeys = new Set(now?.documents.map((row) => keyOf(row.service, row.document_id, row.time, row.span_id, row.rank)));
  return {
    interactions: moved.map(({ time, service }) => ({ ...EMPTY_INTERACTION, trace_id: traceId, time, service, ...version })),
    texts: movedTexts.map(({ time, service }) => ({ ...EMPTY_TEXT, trace_id: traceId, time, service, ...version })),
    findings: movedTexts.map(({ time, service }) => ({ ...EMPTY_FINDINGS, trace_id: traceId, time, service, ...version })),
    scores: earlier.scores
      .filter((row) => !scoreKeys.has(keyOf(row.service, row.name, row.time, row.scoreId)))
      .map(({ time, service, name, scoreId }) => ({
        ...EMPTY_SCORE,
        trace_id: traceId,
        time,
        service,
        name,
        score_id: scoreId,
        ...version,
      })),
    documents: earlier.documents
      .filter((row) => !documentKeys.has(keyOf(row.service, row.documentId, row.time, row.spanId, row.rank)))
      .map(({ time, service, documentId, spanId, rank }) => ({
        ...EMPTY_DOCUMENT,
        trace_id: traceId,
        time,
        service,
        document_id: documentId,
        span_id: spanId,
        rank,
        ...version,
      })),
  };
}

function keyOf(...parts: readonly (string | bigint | number)[]): string {
  return parts.join('\u0000');
}

const EMPTY_INTERACTION = emptyRow(interactions);
const EMPTY_TEXT = emptyRow(interactionText);
const EMPTY_FINDINGS = emptyRow(validatorFindings);
const EMPTY_SCORE = { ...emptyRow(scores), inclusion_probability: 1 };
const EMPTY_DOCUMENT = emptyRow(retrievedDocuments);

/** A row with nothing in it, by the column types; only the key of a tombstone matters. */
function emptyRow<T extends Table>(table: T): RowOf<T> {
  return Object.fromEntries(Object.entries(table.columns).map(([name, type]) => [name, emptyValue(type)])) as RowOf<T>;
}

function emptyValue(type: string): unknown {
  if (type.startsWith('Nullable')) return null;
  if (type.startsWith('Array')) return [];
  if (type.startsWith('DateTime64') || type === 'UInt64') return 0n;
  return type.includes('String') ? '' : 0;
}
