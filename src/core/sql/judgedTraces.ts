import type { DocumentsQuery } from '../query/operations';
import { compileFilters } from './compileFilter';
import { param, sql, type Sql } from './sql';
import { timeWithin } from './timeWithin';

/**
 * Judged traces: trace_id, mean and weight (1 / inclusion probability). One evaluator and epoch alone, as chooseEpochs has
 * it: of what the filters leave, the evaluator that judged most, and of it the epoch that judged last. Without the filters
 * it would be the evaluator of another service, which judged none of these answers.
 * @throws QueryError for a field that cannot be filtered by
 */
export function judgedTraces(
  { filters }: Pick<DocumentsQuery, 'filters'>,
  dimension: string,
  range: { readonly from: number; readonly to: number },
): Sql {
  const named = sql`name = ${param(dimension, 'String')} AND ${timeWithin(range)}`;
  return sql`SELECT trace_id, avg(value) AS mean, any(1 / inclusion_probability) AS weight
  FROM scores
  WHERE ${named} AND value IS NOT NULL AND (evaluator, evaluator_epoch) GLOBAL IN (
    SELECT evaluator, argMax(evaluator_epoch, time) FROM scores
    WHERE ${named} AND ${compileFilters(filters, { target: 'scores', ...range })}
    GROUP BY evaluator ORDER BY count() DESC, evaluator LIMIT 1)
  GROUP BY trace_id`;
}
