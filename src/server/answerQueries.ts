/** All queries of one request, side by side; one that fails does not hurt the others. No HTTP in here. */
import { setMaxListeners } from 'node:events';
import type { FrameJSON, QueryAnswer, QueryResponse } from '../core/frames/frame';
import { BUDGET_NUMBERS } from '../core/frames/budgetFrame';
import { GOOD_NUMBERS } from '../core/frames/goodFrames';
import { WORSE_NUMBERS } from '../core/frames/worseFrames';
import { migrateQuery } from '../core/query/migrateQuery';
import { queryRequestSchema, querySchema, type Query } from '../core/query/model';
import { QueryError } from '../core/query/queryError';
import { answerBudget } from './answerBudget';
import { answerAgreement } from './answerAgreement';
import { answerCoverage } from './answerCoverage';
import { answerChanges } from './answerChanges';
import { answerDocuments } from './answerDocuments';
import { answerGood } from './answerGood';
import { answerHealth } from './answerHealth';
import { answerMetric } from './answerMetric';
import { answerSql } from './answerSql';
import { answerTrace } from './answerTrace';
import { answerTraces } from './answerTraces';
import { StorageError } from '../storage/driver';
import type { QueryContext, QueryDeps } from './deps';
import { queryFailure } from './queryFailure';
import { tableOnce, type TableMemo } from './tableOnce';
import { answerWorse } from './worse/answerWorse';

export interface Caller {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
  /** True when an alert rule asks. */
  readonly isAlert?: boolean;
}

/** Beyond the engine's own limit, so that its message, which says more, comes first. */
const GRACE_MS = 2_000;

/**
 * @param request body of `POST /api/v1/query`, unchecked
 * @throws ZodError or QueryError when the request itself is not readable; a query that is not gets an answer of its own
 */
export async function answerQueries(request: unknown, deps: QueryDeps, caller: Caller = {}): Promise<QueryResponse> {
  const { from, to, queries } = queryRequestSchema.parse(request);
  const asked = queries.map((query, index) => [refIdOf(query, index), query] as const);
  const twice = asked.find(([refId], index) => asked.findIndex(([other]) => other === refId) < index);
  if (twice !== undefined) throw new QueryError(`Two queries have the refId ${twice[0]}.`);
  const limit = AbortSignal.timeout(deps.settings.file.query.timeout_seconds * 1000 + GRACE_MS);
  const signal = caller.signal === undefined ? limit : AbortSignal.any([limit, caller.signal]);
  const context = { range: { from, to }, deps, signal, isAlert: caller.isAlert === true };
  const memo: TableMemo = new Map();
  const answers = await Promise.all(asked.map(async ([refId, query]) => [refId, await answerOne(query, refId, context, memo)] as const));
  return { results: Object.fromEntries(answers) };
}

async function answerOne(saved: unknown, refId: string, context: QueryContext, memo: TableMemo): Promise<QueryAnswer> {
  const { deps, range } = context;
  const signal = AbortSignal.any([context.signal]);
  // Each statement listens while it runs, and an answer may take dozens; Node would take that for a leak.
  setMaxListeners(0, signal);
  const started = deps.clock.now();
  let kind = 'unknown';
  let result: QueryAnswer;
  try {
    const query = parseQuery({ ...migrateQuery(saved), refId });
    kind = query.kind;
    if (!(range.to > range.from)) throw new QueryError('The time range is empty: "from" must be before "to".');
    result = { status: 200, frames: await untilAborted(answer(query, { ...context, signal }, memo), signal) };
  } catch (error) {
    result = queryFailure(error, kind);
    // A tab that was closed is no failure to look into.
    if (result.status >= 500 && !context.signal.aborted) deps.report?.(error);
  }
  deps.observe?.(kind, result.status, deps.clock.now() - started);
  return result;
}

function parseQuery(query: Readonly<Record<string, unknown>>): Query {
  const kinds = querySchema.options.map(({ shape }) => shape.kind.value);
  if (typeof query.kind !== 'string' || !kinds.some((kind) => kind === query.kind))
    throw new QueryError(`The query has no kind that this service answers. It answers: ${kinds.join(', ')}.`);
  return querySchema.parse(query);
}

function answer(query: Query, context: QueryContext, memo: TableMemo): Promise<FrameJSON[]> {
  const isNamed = 'values' in query && query.format === 'table' && query.values.length > 0;
  switch (query.kind) {
    case 'good':
      return isNamed
        ? tableOnce(query, memo, () => answerGood({ ...query, values: [...GOOD_NUMBERS] }, context))
        : answerGood(query, context);
    case 'worse':
      return isNamed
        ? tableOnce(query, memo, () => answerWorse({ ...query, values: [...WORSE_NUMBERS] }, context))
        : answerWorse(query, context);
    case 'metric':
      return answerMetric(query, context);
    case 'traces':
      return answerTraces(query, context);
    case 'trace':
      return answerTrace(query, context);
    case 'documents':
      return answerDocuments(query, context);
    case 'changes':
      return answerChanges(query, context);
    case 'agreement':
      return answerAgreement(query, context);
    case 'health':
      return answerHealth(query, context);
    case 'budget':
      return isNamed
        ? tableOnce(query, memo, () => answerBudget({ ...query, values: [...BUDGET_NUMBERS] }, context))
        : answerBudget(query, context);
    case 'coverage':
      return answerCoverage(query, context);
    case 'sql':
      return answerSql(query, context);
  }
}

/** The driver may not be able to stop a running statement; the caller is answered all the same. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new StorageError('cancelled', 'The query was cancelled.'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Grafana's names for queries that have none: A, B, … */
function refIdOf(query: unknown, index: number): string {
  const refId = typeof query === 'object' && query !== null && 'refId' in query ? query.refId : undefined;
  return typeof refId === 'string' && refId !== ''
    ? refId
    : `${String.fromCharCode(65 + (index % 26))}${index < 26 ? '' : Math.floor(index / 26)}`;
}
