/** OTLP/gRPC over real sockets with the client of the gRPC project; only the store is a fake. */
import { connect } from 'node:net';
import { connect as connectHttp2 } from 'node:http2';
import { Client, compressionAlgorithms, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { readRpcStatus, readTraceResponse, logRequest, traceRequest } from '../../tests/testkit/otlpProto';
import { loadSettings, parseConfigFile } from '../config/settings';
import type { Table } from '../core/model/table';
import { StorageError, type Driver } from '../storage/driver';
import { createGrpcServer, type GrpcOptions, type GrpcServer } from './grpcServer';
import { createIngest, type Ingest } from './createIngest';
import { refusal } from './outcome';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const START = 1_790_000_000_000_000_000n;
const TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

interface Bench {
  readonly ingest: Ingest;
  readonly server: GrpcServer;
  readonly port: number;
  readonly rows: { readonly table: string; readonly row: Record<string, unknown> }[];
  onInsert: () => void | Promise<void>;
  call(path: string, message: Uint8Array, options?: CallOptions): Promise<Buffer>;
}

interface CallOptions {
  readonly gzip?: boolean;
  readonly token?: string;
}

let bench: Bench;
const clients: Client[] = [];

async function open(config = '', more: Partial<GrpcOptions> = {}): Promise<Bench> {
  const rows: Bench['rows'] = [];
  const made: { current: Bench | undefined } = { current: undefined };
  const driver = {
    kind: 'embedded',
    insert: async (table: Table, inserted: readonly Record<string, unknown>[]) => {
      await made.current?.onInsert();
      rows.push(...inserted.map((row) => ({ table: table.name, row })));
    },
  } as unknown as Driver;
  const settings = { ...loadSettings({}), file: parseConfigFile(config, 'test.yaml') };
  const log = { error: () => undefined, warn: () => undefined };
  const ingest = createIngest({ driver, settings, clock: { now: () => Number(START / 1_000_000n) }, log, onTraces: () => undefined });
  const { max_body_mib: body, max_decoded_mib: decoded } = settings.file.ingest;
  const server = createGrpcServer({
    receive: (request, lease) => ingest.receive(request, lease),
    lease: () => ingest.lease(),
    authorize: () => ({ services: null }),
    limits: { maxBodyBytes: body * 1024 ** 2, maxDecodedBytes: decoded * 1024 ** 2 },
    retrySeconds: 2,
    requestTimeoutMs: 30_000,
    log,
    ...more,
  });
  const port = await server.listen('127.0.0.1', 0);
  bench = { ingest, server, port, rows, onInsert: () => undefined, call: (path, message, options) => call(port, path, message, options) };
  made.current = bench;
  return bench;
}

function call(port: number, path: string, message: Uint8Array, { gzip = false, token }: CallOptions = {}): Promise<Buffer> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.default_compression_algorithm': gzip ? compressionAlgorithms.gzip : compressionAlgorithms.identity,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.max_send_message_length': -1,
    // The client would try again by itself.
    'grpc.enable_retries': 0,
  });
  clients.push(client);
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  return new Promise((resolve, reject) => {
    const bytes = (buffer: Buffer): Buffer => buffer;
    client.makeUnaryRequest(path, bytes, bytes, Buffer.from(message), metadata, (error, answer) => {
      if (error) reject(error);
      else resolve(answer ?? Buffer.alloc(0));
    });
  });
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await bench.server.close();
});

function span(name: string, more: object = {}): object {
  const spanId = Buffer.from(name.padEnd(8, '.').slice(0, 8)).toString('hex');
  return { traceId: TRACE, spanId, name, startTimeUnixNano: String(START), endTimeUnixNano: String(START + 5n), ...more };
}

