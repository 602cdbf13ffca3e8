/**
 * Looks at the turns of conversations that settled, and once more when they have been silent for long, and keeps the implicit
 * feedback of their answers as it should be.
 */
import type { FeedbackEventRow } from '../core/model/tables';
import { feedback, feedbackEvents } from '../core/model/tables';
import type { ImplicitSignal, Turn } from '../core/feedback/sessionSignals';
import { ABANDONED_AFTER_MS, RULES_VERSION, sessionSignals } from '../core/feedback/sessionSignals';
import { hash } from '../core/scores/hash';
import type { TouchedTraces } from '../core/settle/touchedTraces';
import { readFoundSignals, readRecentSessions, readTurns, type FoundSignal } from './readTurns';
import { settledGraves } from './settledGraves';
import type { SettleDeps } from './settleDeps';

type Deps = Pick<SettleDeps, 'driver' | 'layout'>;

/** Start of one of its requests, nanoseconds since 1970. */
export type SettledSessions = ReadonlyMap<string, bigint>;

/** Conversations of one read, and those that are remembered until they have been silent for long. */
const BATCH = 1000;
const CAPACITY = 200_000;

interface Watched {
  /** Milliseconds since 1970. */
  due: number;
  time: bigint;
}

export class SessionWatch {
  private readonly sessions = new Map<string, Watched>();

  constructor(private readonly deps: Deps) {}

  add(settled: SettledSessions): void {
    for (const [id, time] of settled) {
      if (this.sessions.size >= CAPACITY && !this.sessions.has(id)) this.forgetOldest();
      this.sessions.set(id, { due: 0, time });
    }
  }

  /** Takes up the conversations that may still be going on. @param now milliseconds since 1970 */
  async recover(now: number): Promise<void> {
    this.add(await readRecentSessions(this.deps, now - 2 * ABANDONED_AFTER_MS, CAPACITY));
  }

  /** @param now milliseconds since 1970 @returns the traces whose feedback has changed */
  async look(now: number): Promise<TouchedTraces> {
    const touched = new Map<string, { receivedAt: bigint }>();
    const due = [...this.sessions].filter(([, session]) => session.due <= now);
    for (let at = 0; at < due.length; at += BATCH) {
      for (const trace of await this.lookAt(due.slice(at, at + BATCH), now))
        touched.set(trace, { receivedAt: BigInt(Math.round(now)) * 1_000_000n });
    }
    return touched;
  }

  private async lookAt(batch: readonly (readonly [string, Watched])[], now: number): Promise<readonly string[]> {
    const conversations = await readTurns(
      this.deps,
      batch.map(([id, { time }]) => ({ id, time })),
    );
    const turns = conversations.flatMap((conversation) => conversation.turns);
    const wanted = conversations.flatMap((conversation) => sessionSignals(conversation.turns, now));
    const found = await readFoundSignals(
      this.deps,
      turns.map(({ traceId }) => traceId),
    );
    const changed = await this.write(wanted, found, now);
    for (const [id, watched] of batch) this.watchAgain(id, watched, conversations.find((one) => one.sessionId === id)?.turns ?? [], now);
    return changed;
  }

  private async write(wanted: readonly ImplicitSignal[], found: readonly FoundSignal[], now: number): Promise<readonly string[]> {
    const version = BigInt(Math.round(now)) * 1_000_000n;
    const ids = new Map(wanted.map((signal) => [idOf(signal), signal]));
    const known = new Set(found.map(({ id }) => id));
    const fresh = [...ids].filter(([id]) => !known.has(id)).map(([id, signal]) => eventOf(id, signal, version));
    const gone = found.filter(({ id }) => !ids.has(id));
    await this.deps.driver.insert(feedbackEvents, [...fresh, ...gone.map((signal) => graveOf(signal, version))]);
    await this.deps.driver.insert(feedback, await settledGraves(this.deps, gone, version));
    return [...fresh.map(({ trace_id }) => trace_id), ...gone.map(({ traceId }) => traceId)];
  }

  /** Once more when silence has become abandonment; what is older is done with. */
  private watchAgain(id: string, watched: Watched, turns: readonly Turn[], now: number): void {
    // More of it may have settled while it was looked at.
    if (this.sessions.get(id) !== watched) return;
    const silentAt = Math.max(...turns.map(({ end }) => end)) + ABANDONED_AFTER_MS;
    if (silentAt > now && Number.isFinite(silentAt)) watched.due = silentAt;
    else this.sessions.delete(id);
  }

  private forgetOldest(): void {
    for (const id of this.sessions.keys()) {
      this.sessions.delete(id);
      return;
    }
  }
}

/** One of a kind an answer, whoever finds it and however often. */
function idOf({ traceId, kind }: Pick<ImplicitSignal, 'traceId' | 'kind'>): string {
  return hash(JSON.stringify(['implicit', traceId, kind]));
}

function eventOf(id: string, { traceId, kind, reason, at }: ImplicitSignal, version: bigint): FeedbackEventRow {
  return {
    session_id: '',
    name: '',
    value: null,
    comment: '',
    source: 'implicit',
    user_id: '',
    rule: `session-${RULES_VERSION}`,
    feedback_id: id,
    trace_id: traceId,
    response_id: '',
    kind,
    reason,
    occurred_at: BigInt(Math.round(at)) * 1_000_000n,
    attributes: new Map(),
    only_services: [],
    ingest_ts: version,
    is_deleted: 0,
  };
}

/** With the time of the signal, by which both are deleted when they are old; a grave that goes first would bring the signal back. */
function graveOf({ id, traceId, kind, occurredAt }: FoundSignal, version: bigint): FeedbackEventRow {
  return { ...eventOf(id, { traceId, kind, reason: '', at: 0 }, version), occurred_at: occurredAt, is_deleted: 1 };
}
