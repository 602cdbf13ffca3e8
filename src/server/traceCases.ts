import type { EvalCaseInput } from '../core/evals/evalCase';
import type { Driver } from '../storage/driver';
import { physicalName, type Layout } from '../storage/tableName';

export interface TraceCases {
  readonly found: readonly EvalCaseInput[];
  /** Traces that are not known, or have no question. */
  readonly missing: readonly string[];
}

/** Turns before a question that are kept with it. */
const MOST_TURNS = 20;

/**
 * A case for each request that is known and has a question, with the turns of its session before it. Its trace leads to the
 * answer that production gave. @throws StorageError
 */
export async function readTraceCases(driver: Driver, layout: Layout, traceIds: readonly string[]): Promise<TraceCases> {
  if (traceIds.length === 0) return { found: [], missing: [] };
  const [requests, texts] = [physicalName('interactions', layout), physicalName('interaction_text', layout)];
  const params = { ids: [...traceIds] };
  const { rows } = await driver.query({
    sql: `SELECT trace_id, topic, session_id, toString(toUnixTimestamp64Nano(time)) FROM ${requests} FINAL WHERE trace_id IN {ids:Array(String)}`,
    params,
  });
  const sessions = [...new Set(rows.map(([, , session]) => String(session)).filter((session) => session !== ''))];
  const turns = await driver.query({
    sql: `SELECT session_id, toString(toUnixTimestamp64Nano(time)) AS at, user_query, model_response, trace_id
FROM (SELECT trace_id, session_id, time FROM ${requests} FINAL WHERE trace_id IN {ids:Array(String)} OR session_id IN {sessions:Array(String)}) AS r
INNER JOIN (SELECT trace_id, user_query, model_response FROM ${texts} FINAL WHERE trace_id IN
  (SELECT trace_id FROM ${requests} FINAL WHERE trace_id IN {ids:Array(String)} OR session_id IN {sessions:Array(String)})) AS t USING (trace_id)
ORDER BY time`,
    params: { ...params, sessions },
  });
  const spoken = turns.rows.map(([session, at, question, answer, traceId]) => ({
    session: String(session),
    at: BigInt(String(at)),
    question: String(question),
    answer: String(answer),
    traceId: String(traceId),
  }));
  const found = rows.flatMap(([id, topic, session, at]): EvalCaseInput[] => {
    const question = spoken.find(({ traceId }) => traceId === id)?.question ?? '';
    const earlier = spoken.filter((turn) => session !== '' && turn.session === session && turn.at < BigInt(String(at)));
    return question.trim() === '' ? [] : [caseOf(String(id), String(topic), question, earlier)];
  });
  const known = new Set(found.map(({ trace_id }) => trace_id));
  return { found, missing: traceIds.filter((id) => !known.has(id)) };
}

function caseOf(
  traceId: string,
  topic: string,
  question: string,
  earlier: readonly { readonly question: string; readonly answer: string }[],
): EvalCaseInput {
  return {
    id: traceId,
    question,
    history: earlier
      .flatMap((turn) => [
        { role: 'user' as const, content: turn.question },
        { role: 'assistant' as const, content: turn.answer },
      ])
      .filter(({ content }) => content !== '')
      .slice(-MOST_TURNS),
    reference: '',
    expect: { contains: [], not_contains: [], scores: {}, validators: [] },
    topic,
    trace_id: traceId,
    source: 'trace',
  };
}
