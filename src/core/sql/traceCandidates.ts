/**
 * How a page of requests is found among millions. Telling which version of a row is the last one (FINAL) costs far more than
 * reading it, so a page is chosen among all versions first: every last version is one of them, so nothing can be missed. Then
 * the few that were chosen are read as they are now, and those that do not fit any more are left out.
 */
import type { Filter } from '../query/commonFields';
import { QueryError } from '../query/queryError';
import type { TracesQuery } from '../query/operations';
import { activeFilters, compileFilters } from './compileFilter';
import { textTokens } from './textTokens';
import { timeWithin, type Range } from './timeWithin';
import { join, param, sql, view, type Sql } from './sql';

/** Place of a request in its order. */
export interface TraceKey {
  /** What the order is by: milliseconds of latency, dollars, a score; empty for none, as for the order by time. */
  readonly value: string;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly time: string;
  readonly traceId: string;
}

/** What each order is by; requests without a value come last. */
const VALUES: Readonly<Record<TracesQuery['order'], Sql>> = {
  newest: sql`0.`,
  slowest: sql`-latency_ms`,
  costliest: sql`-ifNull(cost_usd, -1.)`,
  worst: sql`value`,
};

/** `|`-separated, so that it can stand in an address. */
export function writeCursor({ value, time, traceId }: TraceKey): string {
  return [value, time, traceId].join('|');
}

/** @throws QueryError for a text that no page has given */
export function readCursor(text: string): TraceKey {
  const [value = '', time = '', traceId = '', ...rest] = text.split('|');
  if (rest.length > 0 || !/^\d{1,19}$/.test(time) || traceId === '' || !Number.isFinite(Number(value)))
    throw new QueryError('The place to go on from is none that a page of this list has given: leave "after" out to begin anew.');
  return { value, time, traceId };
}

/** Behind a place in the order: value up, then time down, then id up. */
function behind(value: Sql, key: TraceKey | null, hasValue: boolean): Sql[] {
  if (key === null) return [];
  const time = sql`fromUnixTimestamp64Nano(${param(key.time, 'Int64')})`;
  const later = sql`(time < ${time} OR (time = ${time} AND trace_id > ${param(key.traceId, 'String')}))`;
  if (!hasValue) return [sql`time <= ${time}`, later];
  const bound = param(Number(key.value), 'Float64');
  return [sql`(${value} > ${bound} OR (${value} = ${bound} AND ${later}))`];
}

/**
 * Requests that may belong to the page, in its order: [value, nanoseconds, trace_id]. Rows that tie with the last one come
 * with it, so there can be more than `count`.
 * @param window part of the range that is looked at
 * @param dimension of the order `worst` and of `below`
 * @throws QueryError for a filter that does not fit
 */
export function candidatesStatement(query: TracesQuery, dimension: string, window: Range, after: TraceKey | null, count: number): Sql {
  const value = VALUES[query.order];
  const isWorst = query.order === 'worst';
  const filters: readonly Filter[] = activeFilters(query.filters);
  const tokens = textTokens(query.search);
  const onlyText = tokens.length > 0 && query.order === 'newest' && filters.length === 0 && query.below === undefined;
  const target = isWorst ? ('scores' as const) : ('interactions' as const);
  const conditions = [
    timeWithin(window),
    ...behind(value, after, query.order !== 'newest'),
    ...(filters.length === 0 ? [] : [compileFilters(filters, { target, isAnyVersion: true, ...window })]),
    ...(isWorst ? scoreConditions(query, dimension) : []),
    ...(tokens.length === 0
      ? []
      : [
          onlyText
            ? holdsTokens(tokens)
            : sql`trace_id GLOBAL IN (SELECT trace_id FROM ${view('any_interaction_text')} WHERE ${timeWithin(window)} AND ${holdsTokens(tokens)})`,
        ]),
    ...(isWorst || query.below === undefined
      ? []
      : [
          sql`trace_id GLOBAL IN (SELECT trace_id FROM ${view('any_scores')} WHERE ${timeWithin(window)} AND ${join(scoreConditions(query, dimension), ' AND ')})`,
        ]),
  ];
  const source = isWorst ? view('any_scores') : onlyText ? view('any_interaction_text') : view('any_interactions');
  return sql`SELECT ${value} AS place, toUnixTimestamp64Nano(time), trace_id
FROM ${source}
WHERE ${join(conditions, ' AND ')}
ORDER BY ${query.order === 'newest' ? sql`time DESC` : sql`place, time DESC`}
LIMIT ${param(count, 'UInt32')} WITH TIES`;
}

function holdsTokens(tokens: readonly string[]): Sql {
  const list = param(tokens, 'Array(String)');
  return sql`(hasAllTokens(lower(user_query), ${list}) OR hasAllTokens(lower(model_response), ${list}))`;
}

export function scoreConditions({ below }: Pick<TracesQuery, 'below'>, dimension: string): Sql[] {
  const named = sql`name = ${param(dimension, 'String')} AND value IS NOT NULL`;
  return below === undefined ? [named] : [named, sql`value < ${param(below, 'Float64')}`];
}

/** Of these requests alone. Their times are the way to their rows; the engine takes a set of them for its index. */
export function among(keys: readonly TraceKey[]): Sql {
  const times = [...new Set(keys.map(({ time }) => time))];
  const ids = [...new Set(keys.map(({ traceId }) => traceId))];
  return sql`time GLOBAL IN (SELECT fromUnixTimestamp64Nano(toInt64(arrayJoin(${param(times, 'Array(String)')})))) AND trace_id IN ${param(ids, 'Array(String)')}`;
}

/** Candidates whose last version fits the filters on requests, with what it is ordered by now: [value, nanoseconds, trace_id]. */
export function fittingStatement(query: TracesQuery, keys: readonly TraceKey[], range: Range): Sql {
  const filters = activeFilters(query.filters);
  const times = keys.map(({ time }) => Number(BigInt(time) / 1_000_000n));
  const span = { from: Math.min(...times), to: Math.max(...times) + 1 };
  const fits = filters.length === 0 ? [] : [compileFilters(filters, { target: 'interactions', among: among(keys), ...span })];
  return sql`SELECT ${query.order === 'worst' ? VALUES.newest : VALUES[query.order]}, toUnixTimestamp64Nano(time), trace_id
FROM interaction_metrics
WHERE ${join([timeWithin(range), among(keys), ...fits], ' AND ')}`;
}

/** Candidates by the last version of their lowest score: [trace_id, value]. */
export function fittingScoresStatement(query: TracesQuery, dimension: string, keys: readonly TraceKey[]): Sql {
  return sql`SELECT trace_id, min(value)
FROM scores
WHERE ${join([...scoreConditions(query, dimension), among(keys)], ' AND ')}
GROUP BY trace_id`;
}

/** Candidates whose text holds the words now: [trace_id]. */
export function fittingTextStatement(search: string, keys: readonly TraceKey[]): Sql {
  const ids = [...new Set(keys.map(({ traceId }) => traceId))];
  return sql`SELECT trace_id
FROM ${view('interaction_text')}
WHERE trace_id IN ${param(ids, 'Array(String)')} AND ${holdsTokens(textTokens(search))}`;
}
