import { QueryError } from '../query/queryError';
import { SEGMENT_FIELDS } from './fields';
import { EMPTY, identifier, join, sql, type Sql } from './sql';

/** The columns of a group-by with a comma before each; empty for none. @throws QueryError for what is no segment */
export function groupColumns(groupBy: readonly string[]): Sql {
  for (const field of groupBy) {
    if (!SEGMENT_FIELDS.has(field))
      throw new QueryError(`"${field}" cannot be grouped by. Choose one of: ${[...SEGMENT_FIELDS].join(', ')}.`);
  }
  return groupBy.length === 0 ? EMPTY : sql`, ${join(groupBy.map(identifier), ', ')}`;
}
