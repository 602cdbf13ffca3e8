import type { TracesQuery } from '../core/query/operations';
import { activeFilters } from '../core/sql/compileFilter';
import {
  candidatesStatement,
  fittingScoresStatement,
  fittingStatement,
  fittingTextStatement,
  readCursor,
  type TraceKey,
} from '../core/sql/traceCandidates';
import { textTokens } from '../core/sql/textTokens';
import type { Range } from '../core/sql/timeWithin';
import type { QueryContext } from './deps';
import { readRows } from './readRows';

export interface TracePage {
  readonly keys: readonly TraceKey[];
  /** True when there are requests behind the page. */
  readonly hasMore: boolean;
}

/** Candidates beyond the page: some are older versions of the same rows. */
const SPARE = 20;
/** Candidates that are checked at once at most: their ids are part of a statement. */
const MOST_CHECKED = 2_000;
const HOUR_MS = 3_600_000;
/** The newest requests are looked for in windows that grow by this, from an hour on. */
const GROWTH = 12;

/**
 * The requests of a page in their order, one more being looked for to tell whether there is a next page.
 * @throws QueryError, StorageError
 */
export async function findPage(query: TracesQuery, dimension: string, context: QueryContext): Promise<TracePage> {
  const wanted = query.limit + 1;
  const found: TraceKey[] = [];
  const tried = new Set<string>();
  const listed = new Set<string>();
  let after = query.after === undefined ? null : readCursor(query.after);
  let count = wanted + SPARE;
  for (const window of windowsOf(query, context.range, after)) {
    for (;;) {
      const rows = await readRows(candidatesStatement(query, dimension, window, after, count), context);
      const candidates = rows.map(([value, time, traceId]): TraceKey => ({
        value: String(value),
        time: String(time),
        traceId: String(traceId),
      }));
      const fresh = onlyNew(ordered(candidates), tried, ({ value, time, traceId }) => keyText(value, time, traceId));
      found.push(...onlyNew(await fitting(fresh, query, dimension, context), listed, ({ traceId }) => traceId));
      if (found.length >= wanted) return { keys: found.slice(0, query.limit), hasMore: true };
      const last = ordered(candidates).at(-1);
      if (rows.length < count || last === undefined) break;
      after = last;
      count = Math.min(MOST_CHECKED, count * 4);
    }
  }
  return { keys: found, hasMore: false };
}

/** An older version has a place of its own: only the same place of the same request is the same candidate. */
function keyText(value: string, time: string, traceId: string): string {
  return `${value === '' ? '' : Number(value)}|${time}|${traceId}`;
}

function onlyNew(keys: readonly TraceKey[], known: Set<string>, nameOf: (key: TraceKey) => string): TraceKey[] {
  return keys.filter((key) => {
    const name = nameOf(key);
    return known.has(name) ? false : (known.add(name), true);
  });
}

/** Only the order by time can stop before it has seen the whole range. */
function windowsOf({ order }: TracesQuery, { from, to }: Range, after: TraceKey | null): readonly Range[] {
  if (order !== 'newest') return [{ from, to }];
  const end = after === null ? to : Math.min(to, Number(BigInt(after.time) / 1_000_000n) + 1);
  const windows: Range[] = [];
  let upper = end;
  for (let width = HOUR_MS; upper > from; width *= GROWTH) {
    const lower = Math.max(from, upper - width);
    windows.push({ from: lower, to: upper });
    upper = lower;
  }
  return windows;
}

function ordered(keys: readonly TraceKey[]): TraceKey[] {
  return [...keys].sort((a, b) => Number(a.value) - Number(b.value) || compareTimes(b.time, a.time) || (a.traceId < b.traceId ? -1 : 1));
}

function compareTimes(a: string, b: string): number {
  const [one, other] = [BigInt(a), BigInt(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Those that fit as they are now, in their order. */
async function fitting(
  keys: readonly TraceKey[],
  query: TracesQuery,
  dimension: string,
  context: QueryContext,
): Promise<readonly TraceKey[]> {
  if (keys.length === 0) return [];
  const isWorst = query.order === 'worst';
  const hasFilters = !isWorst || activeFilters(query.filters).length > 0;
  const [requests, scores, texts] = await Promise.all([
    hasFilters ? readRows(fittingStatement(query, keys, context.range), context) : null,
    isWorst || query.below !== undefined ? readRows(fittingScoresStatement(query, dimension, keys), context) : null,
    textTokens(query.search).length > 0 ? readRows(fittingTextStatement(query.search, keys), context) : null,
  ]);
  const fits =
    requests === null
      ? null
      : new Set(requests.map(([value, time, id]) => keyText(isWorst ? '' : String(value), String(time), String(id))));
  const holds = texts === null ? null : new Set(texts.map(([id]) => String(id)));
  const lowest = scores === null ? null : new Map(scores.map(([id, value]) => [String(id), Number(value)]));
  return keys.filter(({ traceId, time, value }) => {
    const score = lowest?.get(traceId);
    // What was replaced stands at another place now, where it is found as well.
    const isThere = lowest === null || (isWorst ? score === Number(value) : score !== undefined);
    return isThere && fits?.has(keyText(isWorst ? '' : value, time, traceId)) !== false && holds?.has(traceId) !== false;
  });
}
