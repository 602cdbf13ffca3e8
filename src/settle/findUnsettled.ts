/** What a stop left behind: traces that were received and not settled, and hours that were settled and not summed up. */
import type { TouchedTraces, TraceTouch } from '../core/settle/touchedTraces';
import { HourSet } from './hourSet';
import { tableOf, type SettleDeps } from './settleDeps';

type Deps = Pick<SettleDeps, 'driver' | 'layout'>;

/**
 * A row gets its time of receipt before it is durable, and an interaction its version before the rows are read; between
 * replicas there are clocks. What lies closer together than this is looked at again, which does no harm.
 */
export const MARGIN_NS = 120_000_000_000n;

export interface Unsettled {
  readonly traces: TouchedTraces;
  /** When there are more than asked for: when the first of the others was received, or a little earlier. */
  readonly moreSince?: bigint;
}

/**
 * Traces with spans, scores or log records that were received since `from` (nanoseconds) and that no interaction is newer than, in
 * the order of receipt. Those that are looked at again to be on the safe side come last.
 */
export async function findUnsettled(deps: Deps, from: bigint, limit: number): Promise<Unsettled> {
  const { rows } = await deps.driver.query({
    sql: `SELECT r.trace_id, min(r.start), max(r.end), min(r.received) AS first_received, max(r.received) > toInt64(max(i.version)) AS is_behind
FROM (
  SELECT trace_id, toNullable(toUnixTimestamp64Nano(start_time)) AS start, toNullable(toUnixTimestamp64Nano(end_time)) AS end, toUnixTimestamp64Nano(ingest_ts) AS received
  FROM ${tableOf(deps, 'spans')} WHERE ingest_ts >= fromUnixTimestamp64Nano({from:Int64})
  UNION ALL
  SELECT trace_id, NULL, NULL, toUnixTimestamp64Nano(ingest_ts)
  FROM ${tableOf(deps, 'score_events')} WHERE ingest_ts >= fromUnixTimestamp64Nano({from:Int64}) AND trace_id != ''
  UNION ALL
  SELECT trace_id, NULL, NULL, toUnixTimestamp64Nano(ingest_ts)
  FROM ${tableOf(deps, 'log_content')} WHERE ingest_ts >= fromUnixTimestamp64Nano({from:Int64})
) AS r
GLOBAL LEFT JOIN (
  SELECT trace_id, max(row_version) AS version FROM ${tableOf(deps, 'interactions')}
  WHERE row_version >= {version:UInt64} AND is_deleted = 0 GROUP BY trace_id
) AS i ON i.trace_id = r.trace_id
GROUP BY r.trace_id
HAVING max(r.received) + {margin:Int64} > toInt64(max(i.version))
ORDER BY is_behind DESC, first_received LIMIT {limit:UInt32}`,
    params: { from, version: from, margin: MARGIN_NS, limit },
  });
  const traces = new Map(
    rows.map(([id, start, end, received]): [string, TraceTouch] => [
      String(id),
      { minStart: nanoseconds(start), maxEnd: nanoseconds(end), receivedAt: nanoseconds(received) ?? from },
    ]),
  );
  const [, , , received, isBehind] = rows.at(-1) ?? [];
  return rows.length >= limit && isBehind === 1 ? { traces, moreSince: nanoseconds(received) ?? from } : { traces };
}

/** Hours in which interactions were written or taken out since `from` (nanoseconds). */
export async function findChangedHours(deps: Deps, from: bigint): Promise<HourSet> {
  const { rows } = await deps.driver.query({
    sql: `SELECT DISTINCT service, toUnixTimestamp(toStartOfHour(time, 'UTC')) FROM ${tableOf(deps, 'interactions')} WHERE row_version >= {from:UInt64}`,
    params: { from },
  });
  const hours = new HourSet();
  for (const [service, hour] of rows) hours.addHour({ service: String(service), hour: Number(hour) });
  return hours;
}

function nanoseconds(value: unknown): bigint | undefined {
  return value === null || value === undefined ? undefined : BigInt(String(value));
}
