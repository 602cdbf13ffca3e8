/** Statements of the `coverage` query. */
import { SEGMENT_NAMES } from '../model/segments';
import type { CoverageQuery } from '../query/coverage';
import type { EvaluatorConfig } from '../judge/evaluatorSchema';
import { activeFilters, compileFilters } from './compileFilter';
import { groupColumns } from './groupColumns';
import { EMPTY, identifier, join, param, sql, type Sql } from './sql';
import { timeWithin } from './timeWithin';

/** Milliseconds since 1970-01-01 UTC. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Evaluators and segments beyond these are no list that anybody reads. */
const MAX_GROUPS = param(5000, 'UInt32');

function conditions(query: CoverageQuery, range: Range, target: 'scores' | 'interactions'): Sql[] {
  const ofEvaluator =
    query.evaluator === undefined || query.evaluator === '' || target === 'interactions'
      ? []
      : [sql`evaluator = ${param(query.evaluator, 'String')}`];
  const filters = activeFilters(query.filters).length === 0 ? [] : [compileFilters(query.filters, { target, ...range })];
  return [timeWithin(range), ...ofEvaluator, ...filters];
}

/**
 * [evaluator, …group, eligible, sampled, scored, failed, late, waiting, cost] of our own evaluators.
 * @param now milliseconds since 1970
 * @throws QueryError for a field that cannot be filtered or grouped by
 */
export function workStatement(query: CoverageQuery, range: Range, now: number): Sql {
  const group = groupColumns(query.groupBy);
  return sql`SELECT evaluator${group}, count(), countIf(state != 'skipped'), countIf(state = 'scored'), countIf(state = 'failed'),
  countIf(state = 'pending' AND settled_at < fromUnixTimestamp64Milli(${param(Math.round(now), 'Int64')}) - toIntervalMillisecond(toInt64(1000 * late_after))),
  countIf(state = 'pending'), sum(cost_usd)
FROM judge_work
GLOBAL ANY LEFT JOIN (SELECT evaluator, max(late_after_s) AS late_after FROM judge_state GROUP BY evaluator) AS s USING (evaluator)
WHERE ${join(conditions(query, range, 'scores'), ' AND ')}
GROUP BY evaluator${group}
ORDER BY evaluator${group}
LIMIT ${MAX_GROUPS}`;
}

/** [evaluator, …group, sampled, scored] of evaluators whose scores come from elsewhere. */
export function externalStatement(query: CoverageQuery, range: Range): Sql {
  const group = groupColumns(query.groupBy);
  return sql`SELECT evaluator${group}, uniqExact(trace_id), uniqExactIf(trace_id, value IS NOT NULL)
FROM scores
WHERE ${join([...conditions(query, range, 'scores'), sql`source != 'judge'`], ' AND ')}
GROUP BY evaluator${group}
ORDER BY evaluator${group}
LIMIT ${MAX_GROUPS}`;
}

/** [evaluator, error_type, judgements] */
export function coverageErrorsStatement(query: CoverageQuery, range: Range): Sql {
  const where = join(conditions(query, range, 'scores'), ' AND ');
  return sql`SELECT * FROM (
SELECT evaluator, error_type, count() AS judgements FROM judge_work WHERE ${where} AND error_type != '' GROUP BY evaluator, error_type
UNION ALL
SELECT evaluator, error_type, uniqExact(trace_id) AS judgements FROM scores WHERE ${where} AND error_type != '' AND source != 'judge' GROUP BY evaluator, error_type
)
ORDER BY evaluator, judgements DESC
LIMIT ${MAX_GROUPS}`;
}

/** […group, requests that did not fail, …for each evaluator of the configuration those that it should look at] */
export function requestsStatement(query: CoverageQuery, range: Range, evaluators: readonly EvaluatorConfig[]): Sql {
  const counts = evaluators.map((evaluator) => sql`, countIf(${appliesTo(evaluator)})`);
  const first = query.groupBy.length === 0 ? EMPTY : sql`${join(query.groupBy.map(identifier), ', ')}, `;
  return sql`SELECT ${first}count()${join(counts, '')}
FROM interaction_metrics
WHERE ${join([...conditions(query, range, 'interactions'), sql`status != 'error'`], ' AND ')}
${query.groupBy.length === 0 ? EMPTY : sql`GROUP BY ${join(query.groupBy.map(identifier), ', ')}`}
LIMIT ${MAX_GROUPS}`;
}

function appliesTo({ where, generated }: EvaluatorConfig): Sql {
  const segments = SEGMENT_NAMES.flatMap((name) => {
    const values = where[name];
    return values === undefined ? [] : [sql`${identifier(name)} IN ${param([...values], 'Array(String)')}`];
  });
  return join([sql`1`, ...(generated ? [] : [sql`generated = 0`]), ...segments], ' AND ');
}

/** [evaluator, state, reason, seconds since the last heartbeat] of each worker of each evaluator, the newest first. @param now milliseconds since 1970 */
export function judgeStateStatement(now: number): Sql {
  return sql`SELECT evaluator, argMax(state, updated_at), argMax(reason, updated_at),
  dateDiff('second', max(updated_at), fromUnixTimestamp64Milli(${param(Math.round(now), 'Int64')}))
FROM judge_state
GROUP BY evaluator, worker
ORDER BY evaluator, max(updated_at) DESC
LIMIT ${MAX_GROUPS}`;
}
