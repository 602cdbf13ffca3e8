/** What the judge reads from the store: settled requests, its earlier decisions, their text, and who works on what. */
import { judgeTracePrefix } from '../core/judge/judgementRows';
import { judgedText, type ContextSpan } from '../core/judge/judgedText';
import type { JudgedText } from '../core/judge/userPrompt';
import { judgeWork, type JudgeWorkRow } from '../core/model/judgeTables';
import { SEGMENT_NAMES, type Segments } from '../core/model/segments';
import { interactions } from '../core/model/tables';
import { hash } from '../core/scores/hash';
import { tableOf, type JudgeDeps } from './judgeDeps';

type Deps = Pick<JudgeDeps, 'driver' | 'layout'>;

/** A settled request, its newest row. */
export interface SettledRequest extends Segments {
  readonly trace_id: string;
  readonly session_id: string;
  /** Nanoseconds since 1970: when it started, and when it settled. */
  readonly time: bigint;
  readonly settledAt: bigint;
  readonly generated: number;
  readonly isError: boolean;
  readonly hasText: boolean;
  readonly isDeleted: boolean;
  readonly signals: readonly string[];
  readonly validatorsFailed: readonly string[];
}

const HAS_VALIDATORS = 'validators_failed' in interactions.columns;
const REQUEST_COLUMNS = `trace_id, session_id, toUnixTimestamp64Nano(time), row_version, generated, status, has(flags, 'no_content'), is_deleted, signals,
  ${HAS_VALIDATORS ? 'validators_failed' : '[]'}, ${SEGMENT_NAMES.join(', ')}`;

export interface RequestRange {
  /** Nanoseconds. `settled`: by when they settled; `started`: by when they started, the end exclusive. */
  readonly by: 'settled' | 'started';
  readonly from: bigint;
  readonly to: bigint;
  readonly limit: number;
}

/** In the order of the range's time; of several rows of a request, each is its own entry. */
export async function readRequests(deps: Deps, { by, from, to, limit }: RequestRange): Promise<readonly SettledRequest[]> {
  const condition =
    by === 'settled'
      ? 'row_version >= {from:UInt64} AND row_version < {to:UInt64}'
      : 'time >= fromUnixTimestamp64Nano({from:Int64}) AND time < fromUnixTimestamp64Nano({to:Int64})';
  const { rows } = await deps.driver.query({
    sql: `SELECT ${REQUEST_COLUMNS} FROM ${tableOf(deps, 'interactions')}${by === 'settled' ? '' : ' FINAL'}
WHERE ${condition} ORDER BY ${by === 'settled' ? 'row_version' : 'time, trace_id'} LIMIT {limit:UInt32}`,
    params: { from, to, limit },
  });
  return rows.map(requestOf);
}

