/**
 * Real SDKs at work, over HTTP in both encodings and over gRPC: each program of this folder leads the same conversation in a process of its own, over real sockets,
 * against a model that is a stub; its telemetry comes into the receiver and the real engine and settles. All of them give
 * the same request; what a client itself makes different stands in docs/dialects.md, and nothing else may be different.
 */
import { execFile } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Fastify, { type FastifyInstance } from 'fastify';
import { loadSettings } from '../../src/config/settings';
import { createIngest, type Ingest } from '../../src/ingest/createIngest';
import { createGrpcServer, type GrpcServer } from '../../src/ingest/grpcServer';
import { createSettler, type Settler } from '../../src/settle/createSettler';
import { openTestStore, type TestStore } from '../testkit/store';
import conversation from './conversation.json';
import { documentedDifferences, documentedRows } from './documentedDifferences';
import { differences, expectedOf, type Mode, type Provider } from './expected';
import { startModelStub, type ModelStub } from './modelStub';
import { observe } from './observe';

const run = promisify(execFile);

interface Client {
  readonly name: string;
  readonly program: string;
  readonly provider: Provider;
  readonly encoding: 'proto' | 'json' | 'grpc';
}

const CLIENTS: readonly Client[] = [
  { name: 'openai, OpenInference', program: 'openinferenceOpenai.cjs', provider: 'openai', encoding: 'proto' },
  { name: 'anthropic, OpenInference', program: 'openinferenceAnthropic.cjs', provider: 'anthropic', encoding: 'json' },
  { name: 'anthropic', program: 'anthropicOwn.cjs', provider: 'anthropic', encoding: 'proto' },
  { name: 'openai, OpenLLMetry', program: 'openllmetryOpenai.cjs', provider: 'openai', encoding: 'json' },
  { name: 'anthropic, OpenLLMetry', program: 'openllmetryAnthropic.cjs', provider: 'anthropic', encoding: 'grpc' },
  { name: 'LangChain.js, OpenInference', program: 'langchain.cjs', provider: 'openai', encoding: 'grpc' },
  { name: 'Langfuse', program: 'langfuse.cjs', provider: 'openai', encoding: 'json' },
  { name: 'Vercel AI SDK', program: 'vercelAi.mjs', provider: 'openai', encoding: 'proto' },
  { name: 'OpenTelemetry, content on spans', program: 'otelSpans.cjs', provider: 'openai', encoding: 'grpc' },
  { name: 'OpenTelemetry, content in logs', program: 'otelLogs.cjs', provider: 'openai', encoding: 'proto' },
];
const MODES: readonly Mode[] = ['plain', 'streamed'];

let store: TestStore;
let stub: ModelStub;
let ingest: Ingest;
let settler: Settler;
let app: FastifyInstance;
let grpc: GrpcServer;

beforeAll(async () => {
  [store, stub] = await Promise.all([openTestStore(), startModelStub()]);
  const log = {
    error: (details: object) => expect(details).toBeUndefined(),
    warn: (details: object) => expect(details).toBeUndefined(),
    info: () => undefined,
  };
  const settings = { ...loadSettings({}), database: store.database };
  const clock = { now: () => Date.now() };
  settler = createSettler({ driver: store.driver, settings, clock, log, replicaId: 'clients' });
  ingest = createIngest({ driver: store.driver, settings, clock, log, onTraces: (traces) => settler.touch(traces) });
  app = Fastify();
  await ingest.routes(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  grpc = createGrpcServer({
    receive: (request, lease) => ingest.receive(request, lease),
    lease: () => ingest.lease(),
    authorize: () => ({ services: null }),
    limits: { maxBodyBytes: 4 * 1024 ** 2, maxDecodedBytes: 16 * 1024 ** 2 },
    retrySeconds: 1,
    requestTimeoutMs: 30_000,
    log,
  });
  const addresses = { otlp: `http://127.0.0.1:${port}`, grpc: `http://127.0.0.1:${await grpc.listen('127.0.0.1', 0)}` };
  await twoAtATime(CLIENTS, (client) => lead(client, addresses));
  await settler.settleAll();
});

afterAll(async () => {
  await app?.close();
  await grpc?.close();
  await ingest?.close();
  await settler?.close();
  await stub?.close();
  await store?.close();
});

/** The machine that runs this has two cores, and starting a process is most of the work. */
async function twoAtATime<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}

async function lead({ name, program, encoding }: Client, addresses: object): Promise<void> {
  const given = JSON.stringify({ service: name, ...addresses, encoding, model: stub.url });
  const { stdout } = await run(process.execPath, [join(__dirname, 'programs', program), given], { timeout: 60_000 });
  // That the client itself got the answer.
  expect([name, JSON.parse(stdout)]).toEqual([name, { plain: conversation.answer, streamed: conversation.answer }]);
}

test('every row of the page is about a client and a column that are under test', () => {
  const names = CLIENTS.map(({ name }) => name);
  const columns = Object.keys(expectedOf('openai', 'plain'));
  const isKnown = ({ client, mode, column }: ReturnType<typeof documentedRows>[number]): boolean =>
    names.includes(client) && ['both', ...MODES].includes(mode) && columns.includes(column);
  expect(documentedRows().filter((row) => !isKnown(row))).toEqual([]);
  expect(documentedRows().length).toBeGreaterThan(0);
});

test('nothing was refused', () => {
  expect(ingest.stats()).toMatchObject({ rejectedSpans: 0, failedRequests: 0 });
});

describe.each(CLIENTS)('$name', ({ name, provider }) => {
  test.each(MODES)('%s: the conversation, but for what docs/dialects.md says', async (mode) => {
    const observed = await observe(store.driver, name, `session-${mode}`);
    expect(observed).toBeDefined();
    expect(Object.fromEntries(differences(observed ?? {}, expectedOf(provider, mode)))).toEqual(
      Object.fromEntries(documentedDifferences(name, mode)),
    );
  });
});
