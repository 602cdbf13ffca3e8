/** What earlier rounds wrote for some traces, so that rows under keys that no longer hold can be taken out. */
import { inChunks } from './inChunks';
import { tableOf, type SettleDeps } from './settleDeps';

export interface EarlierKey {
  readonly time: bigint;
  readonly service: string;
  readonly rowVersion: bigint;
}

export interface EarlierScore {
  readonly traceId: string;
  readonly time: bigint;
  readonly service: string;
  readonly name: string;
  readonly scoreId: string;
}

export interface EarlierDocument {
  readonly traceId: string;
  readonly time: bigint;
  readonly service: string;
  readonly documentId: string;
  readonly spanId: string;
  readonly rank: number;
}

/**
 * The keys of the interactions of these traces. They are looked up in interaction_text, the one table of them that is
 * sorted by trace; it is written before the others and its tombstones after theirs, so no key of them is missed.
 */
export async function readEarlierKeys(deps: SettleDeps, ids: readonly string[]): Promise<ReadonlyMap<string, readonly EarlierKey[]>> {
  const found = new Map<string, EarlierKey[]>();
  await inChunks(ids, async (chunk) => {
    const { rows } = await deps.driver.query({
      sql: `SELECT trace_id, toUnixTimestamp64Nano(time), service, row_version FROM ${tableOf(deps, 'interaction_text')} FINAL WHERE trace_id IN {ids:Array(String)}`,
      params: { ids: chunk },
    });
    for (const [id, time, service, version] of rows) {
      const key = { time: nanoseconds(time), service: String(service), rowVersion: nanoseconds(version) };
      found.set(String(id), [...(found.get(String(id)) ?? []), key]);
    }
    return [];
  });
  return found;
}

type Keys = ReadonlyMap<string, readonly EarlierKey[]>;

export function readEarlierScores(deps: SettleDeps, keys: Keys): Promise<EarlierScore[]> {
  const columns = 'trace_id, toUnixTimestamp64Nano(time), service, name, score_id';
  return readRows(deps, 'scores', columns, keys, ([id, time, service, name, scoreId]) => ({
    traceId: String(id),
    time: nanoseconds(time),
    service: String(service),
    name: String(name),
    scoreId: String(scoreId),
  }));
}

export function readEarlierDocuments(deps: SettleDeps, keys: Keys): Promise<EarlierDocument[]> {
  const columns = 'trace_id, toUnixTimestamp64Nano(time), service, document_id, span_id, rank';
  return readRows(deps, 'retrieved_documents', columns, keys, ([id, time, service, documentId, spanId, rank]) => ({
    traceId: String(id),
    time: nanoseconds(time),
    service: String(service),
    documentId: String(documentId),
    spanId: String(spanId),
    rank: Number(rank),
  }));
}

/** Services and times narrow the search to few places of tables that are not sorted by trace. */
function readRows<R>(deps: SettleDeps, table: string, columns: string, keys: Keys, read: (row: readonly unknown[]) => R): Promise<R[]> {
  const sql = `SELECT ${columns} FROM ${tableOf(deps, table)} FINAL
WHERE service IN {services:Array(String)} AND trace_id IN {ids:Array(String)}
AND time BETWEEN fromUnixTimestamp64Nano({from:Int64}) AND fromUnixTimestamp64Nano({to:Int64})`;
  return inChunks([...keys], async (chunk) => {
    const all = chunk.flatMap(([, earlier]) => earlier);
    const times = all.map(({ time }) => time).sort((a, b) => (a < b ? -1 : 1));
    const params = {
      services: [...new Set(all.map(({ service }) => service))],
      ids: chunk.map(([id]) => id),
      from: times[0] ?? 0n,
      to: times.at(-1) ?? 0n,
    };
    const { rows } = await deps.driver.query({ sql, params });
    return rows.map(read);
  });
}

function nanoseconds(value: unknown): bigint {
  return BigInt(String(value));
}
