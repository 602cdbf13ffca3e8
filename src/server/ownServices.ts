import type { Driver } from '../storage/driver';
import { readForeignOwners } from '../storage/foreignOwners';
import { ApiError } from './apiError';
import { currentCaller } from './currentCaller';

/**
 * What a caller that is bound to services writes names them, as the trace may come later; a trace that is known to be
 * another service's is refused at once.
 * @param what for the message, such as "labels"
 * @throws ApiError, StorageError
 */
export async function ownServices<T extends { readonly trace_id: string; readonly only_services: readonly string[] }>(
  rows: readonly T[],
  driver: Driver,
  what: string,
): Promise<readonly T[]> {
  const services = currentCaller()?.services ?? null;
  if (services === null) return rows;
  const owners = await readForeignOwners(
    driver,
    rows.map(({ trace_id }) => trace_id),
    services,
  );
  const foreign = rows.find(({ trace_id }) => owners.has(trace_id));
  if (foreign === undefined) return rows.map((row) => ({ ...row, only_services: services }));
  throw new ApiError(
    403,
    'foreign_service',
    `This token may not write ${what} of the service ${owners.get(foreign.trace_id) ?? ''} (trace ${foreign.trace_id}).`,
    'Nothing was stored. Use a token of that service.',
  );
}
