import type { FrameJSON } from '../../src/core/frames/frame';

/** Rows of a frame by column name; none without a frame. */
export function records(frame: FrameJSON | undefined): Record<string, unknown>[] {
  const fields = frame?.schema.fields ?? [];
  const length = frame?.data.values[0]?.length ?? 0;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(fields.map(({ name }, column) => [name, frame?.data.values[column]?.[row]])),
  );
}
