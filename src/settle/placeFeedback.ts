/** Feedback that names only a response or a session: it is written anew under the trace that it is about. */
import { feedback, feedbackEvents, type FeedbackEventRow } from '../core/model/tables';
import type { TouchedTraces } from '../core/settle/touchedTraces';
import { inChunks } from './inChunks';
import type { SettleDeps } from './settleDeps';
import { tableOf } from './settleDeps';
import { settledGraves } from './settledGraves';
import { rowReader, selectList } from './storedRows';

type Deps = Pick<SettleDeps, 'driver' | 'layout'>;

/** How often it is looked for, and for how long after it came. */
const INTERVAL_NS = 5_000_000_000n;
const WAIT_NS = 86_400_000_000_000n;
/** Rows of one look. The next one goes on after them, so that what is never placed keeps nothing else waiting. */
const MOST = 10_000;
/** Between the end of a request and its interaction, beside the quiet time: until its spans are exported, received and settled. */
const EXPORT_NS = 60_000_000_000n;
/** A page's clock may be this much behind the service's. */
const SKEW_NS = 2_000_000_000n;

const COLUMNS = Object.keys(feedbackEvents.columns) as (keyof typeof feedbackEvents.columns)[];
const readRow = rowReader(feedbackEvents, COLUMNS);

/** Where in the order of receipt the last look ended. */
interface Cursor {
  readonly at: bigint;
  readonly id: string;
}

export class FeedbackPlacer {
  private lookedAt: bigint | undefined;
  private after: Cursor | undefined;

  /** @param quietNs nanoseconds without a span after which a trace settles */
  constructor(
    private readonly deps: Deps,
    private readonly quietNs: bigint,
  ) {}

  /** @param now nanoseconds @returns the traces on which feedback was placed, or from which a doubled one was taken */
  async look(now: bigint): Promise<TouchedTraces> {
    if (this.lookedAt !== undefined && now < this.lookedAt + INTERVAL_NS) return new Map();
    const waiting = await this.waiting(now);
    const placed = waiting.length === 0 ? [] : await this.place(waiting);
    const doubled = placed.length === 0 ? [] : await this.write(placed, now);
    const last = waiting.length < MOST ? undefined : waiting.at(-1);
    this.after = last && { at: last.ingest_ts, id: last.feedback_id };
    this.lookedAt = now;
    return new Map([...placed, ...doubled].map(({ trace_id, ingest_ts }) => [trace_id, { receivedAt: ingest_ts }]));
  }

  private async write(placed: readonly FeedbackEventRow[], now: bigint): Promise<FeedbackEventRow[]> {
    const { driver } = this.deps;
    await driver.insert(feedbackEvents, placed);
    await driver.insert(
      feedbackEvents,
      placed.map((row) => ({ ...row, trace_id: '', is_deleted: 1 })),
    );
    const doubled = await this.doubled(placed);
    if (doubled.length === 0) return [];
    await driver.insert(
      feedbackEvents,
      doubled.map((row) => ({ ...row, is_deleted: 1 })),
    );
    const keys = doubled.map(({ feedback_id: id, trace_id: traceId }) => ({ id, traceId }));
    await driver.insert(feedback, await settledGraves(this.deps, keys, now));
    return doubled;
  }

  /**
   * Another replica, or a run that ended before it took the waiting row out, may have found another trace for the same feedback.
   * Of these the smallest id stays, for whoever looks.
   */
  private async doubled(placed: readonly FeedbackEventRow[]): Promise<FeedbackEventRow[]> {
    const times = placed.map(({ ingest_ts }) => ingest_ts).toSorted((a, b) => (a < b ? -1 : 1));
    const [from = 0n, to = 0n] = [times[0], times.at(-1)];
    const ids = [...new Set(placed.map(({ feedback_id }) => feedback_id))];
    const copies = await inChunks(ids, async (chunk) => {
      const { rows } = await this.deps.driver.query({
        sql: `SELECT ${selectList(feedbackEvents, COLUMNS)} FROM ${tableOf(this.deps, 'feedback_events')} FINAL
WHERE trace_id != '' AND feedback_id IN {ids:Array(String)}
  AND ingest_ts BETWEEN fromUnixTimestamp64Nano({from:Int64}) AND fromUnixTimestamp64Nano({to:Int64}) ORDER BY trace_id`,
        params: { ids: chunk, from, to },
      });
      return rows.map(readRow);
    });
    const own = new Set(placed.map(keyOf));
    const kept = new Set<string>();
    return copies.filter((copy) => {
      const key = keyOf(copy);
      if (!own.has(key)) return false;
      if (kept.has(key)) return true;
      kept.add(key);
      return false;
    });
  }

