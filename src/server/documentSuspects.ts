import type { Suspicion } from '../core/documents/documentReports';
import type { FrameJSON } from '../core/frames/frame';
import type { DocumentsQuery } from '../core/query/operations';
import { QueryError } from '../core/query/queryError';
import { worseQuerySchema } from '../core/query/worse';
import type { QueryContext } from './deps';
import { answerWorse } from './worse/answerWorse';

/** Below this a document is listed among those of the fall, but nothing speaks against it (src/core/worse/suspectDocuments.ts). */
const BLAMED_FROM = 0.5;

/** Documents that the clearest fall of the dimension is blamed on, with its start; none when nothing is worse. @throws StorageError */
export async function documentSuspects(query: DocumentsQuery, dimension: string, context: QueryContext): Promise<readonly Suspicion[]> {
  const { refId, filters, timezone } = query;
  const asked = worseQuerySchema.parse({
    kind: 'worse',
    refId,
    filters,
    timezone,
    format: 'panel',
    metrics: [{ kind: 'score', dimension }],
  });
  try {
    return readSuspects(await answerWorse(asked, context));
  } catch (error) {
    // Filters on single requests have no hourly baseline; the list of documents does not depend on one.
    if (error instanceof QueryError) return [];
    throw error;
  }
}

/** From the frames of a `worse` answer. */
export function readSuspects(frames: readonly FrameJSON[]): readonly Suspicion[] {
  const since = startOf(frames);
  const documents = frames.find(({ schema }) => schema.name === 'worse_documents');
  if (since === null || documents === undefined) return [];
  return rowsOf(documents).flatMap((row) => {
    const suspicion = Number(row.suspicion);
    const reason = String(row.reason ?? '');
    return suspicion >= BLAMED_FROM && reason !== '' ? [{ id: String(row.document_id), since, suspicion, reason }] : [];
  });
}

/** When the fall that is explained began. */
function startOf([first, ...rest]: readonly FrameJSON[]): number | null {
  const custom = first?.schema.meta?.custom;
  const explained = custom?.explained;
  if (first === undefined || explained === undefined) return null;
  const segment = Array.isArray(custom?.explainedSegment) ? custom.explainedSegment.map(String) : [];
  const frame = segment.length === 0 ? first : rest.find(({ schema }) => schema.name === 'worse_segments');
  const row =
    frame === undefined
      ? undefined
      : rowsOf(frame).find((one) => one.metric === explained && segment.every((value) => Object.values(one).includes(value)));
  return typeof row?.since === 'number' ? row.since : null;
}

function rowsOf({ schema, data }: FrameJSON): Readonly<Record<string, unknown>>[] {
  const count = data.values[0]?.length ?? 0;
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(schema.fields.map(({ name }, column) => [name, data.values[column]?.[row]])),
  );
}
