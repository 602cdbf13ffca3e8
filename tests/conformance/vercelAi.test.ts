/**
 * A real SDK: the Vercel AI SDK with OpenTelemetry's own SDK and exporters, in a process of its own, over real sockets into
 * the receiver and the real engine. Only the model is a stub.
 */
import { execFile } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Fastify, { type FastifyInstance } from 'fastify';
import { loadSettings } from '../../src/config/settings';
import { createIngest, type Ingest } from '../../src/ingest/createIngest';
import { startOpenAiStub, STUB_ANSWER, STUB_GREETING, STUB_MODEL_VERSION, type OpenAiStub } from '../testkit/openAiStub';
import { openTestStore, type TestStore } from '../testkit/store';

const run = promisify(execFile);

describe.each(['proto', 'json'] as const)('Vercel AI SDK, OTLP %s', (encoding) => {
  let store: TestStore;
  let stub: OpenAiStub;
  let ingest: Ingest;
  let app: FastifyInstance;

  beforeAll(async () => {
    store = await openTestStore();
    stub = await startOpenAiStub();
    const log = { error: (details: object) => expect(details).toBeUndefined(), warn: () => undefined };
    ingest = createIngest({
      driver: store.driver,
      settings: loadSettings({}),
      clock: { now: () => Date.now() },
      log,
      onTraces: () => undefined,
    });
    app = Fastify();
    await ingest.routes(app);
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const script = join(__dirname, '../testkit/vercelAiClient.mjs');
    const { stdout } = await run(process.execPath, [script, `http://127.0.0.1:${port}`, encoding, stub.url], { timeout: 60_000 });
    expect(JSON.parse(stdout)).toEqual({ called: STUB_ANSWER, streamed: STUB_GREETING.join('') });
  }, 90_000);

  afterAll(async () => {
    await app.close();
    await ingest.close();
    await stub.close();
    await store.close();
  });

  const COLUMNS = [
    'stage',
    'model',
    'model_version',
    'input_tokens',
    'output_tokens',
    'cached_tokens',
    'reasoning_tokens',
    'finish_reason',
    'streaming',
    'session_id',
    'user_id',
    'topic_hint',
    'service',
    'release',
    'environment',
    'status',
  ] as const;

  async function spansOf(session: string): Promise<Record<string, unknown>[]> {
    const { rows } = await store.driver.query({
      sql: `SELECT ${COLUMNS.join(', ')} FROM spans_local FINAL WHERE trace_id IN (SELECT trace_id FROM spans_local WHERE session_id = {session:String}) ORDER BY start_time, end_time DESC`,
      params: { session },
    });
    return rows.map((row) => Object.fromEntries(COLUMNS.map((column, i) => [column, row[i]])));
  }

  async function textOf(session: string, stage: string): Promise<readonly unknown[][]> {
    const { rows } = await store.driver.query({
      sql: `SELECT input_text, output_text, system_instructions, tool_arguments, tool_result, encoding FROM span_content_local FINAL
            WHERE stage = {stage:String} AND trace_id IN (SELECT trace_id FROM spans_local WHERE session_id = {session:String}) ORDER BY start_time`,
      params: { session, stage },
    });
    return rows.map((row) => [...row]);
  }

  const GENERATION = {
    stage: 'generation',
    model: 'stub-model',
    model_version: STUB_MODEL_VERSION,
    input_tokens: 120,
    output_tokens: 30,
    cached_tokens: 100,
    reasoning_tokens: 10,
    user_id: 'user-1',
    topic_hint: 'weather',
    service: 'weather-bot',
    release: '1.2.0',
    environment: 'test',
  };

  test('a call with a tool: an agent around two generations and the tool', async () => {
    const spans = await spansOf('session-with-tool');
    expect(spans.map(({ stage }) => stage)).toEqual(['agent', 'generation', 'tool', 'generation']);
    expect(spans[1]).toMatchObject({ ...GENERATION, finish_reason: 'tool_call' });
    expect(spans[3]).toMatchObject({ ...GENERATION, finish_reason: 'stop' });
    const [first, second] = await textOf('session-with-tool', 'generation');
    expect(first).toEqual(['What is the weather in Berlin?', '', 'You are a weather bot.', '', '', 'vercel_ai']);
    expect(second).toEqual(['What is the weather in Berlin?', STUB_ANSWER, 'You are a weather bot.', '', '', 'vercel_ai']);
    expect(await textOf('session-with-tool', 'tool')).toEqual([['', '', '', '{"city":"Berlin"}', '{"city":"Berlin","sky":"clear"}', '']]);
  });

  test('a streamed call: time to the first token, and the whole answer', async () => {
    const spans = await spansOf('session-streamed');
    expect(spans.map(({ stage }) => stage)).toEqual(['agent', 'generation']);
    expect(spans[1]).toMatchObject({ ...GENERATION, finish_reason: 'stop', streaming: 1 });
    const { rows } = await store.driver.query({
      sql: `SELECT ttft_ms > 0 AND ttft_ms < 60000 FROM spans_local FINAL WHERE stage = 'generation' AND streaming = 1`,
    });
    expect(rows).toEqual([[1]]);
    expect(await textOf('session-streamed', 'generation')).toEqual([['Say hello.', STUB_GREETING.join(''), '', '', '', 'vercel_ai']]);
  });

  test('nothing was refused', () => {
    expect(ingest.stats()).toMatchObject({ rejectedSpans: 0, failedRequests: 0 });
  });
});
