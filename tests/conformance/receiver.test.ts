/** OTLP/HTTP under senders that are slow, break off, or are many: bounded memory, and nobody else is hurt. Real sockets. */
import { Agent, request as httpRequest } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { loadSettings, parseConfigFile } from '../../src/config/settings';
import { createIngest, type Ingest } from '../../src/ingest/createIngest';
import { StorageError, type Driver } from '../../src/storage/driver';

const CONNECTIONS = 2_000;

let app: FastifyInstance;
let ingest: Ingest;
let port: number;
/** What the store does with rows. */
let onInsert: (rows: number) => void | Promise<void>;

async function open(config = '', requestTimeout = 0): Promise<void> {
  onInsert = () => undefined;
  const driver = {
    kind: 'embedded',
    insert: async (_table: unknown, rows: readonly unknown[]) => onInsert(rows.length),
  } as unknown as Driver;
  const settings = { ...loadSettings({}), file: parseConfigFile(config, 'test.yaml') };
  const log = { error: () => undefined, warn: () => undefined };
  ingest = createIngest({ driver, settings, clock: { now: () => 1_790_000_000_000 }, log, onTraces: () => undefined });
  // Node looks for requests that are too old at intervals of 30 seconds, and never gives up sooner than it would for headers.
  app = Fastify({ requestTimeout, forceCloseConnections: true, http: { headersTimeout: requestTimeout, connectionsCheckingInterval: 50 } });
  await ingest.routes(app);
  await app.listen({ host: '127.0.0.1', port: 0, backlog: CONNECTIONS });
  ({ port } = app.server.address() as AddressInfo);
}
afterEach(() => app.close());

const span = (id: number, textBytes = 0): object => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: id.toString(16).padStart(16, '0'),
  name: 'n',
  startTimeUnixNano: '1790000000000000000',
  endTimeUnixNano: '1790000000000000001',
  attributes: [{ key: 'a', value: { stringValue: 'x'.repeat(textBytes) } }],
});
const body = (id: number, textBytes = 0): string => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span(id, textBytes)] }] }] });

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

function post(text: string, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const sent = httpRequest({ host: '127.0.0.1', port, path: '/v1/traces', method: 'POST', agent, headers }, (response) =>
      response.resume().once('end', () => resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] })),
    );
    sent.once('error', reject);
    sent.end(text);
  });
}

/** Sends the head of a request and a part of its body, and no more. */
function begin(length = 100_000): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n{"resourceSpans":`,
        () => resolve(socket),
      );
    });
    socket.once('error', reject);
  });
}

const gone = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    socket.on('error', () => undefined).once('close', () => resolve(said));
  });

test('two thousand connections that stay open, each sending twice', async () => {
  await open();
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let stored = 0;
  onInsert = (rows) => void (stored += rows);
  for (const round of [0, 1]) {
    const answers = await Promise.all(Array.from({ length: CONNECTIONS }, (_, i) => post(body(1 + round * CONNECTIONS + i), agent)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  }
  expect(stored).toBe(2 * CONNECTIONS);
  expect(ingest.stats().bytesInFlight).toBe(0);
  agent.destroy();
});

test('connections that announce much and send little take no room from others', async () => {
  await open('ingest: {max_in_flight_mib: 1}');
  const idle = await Promise.all(Array.from({ length: 100 }, () => begin(16 * 1024 ** 2)));
  expect((await post(body(1, 100_000))).status).toBe(200);
  for (const socket of idle) socket.destroy();
});

test('a sender that breaks off leaves nothing behind', async () => {
  await open();
  const broken = await Promise.all(Array.from({ length: 50 }, () => begin()));
  const ended = broken.map(gone);
  for (const socket of broken) socket.destroy();
  await Promise.all(ended);
  expect((await post(body(1))).status).toBe(200);
  while (ingest.stats().bytesInFlight > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('a sender that is too slow is given up, with an answer', async () => {
  await open('', 200);
  const slow = await begin();
  const ended = gone(slow);
  expect((await post(body(1))).status).toBe(200);
  expect(await ended).toMatch(/^HTTP\/1.1 408 /);
});

test('more than fits is turned away at once, and memory has room again', async () => {
  await open('ingest: {max_in_flight_mib: 1}');
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  onInsert = () => gate;
  let most = 0;
  const answers = Array.from({ length: 60 }, (_, i) =>
    post(body(i + 1, 100_000)).then((answer) => {
      most = Math.max(most, ingest.stats().bytesInFlight);
      return answer;
    }),
  );
  const refused = (await Promise.race([...answers, Promise.all(answers).then(() => undefined)]))!;
  expect(refused.status).toBe(503);
  release();
  const all = await Promise.all(answers);
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200, 503]));
  for (const { status, retryAfter } of all) if (status === 503) expect(Number(retryAfter)).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(1024 ** 2);
  expect((await post(body(99, 100_000))).status).toBe(200);
  expect(ingest.stats().bytesInFlight).toBe(0);
});

test('the engine goes down and comes back: what was refused is taken when it is sent again', async () => {
  await open();
  let isDown = false;
  const stored: number[] = [];
  onInsert = (rows) => {
    if (isDown) throw new StorageError('unavailable', 'connection refused');
    stored.push(rows);
  };
  const waiting: number[] = [];
  for (let id = 1; id <= 30; id++) {
    isDown = id > 10 && id <= 20;
    const { status, retryAfter } = await post(body(id));
    expect(status).toBe(isDown ? 503 : 200);
    if (status !== 503) continue;
    expect(Number(retryAfter)).toBeGreaterThan(0);
    waiting.push(id);
  }
  for (const id of waiting) expect((await post(body(id))).status).toBe(200);
  expect(stored.reduce((sum, rows) => sum + rows, 0)).toBe(30);
});
