/** Rows with every column filled, for tests to change the few that matter. */
import {
  interactions,
  scoreEvents,
  scores,
  spanContent,
  spans,
  type InteractionRow,
  type ScoreEventRow,
  type ScoreRow,
  type SpanContentRow,
  type SpanRow,
} from '../../src/core/model/tables';
import type { RowOf, Table } from '../../src/core/model/table';

function emptyValue(type: string): unknown {
  if (type.startsWith('Nullable')) return null;
  if (type.startsWith('Array')) return [];
  if (type.startsWith('Map')) return new Map();
  if (type.startsWith('DateTime64') || type === 'UInt64') return 0n;
  if (type === 'String' || type.startsWith('LowCardinality')) return '';
  return 0;
}

export function emptyRow<T extends Table>(table: T): RowOf<T> {
  return Object.fromEntries(Object.entries(table.columns).map(([name, type]) => [name, emptyValue(type)])) as RowOf<T>;
}

const TRACE = '0123456789abcdef0123456789abcdef';

export const spanRow = (change: Partial<SpanRow>): SpanRow => ({
  ...emptyRow(spans),
  trace_id: TRACE,
  span_id: '0000000000000001',
  ...change,
});
export const contentRow = (change: Partial<SpanContentRow>): SpanContentRow => ({
  ...emptyRow(spanContent),
  trace_id: TRACE,
  span_id: '0000000000000001',
  ...change,
});
export const scoreEventRow = (change: Partial<ScoreEventRow>): ScoreEventRow => ({
  ...emptyRow(scoreEvents),
  trace_id: TRACE,
  name: 'factuality',
  scale_min: 1,
  scale_max: 5,
  inclusion_probability: 1,
  ...change,
});
export const scoreRow = (change: Partial<ScoreRow>): ScoreRow => ({
  ...emptyRow(scores),
  trace_id: TRACE,
  name: 'factuality',
  scale_min: 1,
  scale_max: 5,
  inclusion_probability: 1,
  ...change,
});
export const interactionRow = (change: Partial<InteractionRow>): InteractionRow => ({
  ...emptyRow(interactions),
  trace_id: TRACE,
  ...change,
});
