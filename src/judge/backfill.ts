/** Judges history: decides of what nobody has decided of yet, judges what is chosen, and goes on where it was stopped. */
import type { EvaluatorRun } from './evaluatorRun';
import { tableOf, type JudgeDeps } from './judgeDeps';
import { readDecisions, readRequests } from './readWork';

export interface BackfillRange {
  /** Nanoseconds since 1970, the end exclusive: when requests started. */
  readonly from: bigint;
  readonly to: bigint;
}

export interface BackfillReport {
  readonly requests: number;
  readonly chosen: number;
}

const PAGE = 2000;

/**
 * @param onProgress requests that are dealt with, and all of the range
 * @throws StorageError. Run again, it goes on: decisions and judgements are in the store.
 */
export async function backfill(
  deps: JudgeDeps,
  run: EvaluatorRun,
  { from, to }: BackfillRange,
  onProgress: (done: number, total: number) => void,
): Promise<BackfillReport> {
  if (run.decidedThrough === 0n) await run.open();
  const total = await countRequests(deps, { from, to });
  let [done, chosen, at] = [0, 0, from];
  onProgress(0, total);
  while (at < to) {
    const end = await endOfPage(deps, at, to);
    const page = await readRequests(deps, { by: 'started', from: at, to: end, limit: 1_000_000 });
    await run.take(page, true);
    const known = await readDecisions(
      deps,
      run.evaluator.name,
      page.map(({ trace_id }) => trace_id),
    );
    const pending = [...known.values()].filter(({ state }) => state === 'pending');
    chosen += pending.length;
    run.adopt(pending);
    await run.idle();
    done += page.length;
    at = end;
    onProgress(done, Math.max(done, total));
  }
  return { requests: done, chosen };
}

/** Start of the request after a page, so that requests of one instant stay in one page. */
async function endOfPage(deps: JudgeDeps, from: bigint, to: bigint): Promise<bigint> {
  const { rows } = await deps.driver.query({
    sql: `SELECT toUnixTimestamp64Nano(time) FROM ${tableOf(deps, 'interactions')} FINAL
WHERE time > fromUnixTimestamp64Nano({from:Int64}) AND time < fromUnixTimestamp64Nano({to:Int64}) ORDER BY time LIMIT 1 OFFSET {page:UInt32}`,
    params: { from, to, page: PAGE },
  });
  return rows[0]?.[0] === undefined ? to : BigInt(String(rows[0][0]));
}

async function countRequests(deps: JudgeDeps, { from, to }: BackfillRange): Promise<number> {
  const { rows } = await deps.driver.query({
    sql: `SELECT count() FROM ${tableOf(deps, 'interactions')} FINAL WHERE time >= fromUnixTimestamp64Nano({from:Int64}) AND time < fromUnixTimestamp64Nano({to:Int64})`,
    params: { from, to },
  });
  return Number(rows[0]?.[0] ?? 0);
}
