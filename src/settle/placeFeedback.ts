/** Feedback that names only a response or a session: it is written anew under the trace that it is about. */
import { feedbackEvents, type FeedbackEventRow } from '../core/model/tables';
import type { TouchedTraces } from '../core/settle/touchedTraces';
import { inChunks } from './inChunks';
import type { SettleDeps } from './settleDeps';
import { tableOf } from './settleDeps';
import { rowReader, selectList } from './storedRows';

type Deps = Pick<SettleDeps, 'driver' | 'layout'>;

/** How often it is looked for, and for how long after it came. */
const INTERVAL_NS = 5_000_000_000n;
const WAIT_NS = 86_400_000_000_000n;
const MOST = 10_000;
/** A page's clock may be this much behind the service's. */
const SKEW_NS = 2_000_000_000n;

const COLUMNS = Object.keys(feedbackEvents.columns) as (keyof typeof feedbackEvents.columns)[];
const readRow = rowReader(feedbackEvents, COLUMNS);

export class FeedbackPlacer {
  private lookedAt: bigint | undefined;

  constructor(private readonly deps: Deps) {}

  /** @param now nanoseconds @returns the traces on which feedback was placed */
  async look(now: bigint): Promise<TouchedTraces> {
    if (this.lookedAt !== undefined && now < this.lookedAt + INTERVAL_NS) return new Map();
    const waiting = await this.waiting(now);
    const placed = waiting.length === 0 ? [] : await this.place(waiting);
    await this.deps.driver.insert(feedbackEvents, placed);
    await this.deps.driver.insert(
      feedbackEvents,
      placed.map((row) => ({ ...row, trace_id: '', is_deleted: 1 })),
    );
    this.lookedAt = now;
    return new Map(placed.map(({ trace_id, ingest_ts }) => [trace_id, { receivedAt: ingest_ts }]));
  }

  private async waiting(now: bigint): Promise<FeedbackEventRow[]> {
    const { rows } = await this.deps.driver.query({
      sql: `SELECT ${selectList(feedbackEvents, COLUMNS)} FROM ${tableOf(this.deps, 'feedback_events')} FINAL
WHERE trace_id = '' AND ingest_ts >= fromUnixTimestamp64Nano({from:Int64}) ORDER BY ingest_ts LIMIT ${MOST}`,
      params: { from: now > WAIT_NS ? now - WAIT_NS : 0n },
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
      const sql = `SELECT DISTINCT response_id, trace_id FROM ${tableOf(this.deps, 'spans')} WHERE response_id IN {ids:Array(String)}`;
      return [...(await this.deps.driver.query({ sql, params: { ids: chunk } })).rows];
    });
    return new Map(found.map(([response, trace]) => [String(response), String(trace)]));
  }

  private async turnsOfSessions(ids: readonly string[]): Promise<ReadonlyMap<string, readonly SessionTurn[]>> {
    const wanted = [...new Set(ids)].filter((id) => id !== '');
    const found = await inChunks(wanted, async (chunk) => {
      const sql = `SELECT session_id, trace_id, toUnixTimestamp64Nano(time) FROM ${tableOf(this.deps, 'interactions')} FINAL
WHERE session_id IN {ids:Array(String)} ORDER BY time`;
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
