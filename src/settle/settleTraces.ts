/** One batch: reads traces, settles them, writes their rows. */
import { validatorFindings } from '../core/model/validatorTables';
import { changes, feedback, interactions, interactionText, retrievedDocuments, scores, type ChangeRow } from '../core/model/tables';
import { hash } from '../core/scores/hash';
import { settleTrace, type SettledTrace } from '../core/settle/settleTrace';
import { groupByTrace } from './groupByTrace';
import { HourSet } from './hourSet';
import { layInLogs } from './layInLogs';
import { mapInTurns } from './mapInTurns';
import { readEarlierDocuments, readEarlierKeys, readEarlierScores, type EarlierKey } from './readEarlier';
import { readTraces, type TimeBounds } from './readTraces';
import type { SettledSessions } from './sessionWatch';
import type { SettleDeps } from './settleDeps';
import { tombstones, type Tombstones } from './tombstones';
import type { QueuedTrace } from './traceQueue';

export interface BatchOptions {
  /** Nanoseconds at which the batch begins; larger than that of every batch before. */
  readonly version: bigint;
  readonly hasUnplacedScores: boolean;
}

export interface SettledBatch {
  /** Interactions that were written. */
  readonly settled: number;
  /** Hours in which rows came, changed or went. */
  readonly hours: HourSet;
  /** Traces that another replica wrote under another key at the same time; they have to be settled once more. */
  readonly contested: readonly string[];
  /** Conversations that a request settled in, with its time. */
  readonly sessions: SettledSessions;
}

/** @throws StorageError. The same batch may run again at any time. */
export async function settleTraces(deps: SettleDeps, batch: readonly QueuedTrace[], options: BatchOptions): Promise<SettledBatch> {
  const ids = batch.map(({ id }) => id);
  const keys = await readEarlierKeys(deps, ids);
  await layInLogs(deps, ids);
  const rows = await readTraces(deps, ids, { ...options, bounds: boundsOf(batch, keys) });
  const validate = await deps.validate();
  const settled = await mapInTurns(ids, (id): readonly [string, SettledTrace | null] => {
    const trace = rows.get(id);
    const rowVersion = versionOf(options.version, keys.get(id) ?? []);
    return [id, trace === undefined ? null : settleTrace(trace, { ...deps, validate, hash, rowVersion })];
  });
  const graves = await readTombstones(deps, keys, new Map(settled), options.version);
  await write(
    deps,
    settled.flatMap(([, trace]) => trace ?? []),
    graves,
    keys,
  );
  // Keys are written first and looked at last, so of two replicas at least the later one sees both.
  const contested = [...(await readEarlierKeys(deps, ids))].filter(([, now]) => now.length > 1).map(([id]) => id);
  return {
    settled: settled.filter(([, trace]) => trace !== null).length,
    hours: hoursOf(settled, keys),
    contested,
    sessions: sessionsOf(settled),
  };
}

/** Newer than what is there, also where another replica's clock is ahead. */
function versionOf(version: bigint, earlier: readonly EarlierKey[]): bigint {
  return earlier.reduce((newest, { rowVersion }) => (rowVersion >= newest ? rowVersion + 1n : newest), version);
}

/** Spans of one trace that came at different times may lie in different weeks; beyond this they are not looked for. */
const MARGIN_NS = 8n * 86_400_000_000_000n;

/** Undefined as soon as one trace has no known time: then all weeks are searched. */
function boundsOf(batch: readonly QueuedTrace[], keys: ReadonlyMap<string, readonly EarlierKey[]>): TimeBounds | undefined {
  let bounds: TimeBounds | undefined;
  for (const { id, minStart, maxEnd } of batch) {
    const times = [minStart, maxEnd, ...(keys.get(id) ?? []).map(({ time }) => time)].filter((time) => time !== undefined);
    if (times.length === 0) return undefined;
    for (const time of times) {
      bounds = {
        from: bounds === undefined || time < bounds.from ? time : bounds.from,
        to: bounds === undefined || time > bounds.to ? time : bounds.to,
      };
    }
  }
  return bounds === undefined ? undefined : { from: atLeast(bounds.from - MARGIN_NS), to: atMost(bounds.to + MARGIN_NS) };
}

