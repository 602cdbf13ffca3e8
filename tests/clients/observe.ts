/** What the tables hold of one request of one client, in the words that docs/dialects.md uses. */
import type { Driver } from '../../src/storage/driver';

/** Columns of the view `interactions` that a client can influence. */
const COLUMNS = [
  'environment',
  'release',
  'session_id',
  'user_id',
  'provider',
  'model',
  'model_version',
  'prompt_name',
  'prompt_version',
  'input_tokens',
  'output_tokens',
  'cached_tokens',
  'reasoning_tokens',
  'cost_usd',
  'finish_reason',
  'topic',
  'retrieved_context_ids',
  'tool_calls',
  'guardrails_triggered',
  'status',
  'error',
  'flags',
  'user_query',
  'model_response',
] as const;

export type Observed = Readonly<Record<string, unknown>>;

async function rowsOf(driver: Driver, sql: string, params: Readonly<Record<string, string>>): Promise<readonly (readonly unknown[])[]> {
  return (await driver.query({ sql, params })).rows;
}

const jsonOf = (text: unknown): unknown => (typeof text === 'string' && text !== '' ? JSON.parse(text) : text);

/** @returns one observation a request of the service that led the conversation in this session; undefined without one */
export async function observe(driver: Driver, service: string, session: string): Promise<Observed | undefined> {
  const params = { service, session };
  // A client may fail to name the session; then the requests stand in the order in which they were made.
  const nth = session === 'session-plain' ? 0 : 1;
  const [row] = await rowsOf(
    driver,
    `SELECT ${COLUMNS.join(', ')}, ttft_ms IS NOT NULL, trace_id FROM interactions WHERE service = {service:String} ORDER BY time LIMIT 1 OFFSET ${nth}`,
    { service },
  );
  if (row === undefined) return undefined;
  const traceId = String(row.at(-1));
  const documents = await rowsOf(
    driver,
    `SELECT document_id, document_version, score, distance, data_source FROM retrieved_documents WHERE trace_id = {traceId:String} ORDER BY rank`,
    { traceId },
  );
  return {
    ...Object.fromEntries(COLUMNS.map((column, i) => [column, row[i]])),
    ttft_ms: row[COLUMNS.length] === 1 || row[COLUMNS.length] === true ? 'measured' : null,
    documents: documents.map((document) => document.slice(0, 4)),
    data_source: [...new Set(documents.map((document) => document[4]))].join(),
    ...(await textOf(driver, traceId)),
    ...params,
  };
}

/** The text of the model call that answered, and of the tool. */
async function textOf(driver: Driver, traceId: string): Promise<Observed> {
  const [answering = []] = await rowsOf(
    driver,
    `SELECT system_instructions, input_messages, output_messages, tool_definitions != '' FROM span_content
     WHERE trace_id = {traceId:String} AND stage = 'generation' ORDER BY start_time DESC LIMIT 1`,
    { traceId },
  );
  const [called = []] = await rowsOf(
    driver,
    `SELECT tool_arguments, tool_result FROM span_content WHERE trace_id = {traceId:String} AND stage = 'tool'`,
    { traceId },
  );
  return {
    system_instructions: answering[0],
    input_messages: jsonOf(answering[1]),
    output_messages: jsonOf(answering[2]),
    tool_definitions: answering[3] === 1 || answering[3] === true ? 'given' : '',
    tool_arguments: jsonOf(called[0]),
    tool_result: jsonOf(called[1]),
  };
}
