/** Rows as texts by column, without what is kept as sent, so that two readings can be held against each other. */
import type { NormalisedSpan } from '../semconv/normaliseSpan';

/** Columns that hold what came as it came, and the time of receipt. */
const AS_SENT: ReadonlySet<string> = new Set(['attributes', 'resource_attributes', 'raw', 'ingest_ts']);
/** Columns of `span_content` that repeat those of the span; `truncated` is its flag `text_cut`. */
const REPEATED: ReadonlySet<string> = new Set(['trace_id', 'span_id', 'start_time', 'service', 'stage', 'truncated', 'from_logs']);

export type Cells = ReadonlyMap<string, string>;

/** Cells that are not empty. Columns of `span_content` have the name of their table before their own; evaluations are one column. */
export function cellsOf({ span, content, scores }: NormalisedSpan): Cells {
  const cells = new Map<string, string>();
  for (const [column, value] of Object.entries(span)) if (!AS_SENT.has(column)) cells.set(column, cellText(value));
  for (const [column, value] of Object.entries(content ?? {}))
    if (!AS_SENT.has(column) && !REPEATED.has(column)) cells.set(`span_content.${column}`, cellText(value));
  for (const [column, value] of cells) if (value === '') cells.delete(column);
  const rows = scores.map((score) => Object.entries(score).filter(([column]) => !AS_SENT.has(column)));
  if (rows.length > 0) cells.set('score_events', cellText(rows.map((row) => Object.fromEntries(row))));
  return cells;
}

/** A cell as people read it; nothing, whether NULL or empty, is empty. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value) && value.length === 0) return '';
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'bigint' ? String(inner) : inner instanceof Map ? Object.fromEntries(inner) : inner,
    ) ?? ''
  );
}

/** Columns that differ. */
export function changed(before: Cells, after: Cells): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((column) => (before.get(column) ?? '') !== (after.get(column) ?? ''));
}
