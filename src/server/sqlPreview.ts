import { migrateQuery } from '../core/query/migrateQuery';
import { querySchema } from '../core/query/model';
import { changesStatement } from '../core/sql/changesSql';
import { printReadable } from '../core/sql/sql';
import { budgetSqlText } from './answerBudget';
import { agreementSqlText } from './answerAgreement';
import { coverageSqlText } from './answerCoverage';
import { documentsSqlText } from './answerDocuments';
import { goodSqlText } from './answerGood';
import { healthSqlText } from './answerHealth';
import { metricSqlText } from './answerMetric';
import { sqlText } from './answerSql';
import { traceSqlText } from './answerTrace';
import { tracesSqlText } from './answerTraces';
import type { QueryDeps, TimeRange } from './deps';
import { worseSqlText } from './worse/worseSqlText';

/** The SQL that a query would run, with its values written in. @throws QueryError, ZodError */
export function sqlPreview(saved: unknown, range: TimeRange, deps: Pick<QueryDeps, 'settings'>): string {
  const query = querySchema.parse(migrateQuery(saved));
  switch (query.kind) {
    case 'good':
      return goodSqlText(query, range);
    case 'worse':
      return worseSqlText(query, range);
    case 'metric':
      return metricSqlText(query, range);
    case 'traces':
      return tracesSqlText(query, range, deps);
    case 'trace':
      return traceSqlText(query);
    case 'documents':
      return documentsSqlText(query, range, deps);
    case 'changes':
      return printReadable(changesStatement(query, range));
    case 'agreement':
      return agreementSqlText(query, range);
    case 'health':
      return healthSqlText(query, range);
    case 'budget':
      return budgetSqlText(query, range);
    case 'coverage':
      return coverageSqlText(query, range, deps);
    case 'sql':
      return sqlText(query, range);
  }
}
