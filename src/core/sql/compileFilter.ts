import type { Filter } from '../query/model';
import { ATTRIBUTE_PREFIX, INTERACTION_FIELDS, ROLLUP_FIELDS, ROW_FIELDS } from './fields';
import { identifier, join, param, sql, type Sql } from './sql';

/** A query that cannot be answered as it stands; the message is for the person who wrote it. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

/** True when every field is a column of the rollups, so that the fast way can be taken. */
export function isRollupFilter({ field }: Filter): boolean {
  return ROLLUP_FIELDS.has(field);
}

/** A filter without values restricts nothing: it is what a variable at "All" leaves behind. */
export function activeFilters(filters: readonly Filter[]): readonly Filter[] {
  return filters.filter(({ values }) => values.length > 0);
}

/**
 * A condition over a table that has the segment columns, session_id and trace_id. Other columns of interactions and raw
 * attributes are found through the trace.
 * @throws QueryError for a field that does not exist or an operator that does not fit it
 */
export function compileFilter(filter: Filter): Sql {
  const { field } = filter;
  if (ROLLUP_FIELDS.has(field) || ROW_FIELDS.has(field)) return textCondition(identifier(field), filter);
  if (field.startsWith(ATTRIBUTE_PREFIX)) {
    const key = param(field.slice(ATTRIBUTE_PREFIX.length), 'String');
    const condition = textCondition(sql`attributes[${key}]`, filter);
    return sql`trace_id IN (SELECT trace_id FROM spans WHERE mapContains(attributes, ${key}) AND ${condition})`;
  }
  const kind = Object.hasOwn(INTERACTION_FIELDS, field) ? INTERACTION_FIELDS[field] : undefined;
  if (kind === undefined)
    throw new QueryError(`There is no field "${field}". Choose one of the offered fields, or attributes.<key> for a raw attribute.`);
  const column = identifier(field);
  const condition =
    kind === 'number' ? numberCondition(column, filter) : kind === 'list' ? listCondition(column, filter) : textCondition(column, filter);
  return sql`trace_id IN (SELECT trace_id FROM interaction_metrics WHERE ${condition})`;
}

export function compileFilters(filters: readonly Filter[]): Sql {
  const conditions = activeFilters(filters).map(compileFilter);
  return conditions.length === 0 ? sql`1` : join(conditions, ' AND ');
}

function textCondition(column: Sql, { field, operator, values }: Filter): Sql {
  const list = param(values, 'Array(String)');
  switch (operator) {
    case '=':
    case 'in':
      return sql`has(${list}, toString(${column}))`;
    case '!=':
    case 'not in':
      return sql`NOT has(${list}, toString(${column}))`;
    case '=~':
    case '!~': {
      const patterns = values.map((value) => sql`match(toString(${column}), ${param(checkPattern(value), 'String')})`);
      return operator === '=~' ? sql`(${join(patterns, ' OR ')})` : sql`NOT (${join(patterns, ' OR ')})`;
    }
    default:
      return orderCondition(sql`toFloat64OrNull(toString(${column}))`, { field, operator, values });
  }
}

function numberCondition(column: Sql, filter: Filter): Sql {
  const { operator, values } = filter;
  if (operator === '=~' || operator === '!~')
    throw new QueryError(`The field "${filter.field}" is a number; a pattern cannot be matched against it.`);
  if (operator === '=' || operator === 'in')
    return sql`has(${param(
      values.map((value) => numberOf(value, filter)),
      'Array(Float64)',
    )}, toFloat64(ifNull(${column}, nan)))`;
  if (operator === '!=' || operator === 'not in')
    return sql`NOT has(${param(
      values.map((value) => numberOf(value, filter)),
      'Array(Float64)',
    )}, toFloat64(ifNull(${column}, nan)))`;
  return orderCondition(column, filter);
}

function listCondition(column: Sql, { field, operator, values }: Filter): Sql {
  const list = param(values, 'Array(String)');
  if (operator === '=' || operator === 'in') return sql`hasAny(${column}, ${list})`;
  if (operator === '!=' || operator === 'not in') return sql`NOT hasAny(${column}, ${list})`;
  throw new QueryError(`The field "${field}" is a list; use = or != to ask what it holds.`);
}

/** Several values make one bound: the loosest, so that `> 1, 5` means `> 1`. */
function orderCondition(column: Sql, filter: Filter): Sql {
  const numbers = filter.values.map((value) => numberOf(value, filter));
  switch (filter.operator) {
    case '>':
      return sql`${column} > ${param(Math.min(...numbers), 'Float64')}`;
    case '>=':
      return sql`${column} >= ${param(Math.min(...numbers), 'Float64')}`;
    case '<':
      return sql`${column} < ${param(Math.max(...numbers), 'Float64')}`;
    case '<=':
      return sql`${column} <= ${param(Math.max(...numbers), 'Float64')}`;
    default:
      throw new QueryError(`The operator ${filter.operator} does not fit the field "${filter.field}".`);
  }
}

function numberOf(text: string, { field, operator }: Filter): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new QueryError(`"${text}" is no number, but ${field} ${operator} needs one.`);
  return value;
}

/** The engine matches with RE2; its own refusal would name no field. Longer patterns only cost time. */
function checkPattern(pattern: string): string {
  if (pattern.length > 1000) throw new QueryError('The pattern is longer than 1,000 characters.');
  try {
    RegExp(pattern, 'u');
  } catch {
    throw new QueryError(`"${pattern}" is no regular expression.`);
  }
  return pattern;
}
