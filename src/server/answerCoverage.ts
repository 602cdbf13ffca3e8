import { coverageFrames } from '../core/frames/coverageFrames';
import type { FrameJSON } from '../core/frames/frame';
import { coverageRows } from '../core/judge/coverageRows';
import type { EvaluatorConfig } from '../core/judge/evaluatorSchema';
import type { CoverageQuery } from '../core/query/coverage';
import { coverageErrorsStatement, externalStatement, judgeStateStatement, requestsStatement, workStatement } from '../core/sql/coverageSql';
import { printReadable } from '../core/sql/sql';
import type { QueryContext, QueryDeps, TimeRange } from './deps';
import { readRows } from './readRows';

/** What each evaluator was to judge, judged, failed and is behind with. @throws QueryError, StorageError */
export async function answerCoverage(asked: CoverageQuery, context: QueryContext): Promise<FrameJSON[]> {
  const query = prepare(asked, context.isAlert);
  const { range, deps } = context;
  const evaluators = evaluatorsOf(query, deps);
  const now = deps.clock.now();
  const [work, external, requests, states, errors] = await Promise.all([
    readRows(workStatement(query, range, now), context),
    readRows(externalStatement(query, range), context),
    readRows(requestsStatement(query, range, evaluators), context),
    readRows(judgeStateStatement(now), context),
    query.format === 'table' ? [] : readRows(coverageErrorsStatement(query, range), context),
  ]);
  const rows = coverageRows({
    work,
    external,
    requests,
    states,
    configured: evaluators.map(({ name }) => name),
    width: query.groupBy.length,
  });
  const failed = errors.map(([evaluator, error, judgements]) => ({
    evaluator: String(evaluator),
    error: String(error),
    judgements: Number(judgements),
  }));
  return coverageFrames(query, rows, failed, { executedQueryString: coverageSqlText(query, range, deps) });
}

/** SQL of the query for people, without running it. @throws QueryError */
export function coverageSqlText(query: CoverageQuery, range: TimeRange, deps: Pick<QueryDeps, 'settings'>): string {
  const statements = [
    workStatement(query, range, range.to),
    externalStatement(query, range),
    requestsStatement(query, range, evaluatorsOf(query, deps)),
    coverageErrorsStatement(query, range),
  ];
  return statements.map(printReadable).join(';\n\n');
}

function prepare(query: CoverageQuery, isAlert: boolean): CoverageQuery {
  const groupBy = [...new Set(query.groupBy)];
  if (!isAlert) return { ...query, groupBy };
  // Alert instances are told apart by labels alone, so a rule gets one number.
  return { ...query, groupBy, format: 'table', values: query.values.length > 0 ? query.values : ['state'] };
}

function evaluatorsOf({ evaluator }: CoverageQuery, { settings }: Pick<QueryDeps, 'settings'>): readonly EvaluatorConfig[] {
  return settings.file.evaluators.filter(({ name }) => evaluator === undefined || evaluator === '' || name === evaluator);
}
