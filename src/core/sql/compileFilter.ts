import type { Filter } from '../query/model';
import { QueryError } from '../query/queryError';
import { ATTRIBUTE_PREFIX, INTERACTION_FIELDS, OWN_FIELDS, SCORE_PREFIX, SEGMENT_FIELDS } from './fields';
import { identifier, join, param, sql, view, type Sql } from './sql';

/** What a condition stands on: hourly cells, single scores, retrieved documents, or single requests. */
export type FilterTarget = 'rollup' | 'scores' | 'documents' | 'interactions';

export interface FilterContext {
  readonly target: FilterTarget;
  /** Milliseconds since 1970-01-01 UTC, between which traces are looked up. */
  readonly from: number;
  readonly to: number;
  /** True to look traces up among all versions of their rows: finds every trace that fits, and some that do not any more. */
  readonly isAnyVersion?: boolean;
  /** A condition that the looked-up traces fulfil, by which they are found sooner. */
  readonly among?: Sql;
}

/** Spans and requests of a trace are looked for this long around the range: longer traces are only found in part. */
const TRACE_SPAN_MS = 86_400_000;

/** Characters of all values; with every one escaped they still fit a statement of the engine, 256 KiB. */
const MAX_VALUES_LENGTH = 50_000;

/** True when every field is a column of the rollups, so that the fast way can be taken. */
export function isRollupFilter({ field }: Filter): boolean {
  return SEGMENT_FIELDS.has(field);
}

/** A filter without values restricts nothing: it is what a variable at "All" leaves behind. */
export function activeFilters(filters: readonly Filter[]): readonly Filter[] {
  return filters.filter(({ values }) => values.length > 0);
}

/** All filters together; `1` when none restricts. @throws QueryError as compileFilter */
export function compileFilters(filters: readonly Filter[], context: FilterContext): Sql {
  const size = filters.reduce((sum, { values }) => sum + values.reduce((length, value) => length + value.length + 3, 0), 0);
  if (size > MAX_VALUES_LENGTH) throw new QueryError('The filters hold too many values. Choose fewer, or use a pattern.');
  const conditions = activeFilters(filters).map((filter) => compileFilter(filter, context));
  return conditions.length === 0 ? sql`1` : join(conditions, ' AND ');
}

/**
 * A condition over the target. Columns of interactions and raw attributes that the target lacks are found through the
 * trace: a request has an attribute when one of its spans or their resource has it, and `!=` holds when none has that value.
 * @throws QueryError for a field that does not exist or an operator that does not fit it
 */
export function compileFilter(filter: Filter, context: FilterContext): Sql {
  const { field } = filter;
  if (SEGMENT_FIELDS.has(field)) return textCondition(identifier(field), filter);
  if (context.target === 'rollup') throw new QueryError(`The field "${field}" is not kept by the hour.`);
  if (field.startsWith(SCORE_PREFIX) && field.length > SCORE_PREFIX.length) return scoreCondition(filter, context);
  if (field.startsWith(ATTRIBUTE_PREFIX) && field.length > ATTRIBUTE_PREFIX.length) return attributeCondition(filter, context);
  const type = INTERACTION_FIELDS.get(field);
  if (type === undefined) {
    const known = [...SEGMENT_FIELDS, ...INTERACTION_FIELDS.keys()].join(', ');
    throw new QueryError(
      `There is no field "${field}". There are: ${known}, attributes.<key> for a raw attribute, and scores.<dimension> for a score.`,
    );
  }
  const condition = { text: textCondition, number: numberCondition, list: listCondition }[type](identifier(field), filter);
  if (context.target === 'interactions' || OWN_FIELDS[context.target].has(field)) return condition;
  const source = context.isAnyVersion === true ? view('any_interactions') : sql`interaction_metrics`;
  return sql`trace_id GLOBAL IN (SELECT trace_id FROM ${source} WHERE ${around('time', context)} AND ${condition})`;
}

/** A request has a score when an evaluator gave one of that name; what was not judged fits no bound. */
function scoreCondition(filter: Filter, context: FilterContext): Sql {
  const source = context.isAnyVersion === true ? view('any_scores') : sql`scores`;
  const name = param(filter.field.slice(SCORE_PREFIX.length), 'String');
  const near = context.among === undefined ? around('time', context) : context.among;
  return sql`trace_id GLOBAL IN (SELECT trace_id FROM ${source} WHERE ${near} AND name = ${name} AND value IS NOT NULL AND ${numberCondition(sql`value`, filter)})`;
}

