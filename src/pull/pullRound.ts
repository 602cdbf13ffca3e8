/** One round over a source: from where the last one stopped, less the overlap, to the present. */
import { logFingerprintsSql } from '../core/otelTables/logsSql';
import type { OtelTable } from '../core/otelTables/otelTable';
import { fingerprintsSql, firstSql, type Range, type Sql } from '../core/otelTables/tracesSql';
import { BUCKET_NS, changedRanges, forgetBefore, type Fingerprints } from './changedRanges';
import { NOTHING_PULLED, sum, type Pulled, type SourceDeps } from './pullDeps';
import { EVENTS, pullLogs } from './pullLogs';
import { readPulled, writePulled } from './pullState';
import { pullTraces, selectionOf } from './pullTraces';
import { READ_SETTINGS } from './sourceTables';

/** What a replica remembers between rounds; without it a round reads more and changes nothing. */
export interface SourceMemory {
  readonly traces: Fingerprints;
  readonly logs: Fingerprints;
}

export const newMemory = (): SourceMemory => ({ traces: new Map(), logs: new Map() });

/** A backlog is counted in steps of this length and read in shorter ones; how far it came is kept after each. */
const STEP_NS = 6n * 3600n * 1_000_000_000n;
const DAY_NS = 86_400_000_000_000n;

/**
 * Clocks of senders differ and spans are in the table once they have ended, so each round looks at `overlap_minutes` before
 * the last one again, and as far ahead of the clock.
 * @param now nanoseconds since 1970
 * @throws StorageError when either store is away; what was read until then is kept
 */
export async function pullRound(deps: SourceDeps, memory: SourceMemory, now: bigint): Promise<Pulled> {
  const { source } = deps;
  const { margin: overlap } = selectionOf(deps);
  const done = await readPulled(deps, source.name);
  const first = source.from === undefined ? now - DAY_NS : BigInt(Date.parse(source.from)) * 1_000_000n;
  const start = floor(done === undefined ? first : done - overlap);
  const end = now + overlap;
  for (const known of [memory.traces, memory.logs]) forgetBefore(known, start);
  let pulled = NOTHING_PULLED;
  for (let at = start; at < end;) {
    const range = { from: at, to: smaller(at + STEP_NS, end) };
    const step = await pullStep(deps, memory, range);
    pulled = sum(pulled, step.pulled);
    at = step.isEmpty ? await nextRow(deps, { from: range.to, to: end }) : range.to;
    if (at < now && at > (done ?? 0n)) await writePulled(deps, source.name, at);
  }
  await writePulled(deps, source.name, now);
  return pulled;
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const floor = (time: bigint): bigint => (time < 0n ? 0n : time - (time % BUCKET_NS));

async function pullStep(
  deps: SourceDeps,
  memory: SourceMemory,
  range: Range,
): Promise<{ readonly pulled: Pulled; readonly isEmpty: boolean }> {
  const { traces, logs } = deps.tables;
  let pulled = NOTHING_PULLED;
  const run = async (statement: Sql, known: Fingerprints, pull: (changed: Range) => Promise<Pulled>): Promise<number> => {
    const { rows } = await deps.from.query({ ...statement, settings: READ_SETTINGS, signal: deps.signal });
    for (const { range: changed, remember } of changedRanges(rows, known, range)) {
      pulled = sum(pulled, await pull(changed));
      remember();
    }
    return rows.length;
  };
  // Text of log records first: a trace that settles has spans, and then its text is there.
  const withLogs =
    logs === undefined
      ? 0
      : await run(logFingerprintsSql(logs, range, EVENTS, BUCKET_NS), memory.logs, (changed) => pullLogs(deps, logs, changed));
  const selection = selectionOf(deps);
  const withSpans = await run(fingerprintsSql(traces, range, selection, BUCKET_NS), memory.traces, (changed) => pullTraces(deps, changed));
  return { pulled, isEmpty: withLogs + withSpans === 0 };
}

/** Where the next row is, so that years without any cost nothing; the end of the range when there is none. */
async function nextRow(deps: SourceDeps, range: Range): Promise<bigint> {
  const first = async (table: OtelTable): Promise<bigint> => {
    const { rows } = await deps.from.query({ ...firstSql(table, range), settings: READ_SETTINGS, signal: deps.signal });
    const [time, count] = rows[0] ?? [];
    return Number(count ?? 0) === 0 ? range.to : floor(BigInt(String(time)));
  };
  if (range.from >= range.to) return range.to;
  const { traces, logs } = deps.tables;
  const next = smaller(await first(traces), logs === undefined ? range.to : await first(logs));
  return next < range.from ? range.from : next;
}
