import { MOST_TEXT, type EvalCaseInput } from '../core/evals/evalCase';
import type { Driver } from '../storage/driver';
import { physicalName, type Layout } from '../storage/tableName';

export interface TraceCases {
  readonly found: readonly EvalCaseInput[];
  /** Traces that are not known, or have no question. */
  readonly missing: readonly string[];
}

/** Questions before one that are kept with it. A session that goes on for longer, such as one id for everybody, is no conversation. */
const MOST_TURNS = 10;
/** Requests of these sessions that are looked through. */
const MOST_REQUESTS = 100_000;

interface Request {
  readonly traceId: string;
  readonly topic: string;
  /** Traces of the turns before, the oldest first. */
  readonly earlier: readonly string[];
}

/**
 * A case for each request that is known and has a question, with the turns of its session in the day before it. Its trace
 * leads to the answer that production gave. @throws StorageError
 */
export async function readTraceCases(driver: Driver, layout: Layout, traceIds: readonly string[]): Promise<TraceCases> {
  if (traceIds.length === 0) return { found: [], missing: [] };
  const requests = await readRequests(driver, layout, traceIds);
  const texts = await readTexts(driver, layout, [...new Set(requests.flatMap(({ traceId, earlier }) => [traceId, ...earlier]))]);
  const found = requests.flatMap((request) => caseOf(request, texts) ?? []);
  const known = new Set(found.map(({ trace_id }) => trace_id));
  return { found, missing: traceIds.filter((id) => !known.has(id)) };
}

async function readRequests(driver: Driver, layout: Layout, traceIds: readonly string[]): Promise<Request[]> {
  const table = physicalName('interactions', layout);
  const asked = `SELECT trace_id, topic, service, session_id, time FROM ${table} FINAL WHERE trace_id IN {ids:Array(String)}`;
  const params = { ids: [...traceIds] };
  const [rows, turns] = await Promise.all([
    driver.query({ sql: `SELECT trace_id, topic FROM (${asked}) ORDER BY trace_id`, params }),
    driver.query({
      sql: `SELECT a.trace_id, r.trace_id FROM (${asked}) AS a
INNER JOIN (SELECT trace_id, service, session_id, time FROM ${table} FINAL
  WHERE session_id != '' AND (service, session_id) IN (SELECT service, session_id FROM (${asked}))
    AND time >= (SELECT min(time) - INTERVAL 1 DAY FROM (${asked})) AND time < (SELECT max(time) FROM (${asked}))
  ORDER BY time DESC LIMIT ${MOST_REQUESTS}) AS r ON a.service = r.service AND a.session_id = r.session_id
WHERE r.time < a.time AND r.time >= a.time - INTERVAL 1 DAY
ORDER BY r.time DESC LIMIT ${MOST_TURNS} BY a.trace_id`,
      params,
    }),
  ]);
  const earlierOf = new Map<string, string[]>();
  for (const [asking, turn] of turns.rows) earlierOf.set(String(asking), [String(turn), ...(earlierOf.get(String(asking)) ?? [])]);
  return rows.rows.map(([id, topic]) => ({ traceId: String(id), topic: String(topic), earlier: earlierOf.get(String(id)) ?? [] }));
}

type Texts = ReadonlyMap<string, { readonly question: string; readonly answer: string }>;

async function readTexts(driver: Driver, layout: Layout, ids: readonly string[]): Promise<Texts> {
  const { rows } = await driver.query({
    sql: `SELECT trace_id, substringUTF8(user_query, 1, ${MOST_TEXT / 2}), substringUTF8(model_response, 1, ${MOST_TEXT / 2})
FROM ${physicalName('interaction_text', layout)} FINAL WHERE trace_id IN {ids:Array(String)}`,
    params: { ids: [...ids] },
  });
  return new Map(rows.map(([id, question, answer]) => [String(id), { question: String(question), answer: String(answer) }]));
}

function caseOf({ traceId, topic, earlier }: Request, texts: Texts): EvalCaseInput | undefined {
  const question = texts.get(traceId)?.question ?? '';
  if (question.trim() === '') return undefined;
  const turns = earlier.flatMap((id) => texts.get(id) ?? []);
  return {
    id: traceId,
    question,
    history: turns
      .flatMap((turn) => [
        { role: 'user' as const, content: turn.question },
        { role: 'assistant' as const, content: turn.answer },
      ])
      .filter(({ content }) => content !== ''),
    reference: '',
    expect: { contains: [], not_contains: [], scores: {}, validators: [] },
    topic,
    trace_id: traceId,
    source: 'trace',
  };
}
