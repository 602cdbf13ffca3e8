import type { FrameJSON } from '../core/frames/frame';
import { healthFrame } from '../core/frames/healthFrame';
import { requestHealth, spanHealth } from '../core/health/healthRows';
import type { HealthQuery } from '../core/query/health';
import { HEALTH_STAGES, requestHealthStatement, spanHealthStatement } from '../core/sql/healthSql';
import { printReadable } from '../core/sql/sql';
import type { QueryContext, TimeRange } from './deps';
import { readRows } from './readRows';

/** Which fields the telemetry of each service fills, and what is empty because of it. @throws QueryError, StorageError */
export async function answerHealth(query: HealthQuery, context: QueryContext): Promise<FrameJSON[]> {
  const [requests, spans] = await Promise.all([
    readRows(requestHealthStatement(query, context.range), context),
    readRows(spanHealthStatement(query, context.range), context),
  ]);
  const health = [...requestHealth(requests), ...spanHealth(spans, HEALTH_STAGES)];
  const format = context.isAlert ? 'table' : query.format;
  return [healthFrame({ ...query, format }, health, { executedQueryString: healthSqlText(query, context.range) })];
}

/** SQL of the query for people, without running it. @throws QueryError */
export function healthSqlText(query: HealthQuery, range: TimeRange): string {
  return [requestHealthStatement(query, range), spanHealthStatement(query, range)].map(printReadable).join(';\n\n');
}
