/** How far settling has come, kept in the store for the next start. */
import { tableOf, type SettleDeps } from './settleDeps';

type Deps = Pick<SettleDeps, 'driver' | 'layout'>;

const CONSUMER = 'settle';

/** A replica that was not heard of for this long left nothing behind that a newer start has not seen. */
const FORGET_DAYS = 7;

/**
 * Everything received before this time has been settled, by whichever replica received it; 0 when nobody ever said so.
 * Nanoseconds since 1970.
 */
export async function readCheckpoint(deps: Deps): Promise<bigint> {
  const { rows } = await deps.driver.query({
    sql: `SELECT toUnixTimestamp64Nano(min(settled_through)) FROM ${tableOf(deps, 'settle_state')} FINAL
WHERE startsWith(consumer, {consumer:String}) AND updated_at >= now64(9) - INTERVAL ${FORGET_DAYS} DAY`,
    params: { consumer: `${CONSUMER}:` },
  });
  return BigInt(String(rows[0]?.[0] ?? 0));
}

/** @param settledThrough nanoseconds since 1970 */
export async function writeCheckpoint(deps: Deps, replicaId: string, settledThrough: bigint): Promise<void> {
  await deps.driver.command({
    sql: `INSERT INTO ${tableOf(deps, 'settle_state')} (consumer, settled_through, updated_at)
SELECT {consumer:String}, fromUnixTimestamp64Nano({through:Int64}), now64(9)`,
    params: { consumer: `${CONSUMER}:${replicaId}`, through: settledThrough },
  });
}
