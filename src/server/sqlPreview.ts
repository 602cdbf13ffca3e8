import { migrateQuery } from '../core/query/migrateQuery';
import { querySchema } from '../core/query/model';
import { changesStatement } from '../core/sql/changesSql';
import { printReadable } from '../core/sql/sql';
import { goodSqlText } from './answerGood';
import { sqlText } from './answerSql';
import type { TimeRange } from './deps';

/** The SQL that a query would run, with its values written in. @throws QueryError, ZodError */
export function sqlPreview(saved: unknown, range: TimeRange): string {
  const query = querySchema.parse(migrateQuery(saved));
  switch (query.kind) {
    case 'good':
      return goodSqlText(query, range);
    case 'changes':
      return printReadable(changesStatement(query, range));
    case 'sql':
      return sqlText(query, range);
  }
}
