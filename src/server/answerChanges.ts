import { changesFrame } from '../core/frames/changesFrame';
import type { FrameJSON } from '../core/frames/frame';
import type { ChangesQuery } from '../core/query/model';
import { changesStatement } from '../core/sql/changesSql';
import { printReadable } from '../core/sql/sql';
import type { QueryContext } from './deps';
import { readRows } from './readRows';

/** First sights of versions within the range. @throws QueryError, StorageError */
export async function answerChanges(query: ChangesQuery, context: QueryContext): Promise<FrameJSON[]> {
  const statement = changesStatement(query, context.range);
  return [changesFrame(query.refId, await readRows(statement, context), printReadable(statement))];
}
