import type { Filter } from '../query/model';
import { QueryError } from '../query/queryError';
import { activeFilters, compileFilters, isRollupFilter, type FilterTarget } from './compileFilter';
import { ATTRIBUTE_PREFIX, INTERACTION_FIELDS, SEGMENT_FIELDS } from './fields';
import { identifier, join, param, sql, view, type Sql } from './sql';

export interface ValuesQuestion {
  /** A field that can be filtered by, or `dimension` or `evaluator`. */
  readonly field: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly from: number;
  readonly to: number;
  readonly filters: readonly Filter[];
  /** Part of the value, letter case aside; empty for all. */
  readonly search: string;
  readonly limit: number;
}

interface Source {
  readonly table: Sql;
  readonly target: FilterTarget;
  readonly time: 'hour' | 'time' | 'start_time';
  readonly value: Sql;
  readonly count: Sql;
}

/** Columns of the quality rollup that are not segments. */
const SCORE_NAMES: Readonly<Record<string, string>> = { dimension: 'name', evaluator: 'evaluator' };

/**
 * Distinct values of a field in a time range with how often they occur, the most frequent first; a filter on the field
 * itself is left out, so that a list with one value chosen still offers the others.
 * @throws QueryError for a field that does not exist
 */
export function valuesStatement(question: ValuesQuestion): Sql {
  const filters = activeFilters(question.filters).filter(({ field }) => field !== question.field);
  const { table, target, time, value, count } = sourceOf(question.field, filters.every(isRollupFilter));
  const conditions = [
    timeCondition(time, question),
    ...(filters.length === 0 ? [] : [compileFilters(filters, { target, from: question.from, to: question.to })]),
  ];
  const found =
    question.search === ''
      ? sql``
      : sql`
HAVING positionCaseInsensitiveUTF8(toString(value), ${param(question.search, 'String')}) > 0`;
  return sql`SELECT ${value} AS value, ${count} AS occurrences
FROM ${table}
WHERE ${join(conditions, ' AND ')}
GROUP BY value${found}
ORDER BY occurrences DESC, value
LIMIT ${param(question.limit, 'UInt32')}`;
}

function sourceOf(field: string, fast: boolean): Source {
  const score = Object.hasOwn(SCORE_NAMES, field) ? SCORE_NAMES[field] : undefined;
  if (score !== undefined) {
    return fast
      ? { table: view('quality_hourly'), target: 'rollup', time: 'hour', value: identifier(score), count: sql`sum(n + n_failed)` }
      : { table: sql`scores`, target: 'scores', time: 'time', value: identifier(score), count: sql`count()` };
  }
  if (SEGMENT_FIELDS.has(field) && fast)
    return { table: view('traffic_hourly'), target: 'rollup', time: 'hour', value: identifier(field), count: sql`sum(n)` };
  const requests = { table: sql`interaction_metrics`, target: 'interactions', time: 'time', count: sql`count()` } as const;
  if (SEGMENT_FIELDS.has(field)) return { ...requests, value: identifier(field) };
  if (field.startsWith(ATTRIBUTE_PREFIX) && field.length > ATTRIBUTE_PREFIX.length) return attributeSource(field);
  const type = INTERACTION_FIELDS.get(field);
  if (type === undefined) throw new QueryError(`There is no field "${field}".`);
  return { ...requests, value: type === 'list' ? sql`arrayJoin(${identifier(field)})` : sql`toString(${identifier(field)})` };
}

/** Of a span or of its resource; the span's own comes first. */
function attributeSource(field: string): Source {
  const key = param(field.slice(ATTRIBUTE_PREFIX.length), 'String');
  const value = sql`if(mapContains(attributes, ${key}), attributes[${key}], resource_attributes[${key}])`;
  const table = sql`(SELECT * FROM spans WHERE mapContains(attributes, ${key}) OR mapContains(resource_attributes, ${key}))`;
  return { table, target: 'scores', time: 'start_time', value, count: sql`uniq(trace_id)` };
}

function timeCondition(time: Source['time'], { from, to }: ValuesQuestion): Sql {
  const at = (ms: number): Sql => sql`fromUnixTimestamp64Milli(${param(Math.round(ms), 'Int64')})`;
  const column = identifier(time);
  return time === 'hour'
    ? sql`${column} >= toStartOfHour(${at(from)}) AND ${column} < ${at(to)}`
    : sql`${column} >= ${at(from)} AND ${column} < ${at(to)}`;
}
