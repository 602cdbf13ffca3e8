import { documentsFrame } from '../core/frames/documentsFrame';
import type { FrameJSON } from '../core/frames/frame';
import type { DocumentsQuery } from '../core/query/operations';
import { documentsStatement } from '../core/sql/documentsSql';
import { printReadable } from '../core/sql/sql';
import type { QueryContext, QueryDeps, TimeRange } from './deps';
import { readRows } from './readRows';

/** Which documents were retrieved, and how good the answers were that had them. @throws QueryError, StorageError */
export async function answerDocuments(query: DocumentsQuery, context: QueryContext): Promise<FrameJSON[]> {
  const dimension = dimensionOf(query, context.deps);
  const statement = documentsStatement(query, dimension, context.range);
  return [documentsFrame(query, dimension, await readRows(statement, context), printReadable(statement))];
}

/** SQL of the query for people, without running it. @throws QueryError */
export function documentsSqlText(query: DocumentsQuery, range: TimeRange, deps: Pick<QueryDeps, 'settings'>): string {
  return printReadable(documentsStatement(query, dimensionOf(query, deps), range));
}

function dimensionOf({ dimension }: DocumentsQuery, { settings }: Pick<QueryDeps, 'settings'>): string {
  return dimension ?? settings.dimensions[0]?.name ?? '';
}
