/** Statements over labels: which answers a judge and people scored. */
import type { Filter } from '../query/commonFields';
import { activeFilters, compileFilters, isRollupFilter } from './compileFilter';
import { groupColumns } from './groupColumns';
import { join, param, sql, view, type Sql } from './sql';

/** A row when there is any label; most stores have none, and everything else takes longer. */
export const ANY_LABEL = sql`SELECT 1 FROM labels LIMIT 1`;

/** Labels that one answer reads; beyond these the figures hardly move. */
const MOST_ROWS = 100_000;

export interface PairQuestion {
  /** Empty for all. */
  readonly dimensions: readonly string[];
  /** Empty for all. */
  readonly evaluator: string;
  readonly filters: readonly Filter[];
  readonly groupBy: readonly string[];
  /** Milliseconds since 1970-01-01 UTC; later requests are left out. */
  readonly from: number;
  readonly to: number;
}

/**
 * A row a score and label of the same answer and dimension, whatever their time before `to`, in the columns that
 * src/core/calibration/labelledAnswers.ts reads. A label of a sender that may only speak of other services is left out.
 * @throws QueryError for a field that cannot be filtered or grouped by
 */
export function pairStatement({ dimensions, evaluator, filters, groupBy, from, to }: PairQuestion): Sql {
  const group = groupColumns(groupBy);
  const conditions = [
    sql`time < fromUnixTimestamp64Milli(${param(Math.round(to), 'Int64')})`,
    sql`trace_id GLOBAL IN (SELECT trace_id FROM labels)`,
    sql`evaluator_kind != 'HUMAN' AND (value IS NOT NULL OR error_type != '')`,
    ...(dimensions.length === 0 ? [] : [sql`name IN ${param(dimensions, 'Array(String)')}`]),
    ...(evaluator === '' ? [] : [sql`evaluator = ${param(evaluator, 'String')}`]),
  ];
  return sql`SELECT s.evaluator, s.evaluator_epoch, s.name, s.trace_id, s.score_id, s.scale_min, s.scale_max, s.is_rate, s.topic, s.ms, s.value, s.p, s.fits,
  l.labeller, l.value, l.scale_min, l.scale_max, l.inclusion_probability, l.stratum${group}
FROM (
  SELECT *, toUnixTimestamp64Milli(time) AS ms, inclusion_probability AS p, toUInt8(${compileFilters(filters, { target: 'scores', from, to })}) AS fits
  FROM scores WHERE ${join(conditions, ' AND ')}
) AS s
GLOBAL INNER JOIN (
  SELECT trace_id, name, labeller, assumeNotNull(value) AS value, scale_min, scale_max, inclusion_probability,
    if(source = 'review', stratum, '') AS stratum, only_services
  FROM labels WHERE value IS NOT NULL
) AS l ON s.trace_id = l.trace_id AND s.name = l.name
WHERE empty(l.only_services) OR has(l.only_services, s.service)
LIMIT ${param(MOST_ROWS, 'UInt32')}`;
}

/** How long an evaluator that scores nothing any more is still asked about. */
const LOOK_BACK_MS = 30 * 86_400_000;

/**
 * A row an evaluator and dimension that was scored lately, with its newest epoch. Filters on fields that the hours do not keep
 * narrow nothing here. @throws QueryError for a field that cannot be filtered by
 */
export function judgingStatement({ dimensions, evaluator, filters, from, to }: PairQuestion): Sql {
  const kept = activeFilters(filters).filter(isRollupFilter);
  const at = (ms: number): Sql => sql`fromUnixTimestamp64Milli(${param(Math.round(ms), 'Int64')})`;
  const conditions = [
    sql`hour >= ${at(from - LOOK_BACK_MS)} AND hour < ${at(to)} AND n > 0`,
    ...(kept.length === 0 ? [] : [compileFilters(kept, { target: 'rollup', from, to })]),
    ...(dimensions.length === 0 ? [] : [sql`name IN ${param(dimensions, 'Array(String)')}`]),
    ...(evaluator === '' ? [] : [sql`evaluator = ${param(evaluator, 'String')}`]),
  ];
  return sql`SELECT evaluator, name, argMax(evaluator_epoch, hour) FROM ${view('quality_hourly')}
WHERE ${join(conditions, ' AND ')} GROUP BY evaluator, name ORDER BY evaluator, name LIMIT 1000`;
}
