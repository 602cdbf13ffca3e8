import type { Metric, WorseQuery } from '../../core/query/worse';
import { knownZone } from '../../core/sql/bucket';
import { printReadable } from '../../core/sql/sql';
import { judgedDimension } from '../../core/worse/metricName';
import { planOf } from '../../core/worse/planOf';
import { ruleOf } from '../../core/worse/rules';
import type { TimeRange } from '../deps';
import { cellSource, type CellQuery } from './cellSource';
import { histogramStatement } from './latencyLimits';
import { scanStatement } from './scanSql';
import { versionsStatement } from './versionsSql';

/**
 * SQL of the scans for people, without running it. What is found out first when the query runs, such as the evaluator and
 * the limit of a latency, stands in it as a subquery or as a statement of its own.
 * @throws QueryError
 */
export function worseSqlText(query: WorseQuery, range: TimeRange): string {
  const metrics: readonly Metric[] = query.metrics.length > 0 ? query.metrics : [{ kind: 'score', dimension: 'factuality' }];
  return metrics.flatMap((metric) => statementsOf(metric, query, range)).join(';\n\n');
}

function statementsOf(metric: Metric, query: WorseQuery, { to }: TimeRange): string[] {
  const plan = planOf(ruleOf(metric, { min: 1, max: 5, isRate: false }, query.rule), { ...query, timezone: knownZone(query.timezone) }, to);
  const dimension = judgedDimension(metric);
  const cells: CellQuery = {
    metric,
    judged: dimension === null ? null : { dimension, isRate: false, epochs: null },
    from: plan.baseFrom,
    to: plan.end,
    filters: query.filters,
    groupBy: [...new Set(query.groupBy)],
    release: query.baseline.kind === 'release' ? { field: query.baseline.field, version: query.baseline.version } : null,
    limits: new Map(),
  };
  if (query.baseline.kind === 'concurrent') return [printReadable(versionsStatement(cells, query.baseline))];
  const scan = printReadable(scanStatement(cellSource(cells), plan, cells.groupBy.length));
  return metric.kind === 'latency' ? [printReadable(histogramStatement(cells, plan)), scan] : [scan];
}
