/**
 * Who works on which judgement. The store has no locks: a worker writes its claims, reads all claims, and keeps those that are
 * its own by the one rule that all workers share. Two that read at an unlucky moment both keep one; they then write the same
 * score under the same id, which costs a call and counts once.
 */
import { judgeClaims } from '../core/model/judgeTables';
import { nanoseconds, tableOf, type JudgeDeps } from './judgeDeps';

type Deps = Pick<JudgeDeps, 'driver' | 'layout' | 'clock' | 'worker'>;

/** Those of the traces that this worker may judge. Claimed again, what it has is renewed. */
export async function claim(deps: Deps, evaluator: string, ids: readonly string[], leaseMs: number): Promise<ReadonlySet<string>> {
  const now = nanoseconds(deps.clock.now());
  const free = await ownersOf(deps, evaluator, ids, now);
  const wanted = ids.filter((id) => (free.get(id) ?? deps.worker) === deps.worker);
  if (wanted.length === 0) return new Set();
  await write(deps, evaluator, wanted, { now, until: now + nanoseconds(leaseMs) });
  const owners = await ownersOf(deps, evaluator, wanted, now);
  const mine = new Set(wanted.filter((id) => owners.get(id) === deps.worker));
  // A claim that lost would become the first one as soon as the winner renews its own.
  await release(
    deps,
    evaluator,
    wanted.filter((id) => !mine.has(id)),
  );
  return mine;
}

/** Lets others take at once what this worker did not come to. */
export async function release(deps: Deps, evaluator: string, ids: readonly string[]): Promise<void> {
  const now = nanoseconds(deps.clock.now());
  // Later than the claim that it replaces, also when both fall into one tick of the clock.
  if (ids.length > 0) await write(deps, evaluator, ids, { now: now + 1n, until: now });
}

async function write(
  deps: Deps,
  evaluator: string,
  ids: readonly string[],
  { now, until }: { readonly now: bigint; readonly until: bigint },
): Promise<void> {
  await deps.driver.insert(
    judgeClaims,
    ids.map((trace_id) => ({ evaluator, trace_id, worker: deps.worker, claimed_at: now, lease_until: until })),
  );
}

/** Of each trace with a lease that holds: the worker that claimed it first, the name deciding where two did at once. */
async function ownersOf(deps: Deps, evaluator: string, ids: readonly string[], now: bigint): Promise<ReadonlyMap<string, string>> {
  const { rows } = await deps.driver.query({
    sql: `SELECT trace_id, argMin(worker, (claimed_at, worker)) FROM ${tableOf(deps, 'judge_claims')} FINAL
WHERE evaluator = {evaluator:String} AND trace_id IN {ids:Array(String)} AND lease_until > fromUnixTimestamp64Nano({now:Int64})
GROUP BY trace_id`,
    params: { evaluator, ids, now },
  });
  return new Map(rows.map(([id, worker]) => [String(id), String(worker)]));
}
