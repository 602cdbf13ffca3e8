import type { FrameJSON } from '../core/frames/frame';
import { readTraceRows, tracesLogs, tracesTable } from '../core/frames/tracesFrame';
import type { TracesQuery } from '../core/query/operations';
import { printReadable, type Sql } from '../core/sql/sql';
import { chosenStatement, pageScoresStatement, pageStatement, textStatement, worstStatement } from '../core/sql/tracesSql';
import type { QueryContext, QueryDeps, TimeRange } from './deps';
import { readRows, type Rows } from './readRows';

/** A list of requests: the page first, then what belongs to it. @throws QueryError, StorageError */
export async function answerTraces(query: TracesQuery, context: QueryContext): Promise<FrameJSON[]> {
  const { range, deps } = context;
  const first = firstStatement(query, range, deps);
  const found = await readRows(first, context);
  const page = query.order === 'worst' ? await chosenPage(found, context) : found;
  const ids = page.map(([, id]) => String(id));
  const [texts, scores] =
    ids.length === 0
      ? [[], []]
      : await Promise.all([readRows(textStatement(ids, range), context), readRows(pageScoresStatement(ids, range), context)]);
  const rows = readTraceRows(page, texts, scores);
  const answer = { refId: query.refId, executedQueryString: printReadable(first) };
  return [query.format === 'logs' ? tracesLogs(answer, rows) : tracesTable(answer, rows)];
}

/** SQL that chooses the requests, for people, without running it. @throws QueryError */
export function tracesSqlText(query: TracesQuery, range: TimeRange, deps: Pick<QueryDeps, 'settings'>): string {
  return printReadable(firstStatement(query, range, deps));
}

function firstStatement(query: TracesQuery, range: TimeRange, { settings }: Pick<QueryDeps, 'settings'>): Sql {
  const dimension = query.dimension ?? settings.dimensions[0]?.name ?? '';
  return query.order === 'worst' ? worstStatement(query, dimension, range) : pageStatement(query, dimension, range);
}

/** The requests of scored traces, in the order in which the scores named them. */
async function chosenPage(scored: Rows, context: QueryContext): Promise<Rows> {
  const ids = scored.map(([id]) => String(id));
  if (ids.length === 0) return [];
  const place = new Map(ids.map((id, index) => [id, index]));
  const rows = await readRows(chosenStatement(ids, context.range), context);
  const placeOf = ([, id]: readonly unknown[]): number => place.get(String(id)) ?? 0;
  return [...rows].sort((a, b) => placeOf(a) - placeOf(b));
}
