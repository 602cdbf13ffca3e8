import type { FrameJSON } from '../core/frames/frame';
import { metricFrames } from '../core/frames/metricFrames';
import type { MetricQuery } from '../core/query/operations';
import { knownZone } from '../core/sql/bucket';
import { ROLLUP_SETTINGS } from '../core/sql/goodSql';
import { metricStatement, planMetric } from '../core/sql/metricSql';
import { printReadable } from '../core/sql/sql';
import type { QueryContext, TimeRange } from './deps';
import { readRows } from './readRows';

/** Rates, latencies, cost and tokens. @throws QueryError, StorageError */
export async function answerMetric(asked: MetricQuery, context: QueryContext): Promise<FrameJSON[]> {
  const query = prepare(asked);
  const plan = planMetric(query, context.range);
  const statement = metricStatement(query, plan);
  const rows = await readRows(statement, context, plan.byHour ? ROLLUP_SETTINGS : {});
  return metricFrames(query, plan, rows, { now: context.deps.clock.now(), executedQueryString: printReadable(statement) });
}

/** SQL of the query for people, without running it. @throws QueryError */
export function metricSqlText(asked: MetricQuery, range: TimeRange): string {
  const query = prepare(asked);
  return printReadable(metricStatement(query, planMetric(query, range)));
}

function prepare(query: MetricQuery): MetricQuery {
  return { ...query, groupBy: [...new Set(query.groupBy)], timezone: knownZone(query.timezone) };
}
