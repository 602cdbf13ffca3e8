/** How far each source has been read, and which replica reads it, in Plumbline's own store. */
import type { Driver } from '../storage/driver';
import { physicalName, type Layout } from '../storage/tableName';

export interface StateDeps {
  readonly driver: Driver;
  readonly layout: Layout;
}

const tableOf = ({ layout }: StateDeps): string => `\`${layout.database}\`.\`${physicalName('settle_state', layout)}\``;

/** Everything with an earlier time has been read, but for what came late; undefined for a source that was never read. Nanoseconds. */
export async function readPulled(deps: StateDeps, source: string): Promise<bigint | undefined> {
  const { rows } = await deps.driver.query({
    sql: `SELECT toUnixTimestamp64Nano(max(settled_through)), count() FROM ${tableOf(deps)} FINAL WHERE consumer = {consumer:String}`,
    params: { consumer: `pull:${source}` },
  });
  const [time, count] = rows[0] ?? [];
  return Number(count) === 0 ? undefined : BigInt(String(time));
}

/** @param through nanoseconds since 1970 */
export function writePulled(deps: StateDeps, source: string, through: bigint): Promise<void> {
  return write(deps, `pull:${source}`, through);
}

function write(deps: StateDeps, consumer: string, through: bigint): Promise<void> {
  return deps.driver.command({
    sql: `INSERT INTO ${tableOf(deps)} (consumer, settled_through, updated_at)
SELECT {consumer:String}, fromUnixTimestamp64Nano({through:Int64}), now64(9)`,
    params: { consumer, through },
  });
}

/**
 * Says that this replica is there, and whether it is the one to read: the first by name of those that were heard of lately.
 * ClickHouse has no locks; when two replicas take themselves for the first for a moment, both write the same rows.
 * @param silentSeconds a replica that was not heard of for this long is not there any more
 */
export async function isReader(deps: StateDeps, source: string, replicaId: string, silentSeconds: number): Promise<boolean> {
  const prefix = `pull-replica:${source}:`;
  await write(deps, prefix + replicaId, 0n);
  const { rows } = await deps.driver.query({
    sql: `SELECT min(consumer) FROM ${tableOf(deps)} FINAL
WHERE startsWith(consumer, {prefix:String}) AND updated_at >= now64(9) - toIntervalSecond({silent:UInt32})`,
    params: { prefix, silent: Math.ceil(silentSeconds) },
  });
  return String(rows[0]?.[0] ?? '') === prefix + replicaId;
}
