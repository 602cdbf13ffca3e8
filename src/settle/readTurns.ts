/** The turns of conversations, and the implicit feedback that was found in them before. */
import type { ImplicitKind } from '../core/feedback/feedbackKinds';
import { IMPLICIT_KINDS } from '../core/feedback/feedbackKinds';
import type { Turn } from '../core/feedback/sessionSignals';
import { inChunks } from './inChunks';
import { tableOf, type SettleDeps } from './settleDeps';

type Deps = Pick<SettleDeps, 'driver' | 'layout'>;

export interface Conversation {
  readonly sessionId: string;
  readonly turns: readonly Turn[];
}

export interface FoundSignal {
  readonly id: string;
  readonly traceId: string;
  readonly kind: ImplicitKind;
  /** Nanoseconds since 1970. */
  readonly occurredAt: bigint;
}

/** A session that goes on for longer, such as one id for everybody, is no conversation: its newest turns are read. */
const MOST_TURNS = 200;
const AROUND_NS = 86_400_000_000_000n;
/** Characters of a text that the rules look at. */
const MOST_TEXT = 4000;

/**
 * @param sessions with the time of one of their requests, nanoseconds; turns within a day of it are read
 * @returns a conversation a service and session
 */
export async function readTurns(deps: Deps, sessions: readonly { readonly id: string; readonly time: bigint }[]): Promise<Conversation[]> {
  const times = sessions.map(({ time }) => time).toSorted((a, b) => (a < b ? -1 : 1));
  const [first = 0n, last = 0n] = [times[0], times.at(-1)];
  const { rows } = await deps.driver.query({
    sql: `SELECT service, session_id, trace_id, toUnixTimestamp64Milli(time), latency_ms, status, finish_reason, tool_calls
FROM ${tableOf(deps, 'interactions')} FINAL
WHERE session_id IN {ids:Array(String)} AND time BETWEEN fromUnixTimestamp64Nano({from:Int64}) AND fromUnixTimestamp64Nano({to:Int64})
ORDER BY time DESC LIMIT ${MOST_TURNS} BY service, session_id`,
    params: { ids: sessions.map(({ id }) => id), from: first > AROUND_NS ? first - AROUND_NS : 0n, to: last + AROUND_NS },
  });
  const texts = await readTexts(
    deps,
    rows.map(([, , trace]) => String(trace)),
  );
  const conversations = new Map<string, { sessionId: string; turns: Turn[] }>();
  for (const [service, session, trace, time, latency, status, finishReason, tools] of rows) {
    const key = JSON.stringify([service, session]);
    const conversation = conversations.get(key) ?? { sessionId: String(session), turns: [] };
    conversations.set(key, conversation);
    const [question = '', answer = ''] = texts.get(String(trace)) ?? [];
    conversation.turns.push({
      traceId: String(trace),
      time: Number(time),
      end: Number(time) + Number(latency),
      question,
      answer,
      isFailed: status === 'error',
      finishReason: String(finishReason),
      tools: Array.isArray(tools) ? tools.map(String) : [],
    });
  }
  return [...conversations.values()];
}

/** Question and the end and beginning of the answer. */
async function readTexts(deps: Deps, ids: readonly string[]): Promise<ReadonlyMap<string, readonly [string, string]>> {
  const rows = await inChunks(ids, async (chunk) => {
    const sql = `SELECT trace_id, substringUTF8(user_query, 1, ${MOST_TEXT}),
  if(lengthUTF8(model_response) <= ${MOST_TEXT}, model_response, concat(substringUTF8(model_response, 1, ${MOST_TEXT / 2}), substringUTF8(model_response, -${MOST_TEXT / 2})))
FROM ${tableOf(deps, 'interaction_text')} FINAL WHERE trace_id IN {ids:Array(String)}`;
    return [...(await deps.driver.query({ sql, params: { ids: chunk } })).rows];
  });
  return new Map(rows.map(([trace, question, answer]) => [String(trace), [String(question), String(answer)] as const]));
}

export async function readFoundSignals(deps: Deps, ids: readonly string[]): Promise<FoundSignal[]> {
  const rows = await inChunks(ids, async (chunk) => {
    const sql = `SELECT feedback_id, trace_id, kind, toUnixTimestamp64Nano(occurred_at) FROM ${tableOf(deps, 'feedback_events')} FINAL
WHERE trace_id IN {ids:Array(String)} AND source = 'implicit'`;
    return [...(await deps.driver.query({ sql, params: { ids: chunk } })).rows];
  });
  return rows.flatMap(([id, trace, kind, occurredAt]) => {
    const known = IMPLICIT_KINDS.find((one) => one === kind);
    return known === undefined ? [] : [{ id: String(id), traceId: String(trace), kind: known, occurredAt: BigInt(String(occurredAt)) }];
  });
}

/** Conversations with a request since a time (milliseconds), each with the time of its newest one. */
export async function readRecentSessions(deps: Deps, since: number, most: number): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await deps.driver.query({
    sql: `SELECT session_id, toUnixTimestamp64Nano(max(time)) FROM ${tableOf(deps, 'interactions')}
WHERE time >= fromUnixTimestamp64Milli({since:Int64}) AND session_id != '' GROUP BY session_id LIMIT ${most}`,
    params: { since: Math.max(0, Math.round(since)) },
  });
  return new Map(rows.map(([session, time]) => [String(session), BigInt(String(time))]));
}
