import type { Driver } from './driver';

/** Ids of one statement, which the engine takes as text. */
const CHUNK = 2000;

/**
 * The services that own what a sender would touch, where it is none of the sender's own: under `trace:span` for a span of
 * another service, under the trace id for a trace of which no span is the sender's. What is not stored yet is not in it.
 * @throws StorageError
 */
export async function readForeignOwners(
  driver: Driver,
  traceIds: readonly string[],
  services: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(traceIds)].filter((id) => id !== '');
  const owners = new Map<string, string>();
  for (let at = 0; at < ids.length; at += CHUNK) {
    const { rows } = await driver.query({
      sql: `SELECT trace_id, groupArrayIf(span_id, NOT own), anyIf(service, NOT own), countIf(own)
FROM (SELECT trace_id, span_id, service, has({services:Array(String)}, service) AS own FROM spans WHERE trace_id IN {ids:Array(String)})
GROUP BY trace_id`,
      params: { ids: ids.slice(at, at + CHUNK), services },
    });
    for (const [trace, spans, owner, ownSpans] of rows) {
      for (const span of Array.isArray(spans) ? spans : []) owners.set(`${String(trace)}:${String(span)}`, String(owner));
      if (Number(ownSpans) === 0) owners.set(String(trace), String(owner));
    }
  }
  return owners;
}