function requestOf([
  id,
  session,
  time,
  version,
  generated,
  status,
  silent,
  deleted,
  signals,
  failed,
  ...segments
]: readonly unknown[]): SettledRequest {
  const named = Object.fromEntries(SEGMENT_NAMES.map((name, index) => [name, String(segments[index] ?? '')])) as Segments;
  return {
    ...named,
    trace_id: String(id),
    session_id: String(session),
    time: BigInt(String(time)),
    settledAt: BigInt(String(version)),
    generated: Number(generated),
    isError: status === 'error',
    hasText: Number(silent) === 0,
    isDeleted: Number(deleted) === 1,
    signals: textsOf(signals),
    validatorsFailed: textsOf(failed),
  };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

const WORK_COLUMNS = Object.keys(judgeWork.columns) as (keyof JudgeWorkRow)[];
const WORK_LIST = WORK_COLUMNS.map((name) =>
  judgeWork.columns[name].startsWith('DateTime64') ? `toUnixTimestamp64Nano(${name})` : name,
).join(', ');

/** Decisions of an evaluator by trace id. */
export async function readDecisions(deps: Deps, evaluator: string, ids: readonly string[]): Promise<ReadonlyMap<string, JudgeWorkRow>> {
  if (ids.length === 0) return new Map();
  return readWork(deps, 'evaluator = {evaluator:String} AND trace_id IN {ids:Array(String)}', { evaluator, ids });
}

/** Chosen and not finished, those that settled first come first. @param from nanoseconds: requests that started before are given up */
export async function readPending(deps: Deps, evaluator: string, from: bigint, limit: number): Promise<ReadonlyMap<string, JudgeWorkRow>> {
  const { rows } = await deps.driver.query({
    sql: `SELECT trace_id FROM ${tableOf(deps, 'judge_work')}
WHERE evaluator = {evaluator:String} AND time >= fromUnixTimestamp64Nano({from:Int64}) AND state != 'skipped'
GROUP BY trace_id HAVING argMax(state, row_version) = 'pending' ORDER BY min(settled_at) LIMIT {limit:UInt32}`,
    params: { evaluator, from, limit },
  });
  return readDecisions(
    deps,
    evaluator,
    rows.map(([id]) => String(id)),
  );
}

async function readWork(deps: Deps, condition: string, params: Readonly<Record<string, string | readonly string[]>>) {
  const { rows } = await deps.driver.query({
    sql: `SELECT ${WORK_LIST} FROM ${tableOf(deps, 'judge_work')} FINAL WHERE ${condition}`,
    params,
  });
  return new Map(rows.map(workOf).map((row) => [row.trace_id, row]));
}

function workOf(values: readonly unknown[]): JudgeWorkRow {
  const entries = WORK_COLUMNS.map((name, index): [string, unknown] => {
    const type = judgeWork.columns[name];
    const value = values[index];
    return [name, type.startsWith('DateTime64') || type === 'UInt64' ? BigInt(String(value)) : value];
  });
  return Object.fromEntries(entries) as JudgeWorkRow;
}

/** Slack around the requests' times in which their spans are looked for. */
const MARGIN_NS = 2n * 86_400_000_000_000n;
/** Bytes of one text; a longer one is cut here already, and again, visibly, in the prompt. */
const MOST_TEXT = 400_000;

/** Question, answer and documents by trace id; a request without a row of text has empty ones. */
export async function readTexts(
  deps: Deps,
  work: readonly Pick<JudgeWorkRow, 'trace_id' | 'time'>[],
): Promise<ReadonlyMap<string, JudgedText>> {
  const ids = work.map(({ trace_id }) => trace_id);
  const times = work.map(({ time }) => time);
  const params = {
    ids,
    from: times.reduce((a, b) => (b < a ? b : a), times[0] ?? 0n) - MARGIN_NS,
    to: times.reduce((a, b) => (b > a ? b : a), times[0] ?? 0n) + MARGIN_NS,
    most: MOST_TEXT,
  };
  const within = (column: string): string =>
    `trace_id IN {ids:Array(String)} AND ${column} BETWEEN fromUnixTimestamp64Nano({from:Int64}) AND fromUnixTimestamp64Nano({to:Int64})`;
  const [texts, spans, contexts] = await Promise.all([
    deps.driver.query({
      sql: `SELECT trace_id, substringUTF8(user_query, 1, {most:UInt32}), substringUTF8(model_response, 1, {most:UInt32}) FROM ${tableOf(deps, 'interaction_text')} FINAL WHERE ${within('time')}`,
      params,
    }),
    deps.driver.query({
      sql: `SELECT trace_id, stage, documents, if(stage = 'tool', substringUTF8(tool_result, 1, {most:UInt32}), ''), span_id FROM ${tableOf(deps, 'span_content')} FINAL
WHERE ${within('start_time')} AND stage IN ('retrieval', 'rerank', 'tool') AND (documents != '' OR tool_result != '') ORDER BY start_time, span_id`,
      params,
    }),
    deps.driver.query({
      sql: `SELECT trace_id, argMax(retrieved_context_ids, row_version) FROM ${tableOf(deps, 'interactions')} WHERE ${within('time')} AND is_deleted = 0 GROUP BY trace_id`,
      params,
    }),
  ]);
  const spansOf = new Map<string, ContextSpan[]>();
  for (const [id, stage, documents, toolResult, span] of spans.rows) {
    const list = spansOf.get(String(id)) ?? [];
    list.push({ stage: String(stage), documents: String(documents), tool: String(span), toolResult: String(toolResult) });
    spansOf.set(String(id), list);
  }
  const contextOf = new Map(contexts.rows.map(([id, context]) => [String(id), textsOf(context)]));
  const textOf = new Map(texts.rows.map(([id, question, answer]) => [String(id), { question: String(question), answer: String(answer) }]));
  return new Map(
    ids.map((id) => {
      const { question, answer } = textOf.get(id) ?? { question: '', answer: '' };
      return [id, judgedText({ question, answer, contextIds: contextOf.get(id) ?? [], spans: spansOf.get(id) ?? [] }, hash)];
    }),
  );
}

/** Tokens and US dollars that an evaluator has spent on a day (nanoseconds of its start, UTC), on judgements and on all other calls: its spans. */
export async function readSpending(deps: Deps, evaluator: string, day: bigint): Promise<{ readonly usd: number; readonly tokens: number }> {
  const { rows } = await deps.driver.query({
    sql: `SELECT sum(cost_usd), sum(toUInt64(input_tokens) + output_tokens) FROM ${tableOf(deps, 'spans')} FINAL
WHERE startsWith(trace_id, {prefix:String}) AND stage = 'evaluator' AND start_time >= fromUnixTimestamp64Nano({from:Int64})`,
    params: { prefix: judgeTracePrefix(evaluator, day, hash), from: day - MARGIN_NS },
  });
  return { usd: Number(rows[0]?.[0] ?? 0), tokens: Number(rows[0]?.[1] ?? 0) };
}

export interface EarlierState {
  /** Nanoseconds through which requests have been looked at; 0 when nobody ever did. */
  readonly decidedThrough: bigint;
  /** Model that answered last; empty when none did. */
  readonly judgeModel: string;
  readonly configEpoch: string;
  readonly evaluatorEpoch: string;
}

/** What any worker knew last of an evaluator. */
export async function readState(deps: Deps, evaluator: string): Promise<EarlierState> {
  const { rows } = await deps.driver.query({
    sql: `SELECT toUnixTimestamp64Nano(max(decided_through)), argMaxIf(judge_model, updated_at, judge_model != ''), argMaxIf(config_epoch, updated_at, judge_model != ''),
  argMaxIf(evaluator_epoch, updated_at, judge_model != '')
FROM ${tableOf(deps, 'judge_state')} FINAL WHERE evaluator = {evaluator:String}`,
    params: { evaluator },
  });
  const [through, model, config, epoch] = rows[0] ?? [];
  return {
    decidedThrough: BigInt(String(through ?? 0)),
    judgeModel: String(model ?? ''),
    configEpoch: String(config ?? ''),
    evaluatorEpoch: String(epoch ?? ''),
  };
}
