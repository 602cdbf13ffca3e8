/** All queries of one request, side by side; one that fails does not hurt the others. No HTTP in here. */
import { ZodError } from 'zod';
import type { FrameJSON, QueryAnswer, QueryResponse } from '../core/frames/frame';
import { queryRequestSchema, querySchema, type Query } from '../core/query/model';
import { migrateQuery } from '../core/query/migrateQuery';
import { QueryError } from '../core/sql/compileFilter';
import { StorageError } from '../storage/driver';
import { answerChanges } from './answerChanges';
import { answerGood } from './answerGood';
import { answerSql } from './answerSql';
import type { QueryDeps, TimeRange } from './deps';

/**
 * @param request body of `POST /api/v1/query`, unchecked
 * @throws ZodError when the request itself is not readable; a query that is not gets an answer of its own
 */
export async function answerQueries(request: unknown, deps: QueryDeps, signal?: AbortSignal): Promise<QueryResponse> {
  const { from, to, queries } = queryRequestSchema.parse(request);
  const answers = await Promise.all(queries.map((query, index) => answerOne(query, { from, to }, deps, refIdOf(query, index), signal)));
  return { results: Object.fromEntries(answers) };
}

async function answerOne(
  raw: unknown,
  range: TimeRange,
  deps: QueryDeps,
  refId: string,
  signal: AbortSignal | undefined,
): Promise<[string, QueryAnswer]> {
  const started = deps.clock.now();
  let kind = 'unknown';
  try {
    const query = querySchema.parse({ ...(migrateQuery(raw) as object), refId });
    kind = query.kind;
    if (!(range.to > range.from)) throw new QueryError('The time range is empty: "from" must be before "to".');
    const frames = await answer(query, range, deps, signal);
    deps.observe?.(kind, true, deps.clock.now() - started);
    return [refId, { status: 200, frames }];
  } catch (error) {
    deps.observe?.(kind, false, deps.clock.now() - started);
    return [refId, failure(error)];
  }
}

function answer(query: Query, range: TimeRange, deps: QueryDeps, signal: AbortSignal | undefined): Promise<FrameJSON[]> {
  switch (query.kind) {
    case 'good':
      return answerGood(query, range, deps, signal);
    case 'changes':
      return answerChanges(query, range, deps, signal);
    case 'sql':
      return answerSql(query, range, deps, signal);
  }
}

function refIdOf(query: unknown, index: number): string {
  const refId = typeof query === 'object' && query !== null && 'refId' in query ? query.refId : undefined;
  return typeof refId === 'string' && refId !== '' ? refId : String.fromCharCode(65 + (index % 26));
}

/** Who is at fault decides the source: the query or Plumbline (`plugin`), or ClickHouse (`downstream`). */
export function failure(error: unknown): QueryAnswer {
  if (error instanceof QueryError) return { status: 400, frames: [], error: error.message, errorSource: 'plugin' };
  if (error instanceof ZodError) return { status: 400, frames: [], error: zodText(error), errorSource: 'plugin' };
  if (error instanceof StorageError) {
    const status = { unavailable: 503, limit: 400, invalid: 400, cancelled: 499 }[error.kind];
    return { status, frames: [], error: error.message, errorSource: 'downstream' };
  }
  return { status: 500, frames: [], error: error instanceof Error ? error.message : String(error), errorSource: 'plugin' };
}

export function zodText(error: ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'query'}: ${message}`).join('; ');
}
