import type { FrameJSON, QueryResponse } from '../frames/frame';

/** Rows of a frame by the names of its fields. */
export type ReportRow = Readonly<Record<string, unknown>>;

export function rowsOf(frame: FrameJSON | undefined): ReportRow[] {
  if (frame === undefined) return [];
  const { fields } = frame.schema;
  const length = frame.data.values[0]?.length ?? 0;
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(fields.map(({ name }, field) => [name, frame.data.values[field]?.[index] ?? null])),
  );
}

/** Frame of an answer by its kind. */
export function frameOf({ results }: QueryResponse, refId: string, kind?: string): FrameJSON | undefined {
  const frames = results[refId]?.frames ?? [];
  return kind === undefined ? frames[0] : frames.find(({ schema }) => schema.meta?.custom?.['kind'] === kind);
}

export function numberOf(row: ReportRow | undefined, name: string): number | null {
  const value = row?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function textOf(row: ReportRow, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}