/** GLOBAL: on a cluster both sides are distributed, and the engine refuses such a pair otherwise. */
function attributeCondition(filter: Filter, context: FilterContext): Sql {
  const key = param(filter.field.slice(ATTRIBUTE_PREFIX.length), 'String');
  const opposite = POSITIVE[filter.operator];
  const asked: Filter = opposite === undefined ? filter : { ...filter, operator: opposite };
  const has = (map: Sql): Sql => sql`mapContains(${map}, ${key}) AND ${textCondition(sql`${map}[${key}]`, asked)}`;
  const traces = sql`(SELECT trace_id FROM spans WHERE ${around('start_time', context)} AND (${has(sql`attributes`)} OR ${has(sql`resource_attributes`)}))`;
  return opposite === undefined ? sql`trace_id GLOBAL IN ${traces}` : sql`trace_id GLOBAL NOT IN ${traces}`;
}

/** What each negative operator denies. */
const POSITIVE: Partial<Readonly<Record<Filter['operator'], Filter['operator']>>> = { '!=': '=', 'not in': 'in', '!~': '=~' };

function around(column: 'time' | 'start_time', { from, to }: FilterContext): Sql {
  const at = (ms: number): Sql => sql`fromUnixTimestamp64Milli(${param(Math.round(ms), 'Int64')})`;
  return sql`${identifier(column)} >= ${at(from - TRACE_SPAN_MS)} AND ${identifier(column)} < ${at(to + TRACE_SPAN_MS)}`;
}

/** IN rather than a function, which no key or index could be used for. */
function textCondition(column: Sql, filter: Filter): Sql {
  const { operator, values } = filter;
  switch (operator) {
    case '=':
    case 'in':
      return sql`${column} IN ${param(values, 'Array(String)')}`;
    case '!=':
    case 'not in':
      return sql`${column} NOT IN ${param(values, 'Array(String)')}`;
    case '=~':
      return sql`(${join(values.map(matches(column)), ' OR ')})`;
    case '!~':
      return sql`NOT (${join(values.map(matches(column)), ' OR ')})`;
    default:
      return orderCondition(sql`toFloat64OrNull(${column})`, filter);
  }
}

/** RE2, found anywhere in the text unless anchored. The engine names what is wrong with a pattern, also over no rows. */
function matches(column: Sql): (pattern: string) => Sql {
  return (pattern) => {
    if (pattern.length > 1000) throw new QueryError('The pattern is longer than 1,000 characters.');
    return sql`match(${column}, ${param(pattern, 'String')})`;
  };
}

function numberCondition(column: Sql, filter: Filter): Sql {
  const list = (): Sql => param(numbersOf(filter), 'Array(Float64)');
  switch (filter.operator) {
    case '=':
    case 'in':
      return sql`has(${list()}, toFloat64(ifNull(${column}, nan)))`;
    case '!=':
    case 'not in':
      return sql`NOT has(${list()}, toFloat64(ifNull(${column}, nan)))`;
    case '=~':
    case '!~':
      throw new QueryError(`The field "${filter.field}" is a number; a pattern cannot be matched against it.`);
    default:
      return orderCondition(column, filter);
  }
}

function listCondition(column: Sql, { field, operator, values }: Filter): Sql {
  const list = param(values, 'Array(String)');
  if (operator === '=' || operator === 'in') return sql`hasAny(${column}, ${list})`;
  if (operator === '!=' || operator === 'not in') return sql`NOT hasAny(${column}, ${list})`;
  throw new QueryError(`The field "${field}" is a list; use = or != to ask what it holds.`);
}

/** Several values make one bound, the loosest: `> 1` or `> 5` is `> 1`. A value that is no number never fits. */
function orderCondition(column: Sql, filter: Filter): Sql {
  const numbers = numbersOf(filter);
  const bound = (value: number): Sql => param(value, 'Float64');
  switch (filter.operator) {
    case '>':
      return sql`ifNull(${column} > ${bound(Math.min(...numbers))}, 0)`;
    case '>=':
      return sql`ifNull(${column} >= ${bound(Math.min(...numbers))}, 0)`;
    case '<':
      return sql`ifNull(${column} < ${bound(Math.max(...numbers))}, 0)`;
    case '<=':
      return sql`ifNull(${column} <= ${bound(Math.max(...numbers))}, 0)`;
    default:
      throw new QueryError(`The operator ${filter.operator} does not fit the field "${filter.field}".`);
  }
}

function numbersOf({ field, operator, values }: Filter): number[] {
  return values.map((text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value)) throw new QueryError(`"${text}" is no number, but ${field} ${operator} needs one.`);
    return value;
  });
}