const traces = (...spans: object[]): Uint8Array => traceRequest({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

async function failure(answer: Promise<unknown>): Promise<ServiceError> {
  return answer.then(
    () => {
      throw new Error('The call should have failed.');
    },
    (error: ServiceError) => error,
  );
}

/** Seconds of RetryInfo; undefined when the status has none and the call must not be made again. */
function retrySeconds({ metadata }: ServiceError): number | undefined {
  const [details] = metadata.get('grpc-status-details-bin');
  return details === undefined ? undefined : readRpcStatus(Buffer.from(details)).retrySeconds;
}

describe('what is taken', () => {
  test.each([false, true])('traces, gzip %s', async (gzip) => {
    const { rows } = await open();
    expect(await bench.call(TRACES, traces(span('a'), span('b')), { gzip })).toHaveLength(0);
    expect(rows.map(({ table, row }) => [table, row.name])).toEqual([
      ['spans', 'a'],
      ['spans', 'b'],
    ]);
  });

  test('logs', async () => {
    const { rows } = await open();
    const record = {
      traceId: TRACE,
      spanId: '00f067aa0ba902b7',
      timeUnixNano: String(START),
      eventName: 'gen_ai.user.message',
      body: { stringValue: 'Hello' },
    };
    await bench.call(LOGS, logRequest({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }));
    expect(rows.map(({ table }) => table)).toEqual(['log_content']);
  });

  test('an empty request is a success', async () => {
    await open();
    expect(await bench.call(TRACES, new Uint8Array())).toHaveLength(0);
  });

  test('bad spans are a partial success, the others are stored', async () => {
    const { rows } = await open();
    const answer = await bench.call(TRACES, traces(span('good'), span('bad', { traceId: '0'.repeat(32) })));
    expect(readTraceResponse(answer)).toEqual({ partialSuccess: { rejectedSpans: '1', errorMessage: 'trace_id is all zero' } });
    expect(rows).toHaveLength(1);
  });

  test('a hundred connections at once', async () => {
    const { rows } = await open();
    await Promise.all(Array.from({ length: 100 }, (_, i) => bench.call(TRACES, traces(span(`s${i}`)))));
    expect(rows).toHaveLength(100);
  });
});

describe('what is refused', () => {
  const cases: readonly (readonly [string, string, Uint8Array, CallOptions, number, RegExp])[] = [
    ['a body that is no message', TRACES, Buffer.from([0x0a, 0x7f]), {}, status.INVALID_ARGUMENT, /no trace request in protobuf/],
    ['metrics', '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', new Uint8Array(), {}, status.UNIMPLEMENTED, /no method/],
    ['too large as sent', TRACES, Buffer.alloc(1024 ** 2 + 1), {}, status.RESOURCE_EXHAUSTED, /larger than 1 MiB as sent/],
    [
      'too large after decompression',
      TRACES,
      Buffer.alloc(3 * 1024 ** 2),
      { gzip: true },
      status.RESOURCE_EXHAUSTED,
      /larger than 2 MiB after decompression/,
    ],
  ];
  test.each(cases)('%s: for good', async (_name, path, message, options, code, details) => {
    await open('ingest: {max_body_mib: 1, max_decoded_mib: 2}');
    const error = await failure(bench.call(path, message, options));
    expect(error.code).toBe(code);
    expect(error.details).toMatch(details);
    expect(retrySeconds(error)).toBeUndefined();
    expect(bench.ingest.stats().bytesInFlight).toBe(0);
  });

  test('the store away: UNAVAILABLE with RetryInfo', async () => {
    await open();
    bench.onInsert = () => {
      throw new StorageError('unavailable', 'disk full', 243);
    };
    const error = await failure(bench.call(TRACES, traces(span('a'))));
    expect([error.code, retrySeconds(error)]).toEqual([status.UNAVAILABLE, 2]);
  });

  test('over the rate: RESOURCE_EXHAUSTED with RetryInfo, which makes it retryable', async () => {
    await open('', { authorize: () => refusal(429, 'The token "a" is over its rate.', 7) });
    const error = await failure(bench.call(TRACES, traces(span('a'))));
    expect([error.code, error.details, retrySeconds(error)]).toEqual([status.RESOURCE_EXHAUSTED, 'The token "a" is over its rate.', 7]);
  });

  test('the token goes to the check, and its refusal comes back in any letters', async () => {
    const seen: (string | undefined)[] = [];
    await open('', { authorize: (given) => (seen.push(given), refusal(401, 'Ungültig: 100 %')) });
    const error = await failure(bench.call(TRACES, traces(span('a')), { token: 'secret' }));
    expect([error.code, error.details]).toEqual([status.UNAUTHENTICATED, 'Ungültig: 100 %']);
    expect(seen).toEqual(['Bearer secret']);
  });

  test('a full house: UNAVAILABLE, and room again afterwards', async () => {
    await open('ingest: {max_in_flight_mib: 0.01}');
    const big = traces(span('big', { attributes: [{ key: 'a', value: { stringValue: 'x'.repeat(6000) } }] }));
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const arrived = new Promise<void>((resolve) => (bench.onInsert = () => (resolve(), gate)));
    const first = bench.call(TRACES, big);
    await arrived;
    expect((await failure(bench.call(TRACES, big))).code).toBe(status.UNAVAILABLE);
    release();
    await first;
    await bench.call(TRACES, big);
    expect(bench.ingest.stats().bytesInFlight).toBe(0);
  });
});

describe('peers that do not keep to it', () => {
  test('a caller that is no gRPC client is told so', async () => {
    const { port } = await open();
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    const stream = session.request({ ':method': 'POST', ':path': TRACES, 'content-type': 'application/json' });
    stream.end('{}');
    const code = await new Promise((resolve) => stream.once('response', (headers) => resolve(headers[':status'])));
    expect(code).toBe(415);
    session.destroy();
  });

  test.each<[string, Buffer]>([
    ['a length that is wrong', Buffer.from([0, 0, 0, 0, 9, 1])],
    ['no message', Buffer.alloc(0)],
    ['an unknown flag', Buffer.from([7, 0, 0, 0, 0])],
  ])('%s', async (_name, body) => {
    const { port } = await open();
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    const stream = session.request({ ':method': 'POST', ':path': TRACES, 'content-type': 'application/grpc' });
    stream.end(body);
    const code = await new Promise((resolve) => stream.once('response', (headers) => resolve(headers['grpc-status'])));
    expect(code).toBe('3');
    session.destroy();
  });

  test('one that breaks off in the middle, one that is too slow and one that talks nonsense cost nobody anything', async () => {
    const { port, ingest } = await open('', { requestTimeoutMs: 50 });
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    session.on('error', () => undefined);
    const slow = session.request({ ':method': 'POST', ':path': TRACES, 'content-type': 'application/grpc' });
    slow.on('error', () => undefined);
    slow.write(Buffer.from([0, 0, 0, 0, 9, 1]));
    await new Promise((resolve) => slow.once('close', resolve));
    const broken = session.request({ ':method': 'POST', ':path': TRACES, 'content-type': 'application/grpc' });
    broken.on('error', () => undefined);
    await new Promise<void>((resolve) => broken.write(Buffer.from([0, 0, 0, 0, 9, 1]), () => resolve()));
    session.destroy();
    const nonsense = connect(port, '127.0.0.1');
    nonsense.on('error', () => undefined).resume();
    await new Promise((resolve) => {
      nonsense.once('close', resolve);
      nonsense.write('GET / HTTP/1.1\r\n\r\n');
    });
    await bench.call(TRACES, traces(span('a')));
    expect(ingest.stats().bytesInFlight).toBe(0);
  });

  test('close lets a running call end', async () => {
    const { server } = await open();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const arrived = new Promise<void>((resolve) => (bench.onInsert = () => (resolve(), gate)));
    const running = bench.call(TRACES, traces(span('a')));
    await arrived;
    const closing = server.close();
    release();
    expect(await running).toHaveLength(0);
    await closing;
  });
});
