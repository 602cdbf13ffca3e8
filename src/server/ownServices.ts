import { boundId } from '../core/scores/boundId';
import type { Driver } from '../storage/driver';
import { readForeignOwners } from '../storage/foreignOwners';
import { ApiError } from './apiError';
import { currentCaller } from './currentCaller';

interface Owned {
  readonly trace_id: string;
  readonly span_id?: string;
  readonly only_services: readonly string[];
}

/**
 * What a caller that is bound to services writes names them, also in its id, as the trace may come later; a trace or span
 * that is known to be another service's is refused at once.
 * @param what for the message, such as "labels"
 * @param withId a row under another id
 * @throws ApiError, StorageError
 */
export async function ownServices<T extends Owned>(
  rows: readonly T[],
  driver: Driver,
  what: string,
  withId: (row: T, rename: (id: string) => string) => T,
): Promise<readonly T[]> {
  const services = currentCaller()?.services ?? null;
  if (services === null) return rows;
  const owners = await readForeignOwners(
    driver,
    rows.map(({ trace_id }) => trace_id),
    services,
  );
  const ownerOf = ({ trace_id, span_id = '' }: T): string | undefined => owners.get(trace_id) ?? owners.get(`${trace_id}:${span_id}`);
  const foreign = rows.find((row) => ownerOf(row) !== undefined);
  if (foreign === undefined) {
    return rows.map((row) => ({ ...withId(row, (id) => boundId(id, services)), only_services: services }));
  }
  throw new ApiError(
    403,
    'foreign_service',
    `This token may not write ${what} of the service ${ownerOf(foreign) ?? ''} (trace ${foreign.trace_id}).`,
    'Nothing was stored. Use a token of that service.',
  );
}
