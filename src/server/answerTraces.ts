import type { FrameJSON } from '../core/frames/frame';
import { readTraceRows, tracesLogs, tracesTable } from '../core/frames/tracesFrame';
import type { TracesQuery } from '../core/query/operations';
import { printReadable } from '../core/sql/sql';
import { textTokens } from '../core/sql/textTokens';
import { candidatesStatement, readCursor, writeCursor } from '../core/sql/traceCandidates';
import { chosenStatement, pageScoresStatement, textStatement } from '../core/sql/tracesSql';
import type { QueryContext, QueryDeps, TimeRange } from './deps';
import { findPage } from './findPage';
import { readRows } from './readRows';

/** A list of requests: the page first, then what belongs to it. @throws QueryError, StorageError */
export async function answerTraces(query: TracesQuery, context: QueryContext): Promise<FrameJSON[]> {
  const { range, deps } = context;
  const dimension = dimensionOf(query, deps);
  const { keys, hasMore } = await findPage(query, dimension, context);
  const ids = keys.map(({ traceId }) => traceId);
  const [found, texts, scores] =
    ids.length === 0
      ? [[], [], []]
      : await Promise.all([
          readRows(chosenStatement(keys, range), context),
          readRows(textStatement(ids), context),
          readRows(pageScoresStatement(keys), context),
        ]);
  const place = new Map(ids.map((id, index) => [id, index]));
  const placeOf = ([, id]: readonly unknown[]): number => place.get(String(id)) ?? 0;
  const rows = readTraceRows(
    [...found].sort((a, b) => placeOf(a) - placeOf(b)),
    texts,
    scores,
  );
  const last = keys.at(-1);
  const answer = {
    refId: query.refId,
    executedQueryString: tracesSqlText(query, range, deps),
    searchWords: textTokens(query.search),
    next: hasMore && last !== undefined ? writeCursor(last) : null,
  };
  return [query.format === 'logs' ? tracesLogs(answer, rows) : tracesTable(answer, rows)];
}

/** SQL that chooses the requests, for people, without running it. @throws QueryError */
export function tracesSqlText(query: TracesQuery, range: TimeRange, deps: Pick<QueryDeps, 'settings'>): string {
  const after = query.after === undefined ? null : readCursor(query.after);
  return printReadable(candidatesStatement(query, dimensionOf(query, deps), range, after, query.limit));
}

function dimensionOf({ dimension }: TracesQuery, { settings }: Pick<QueryDeps, 'settings'>): string {
  return dimension ?? settings.dimensions[0]?.name ?? '';
}