/** Bounds of an Int64 of nanoseconds. */
const atLeast = (time: bigint): bigint => (time < -(2n ** 63n) ? -(2n ** 63n) : time);
const atMost = (time: bigint): bigint => (time >= 2n ** 63n ? 2n ** 63n - 1n : time);

async function readTombstones(
  deps: SettleDeps,
  keys: ReadonlyMap<string, readonly EarlierKey[]>,
  settled: ReadonlyMap<string, SettledTrace | null>,
  version: bigint,
): Promise<readonly Tombstones[]> {
  if (keys.size === 0) return [];
  const [oldScores, oldDocuments] = await Promise.all([readEarlierScores(deps, keys), readEarlierDocuments(deps, keys)]);
  const scoresOf = groupByTrace(oldScores);
  const documentsOf = groupByTrace(oldDocuments);
  return [...keys].map(([id, earlier]) => {
    const rows = { keys: earlier, scores: scoresOf.get(id) ?? [], documents: documentsOf.get(id) ?? [] };
    return tombstones(id, rows, settled.get(id) ?? null, versionOf(version, earlier));
  });
}

/**
 * The text first and its tombstones last, because later rounds find the other rows by it; the interaction after
 * everything that belongs to it, because readers start there.
 */
async function write(
  { driver }: SettleDeps,
  settled: readonly SettledTrace[],
  graves: readonly Tombstones[],
  keys: ReadonlyMap<string, readonly EarlierKey[]>,
): Promise<void> {
  // Most requests have nothing found. One that settled before is written all the same, over what was found then.
  const found = settled.map(({ findings }) => findings).filter(({ trace_id, validator }) => validator.length > 0 || keys.has(trace_id));
  await driver.insert(
    interactionText,
    settled.map(({ text }) => text),
  );
  await Promise.all([
    driver.insert(retrievedDocuments, [...settled.flatMap(({ documents }) => documents), ...graves.flatMap(({ documents }) => documents)]),
    driver.insert(scores, [...settled.flatMap((trace) => trace.scores), ...graves.flatMap((grave) => grave.scores)]),
    driver.insert(
      feedback,
      settled.flatMap((trace) => trace.feedback),
    ),
    driver.insert(validatorFindings, [...found, ...graves.flatMap((grave) => grave.findings)]),
    driver.insert(changes, mergeChanges(settled.flatMap((trace) => trace.changes))),
  ]);
  await driver.insert(interactions, [...settled.map(({ interaction }) => interaction), ...graves.flatMap((grave) => grave.interactions)]);
  await driver.insert(
    interactionText,
    graves.flatMap(({ texts }) => texts),
  );
}

/** One row a version and batch instead of one a request. */
function mergeChanges(rows: readonly ChangeRow[]): readonly ChangeRow[] {
  const merged = new Map<string, ChangeRow>();
  for (const row of rows) {
    const key = [row.kind, row.service, row.name, row.version].join('\u0000');
    const known = merged.get(key);
    const first = known !== undefined && known.first_seen <= row.first_seen ? known : row;
    const last = known !== undefined && known.last_seen >= row.last_seen ? known : row;
    merged.set(key, { ...first, last_seen: last.last_seen, generated: Math.max(first.generated, last.generated) });
  }
  return [...merged.values()];
}

function sessionsOf(settled: readonly (readonly [string, SettledTrace | null])[]): SettledSessions {
  return new Map(
    settled.flatMap(([, trace]) =>
      trace === null || trace.interaction.session_id === '' ? [] : [[trace.interaction.session_id, trace.interaction.time] as const],
    ),
  );
}

function hoursOf(settled: readonly (readonly [string, SettledTrace | null])[], keys: ReadonlyMap<string, readonly EarlierKey[]>): HourSet {
  const hours = new HourSet();
  for (const [, trace] of settled) if (trace !== null) hours.add(trace.interaction.service, trace.interaction.time);
  for (const earlier of keys.values()) for (const { service, time } of earlier) hours.add(service, time);
  return hours;
}