  /** What names a session waits until the requests before it have settled, so that the last of them is known. */
  private async waiting(now: bigint): Promise<FeedbackEventRow[]> {
    const ripe = now - this.quietNs - EXPORT_NS;
    const from = this.after?.at ?? now - WAIT_NS;
    const { rows } = await this.deps.driver.query({
      sql: `SELECT ${selectList(feedbackEvents, COLUMNS)} FROM ${tableOf(this.deps, 'feedback_events')} FINAL
WHERE trace_id = '' AND ingest_ts >= fromUnixTimestamp64Nano({from:Int64})
  AND (ingest_ts, feedback_id) > (fromUnixTimestamp64Nano({from:Int64}), {id:String})
  AND (response_id != '' OR ingest_ts <= fromUnixTimestamp64Nano({ripe:Int64}))
ORDER BY ingest_ts, feedback_id LIMIT ${MOST}`,
      params: { from: from > 0n ? from : 0n, id: this.after?.id ?? '', ripe: ripe > 0n ? ripe : 0n },
    });
    return rows.map(readRow);
  }

  private async place(waiting: readonly FeedbackEventRow[]): Promise<FeedbackEventRow[]> {
    const [responses, sessions] = await Promise.all([
      this.tracesOfResponses(waiting.map(({ response_id }) => response_id)),
      this.turnsOfSessions(waiting.filter(({ response_id }) => response_id === '').map(({ session_id }) => session_id)),
    ]);
    return waiting.flatMap((row) => {
      const trace = row.response_id === '' ? lastBefore(sessions.get(row.session_id), row.occurred_at) : responses.get(row.response_id);
      return trace === undefined ? [] : [{ ...row, trace_id: trace }];
    });
  }

  private async tracesOfResponses(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const wanted = [...new Set(ids)].filter((id) => id !== '');
    const found = await inChunks(wanted, async (chunk) => {
      const sql = `SELECT response_id, min(trace_id) FROM ${tableOf(this.deps, 'spans')} WHERE response_id IN {ids:Array(String)} GROUP BY response_id`;
      return [...(await this.deps.driver.query({ sql, params: { ids: chunk } })).rows];
    });
    return new Map(found.map(([response, trace]) => [String(response), String(trace)]));
  }

  private async turnsOfSessions(ids: readonly string[]): Promise<ReadonlyMap<string, readonly SessionTurn[]>> {
    const wanted = [...new Set(ids)].filter((id) => id !== '');
    const found = await inChunks(wanted, async (chunk) => {
      const sql = `SELECT session_id, trace_id, toUnixTimestamp64Nano(time) FROM ${tableOf(this.deps, 'interactions')} FINAL
WHERE session_id IN {ids:Array(String)} ORDER BY time, trace_id`;
      return [...(await this.deps.driver.query({ sql, params: { ids: chunk } })).rows];
    });
    const sessions = new Map<string, SessionTurn[]>();
    for (const [session, trace, time] of found) {
      const turns = sessions.get(String(session)) ?? [];
      turns.push({ traceId: String(trace), time: BigInt(String(time)) });
      sessions.set(String(session), turns);
    }
    return sessions;
  }
}

interface SessionTurn {
  readonly traceId: string;
  /** Nanoseconds. */
  readonly time: bigint;
}

function lastBefore(turns: readonly SessionTurn[] = [], at: bigint): string | undefined {
  return turns.findLast(({ time }) => time <= at + SKEW_NS)?.traceId;
}

/** The same in all copies of one feedback, and in none of another one or of one that was sent anew. */
function keyOf({ feedback_id: id, ingest_ts: receivedAt }: FeedbackEventRow): string {
  return `${receivedAt} ${id}`;
}
