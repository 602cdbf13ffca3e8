import type { FrameJSON } from '../core/frames/frame';
import { traceFrame } from '../core/frames/traceFrame';
import type { TraceQuery } from '../core/query/operations';
import { QueryError } from '../core/query/queryError';
import { printReadable } from '../core/sql/sql';
import { spanStatement, spanTextStatement } from '../core/sql/traceSql';
import type { QueryContext } from './deps';
import { readRows } from './readRows';

/** The spans of one trace. @throws QueryError, StorageError */
export async function answerTrace(query: TraceQuery, context: QueryContext): Promise<FrameJSON[]> {
  const traceId = traceIdOf(query);
  const statement = spanStatement(traceId);
  const [spans, texts] = await Promise.all([readRows(statement, context), readRows(spanTextStatement(traceId), context)]);
  return [traceFrame({ refId: query.refId, traceId, executedQueryString: printReadable(statement) }, spans, texts)];
}

/** @throws QueryError without a trace id */
export function traceSqlText(query: TraceQuery): string {
  return printReadable(spanStatement(traceIdOf(query)));
}

/** Ids are kept in lower case; people paste them in any, with dashes when a tool wrote them so. */
function traceIdOf({ traceId }: TraceQuery): string {
  const id = traceId.trim().toLowerCase().replaceAll('-', '');
  if (id === '') throw new QueryError('The query names no trace: give its id.');
  return id;
}
