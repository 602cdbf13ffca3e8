import type { Driver } from './driver';

/** Ids of one statement, which the engine takes as text. */
const CHUNK = 2000;

/**
 * The services that own what a sender would touch, where it is none of the sender's own: under `trace:span` for a span of
 * another service, under the trace id for a trace that settled as a request of another service or of which no span is the
 * sender's. What is not stored yet is not in it.
 * @throws StorageError
 */
export async function readForeignOwners(
  driver: Driver,
  traceIds: readonly string[],
  services: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(traceIds)].filter((id) => id !== '');
  const owners = new Map<string, string>();
  for (let at = 0; at < ids.length; at += CHUNK) await readChunk(driver, ids.slice(at, at + CHUNK), services, owners);
  return owners;
}

async function readChunk(driver: Driver, ids: readonly string[], services: readonly string[], owners: Map<string, string>): Promise<void> {
  const { rows } = await driver.query({
    sql: `SELECT trace_id, groupArrayIf(span_id, NOT own), anyIf(service, NOT own), countIf(own)
FROM (SELECT trace_id, span_id, service, has({services:Array(String)}, service) AS own FROM spans WHERE trace_id IN {ids:Array(String)})
GROUP BY trace_id`,
    params: { ids, services },
  });
  const mixed: string[] = [];
  for (const [trace, spans, owner, ownSpans] of rows) {
    const foreign = Array.isArray(spans) ? spans : [];
    for (const span of foreign) owners.set(`${String(trace)}:${String(span)}`, String(owner));
    if (Number(ownSpans) === 0) owners.set(String(trace), String(owner));
    else if (foreign.length > 0) mixed.push(String(trace));
  }
  if (mixed.length === 0) return;
  for (const [trace, owner] of await readSettled(driver, mixed)) if (!services.includes(owner)) owners.set(trace, owner);
}

/** Service by trace. A request has the service and the start of one of its spans, by which the table is sorted. */
async function readSettled(driver: Driver, ids: readonly string[]): Promise<(readonly [trace: string, service: string])[]> {
  const { rows } = await driver.query({
    sql: `WITH (SELECT (min(start_time), max(start_time)) FROM spans WHERE trace_id IN {ids:Array(String)}) AS starts
SELECT trace_id, service FROM interaction_metrics
WHERE service GLOBAL IN (SELECT service FROM spans WHERE trace_id IN {ids:Array(String)})
  AND time BETWEEN starts.1 AND starts.2 AND trace_id IN {ids:Array(String)}`,
    params: { ids },
  });
  return rows.map(([trace, service]) => [String(trace), String(service)]);
}
