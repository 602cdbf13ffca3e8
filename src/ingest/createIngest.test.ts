/** The receiver over real sockets; only the store is a fake that says yes, no or later. */
import { gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import fc from 'fast-check';
import { readStatus, readTraceResponse, traceRequest } from '../../tests/testkit/otlpProto';
import { loadSettings, parseConfigFile } from '../config/settings';
import type { Table } from '../core/model/table';
import { StorageError, type Driver } from '../storage/driver';
import type { TouchedTraces } from '../core/settle/touchedTraces';
import { createIngest, type Ingest } from './createIngest';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const START = 1_790_000_000_000_000_000n;

/** Rows by table, and what the next inserts answer. */
class FakeStore {
  readonly inserts: { readonly table: string; readonly rows: readonly Record<string, unknown>[] }[] = [];
  /** Asked before each insert; what it throws is the answer. */
  onInsert: (table: string, rows: readonly Record<string, unknown>[]) => void | Promise<void> = () => undefined;

  readonly driver = {
    kind: 'embedded',
    insert: async (table: Table, rows: readonly Record<string, unknown>[]) => {
      await this.onInsert(table.name, rows);
      this.inserts.push({ table: table.name, rows });
    },
  } as unknown as Driver;

  names(): string[] {
    return this.inserts.filter(({ table }) => table === 'spans').flatMap(({ rows }) => rows.map(({ name }) => String(name)));
  }
}

interface Bench {
  readonly store: FakeStore;
  readonly ingest: Ingest;
  readonly touched: TouchedTraces[];
  readonly logged: string[];
  post(body: Uint8Array | string, headers?: Record<string, string>): Promise<Response>;
}

const apps: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

async function bench(config = ''): Promise<Bench> {
  const store = new FakeStore();
  const touched: TouchedTraces[] = [];
  const logged: string[] = [];
  const log = { error: (_: object, message: string) => void logged.push(message), warn: () => undefined };
  const settings = { ...loadSettings({}), file: parseConfigFile(config, 'test.yaml') };
  const clock = { now: () => Number(START / 1_000_000n) };
  const ingest = createIngest({ driver: store.driver, settings, clock, log, onTraces: (traces) => touched.push(traces) });
  const app = Fastify();
  apps.push(app);
  await ingest.routes(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const post = (body: Uint8Array | string, headers: Record<string, string> = { 'content-type': 'application/json' }): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/v1/traces`, { method: 'POST', headers, body: typeof body === 'string' ? body : Buffer.from(body) });
  return { store, ingest, touched, logged, post };
}

function span(name: string, more: object = {}): object {
  const spanId = Buffer.from(name.padEnd(8, '.').slice(0, 8)).toString('hex');
  return { traceId: TRACE, spanId, name, startTimeUnixNano: String(START), endTimeUnixNano: String(START + 5n), ...more };
}

const request = (...spans: unknown[]): object => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const json = (...spans: unknown[]): string => JSON.stringify(request(...spans));
const JSON_TYPE = { 'content-type': 'application/json' };
const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const GZIP = { 'content-encoding': 'gzip' };

describe('a good request', () => {
  const cases: readonly (readonly [string, string | Uint8Array, Record<string, string>])[] = [
    ['JSON', json(span('a')), JSON_TYPE],
    ['JSON with a charset', json(span('a')), { 'content-type': 'application/json; charset=utf-8' }],
    ['JSON behind a byte order mark', `\ufeff${json(span('a'))}`, JSON_TYPE],
    ['protobuf', traceRequest(request(span('a'))), PROTOBUF],
    ['JSON, gzip', gzipSync(json(span('a'))), { ...JSON_TYPE, ...GZIP }],
    ['protobuf, gzip', gzipSync(traceRequest(request(span('a')))), { ...PROTOBUF, ...GZIP }],
  ];
  test.each(cases)('%s: stored, then answered with nothing to say, in its own encoding', async (_name, body, headers) => {
    const { store, touched, post } = await bench();
    const response = await post(body, headers);
    expect(response.status).toBe(200);
    expect(store.names()).toEqual(['a']);
    expect(touched).toEqual([new Map([[TRACE, { minStart: START, maxEnd: START + 5n, receivedAt: START }]])]);
    const answer = Buffer.from(await response.arrayBuffer());
    if (headers === PROTOBUF) expect(answer).toHaveLength(0);
    if (headers === JSON_TYPE) expect(answer.toString()).toBe('{}');
    expect(response.headers.get('content-type')).toBe(headers['content-type']?.split(';')[0]);
  });

  test.each<[string, string | Uint8Array, Record<string, string>]>([
    ['JSON', '{}', JSON_TYPE],
    ['protobuf', new Uint8Array(), PROTOBUF],
  ])('an empty %s request is a success', async (_name, body, headers) => {
    const { post, touched } = await bench();
    expect((await post(body, headers)).status).toBe(200);
    expect(touched).toEqual([]);
  });
});

describe('bad spans are a partial success, the others are stored', () => {
  const spans = [span('good'), span('x', { traceId: '0'.repeat(32) }), span('y', { traceId: '0'.repeat(32) })];

  test('JSON', async () => {
    const { store, post } = await bench();
    const response = await post(json(...spans, 'no span'));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      partialSuccess: { rejectedSpans: '3', errorMessage: 'trace_id is all zero (2 times); a span is not an object' },
    });
    expect(store.names()).toEqual(['good']);
  });

  test('protobuf', async () => {
    const { store, post } = await bench();
    const response = await post(traceRequest(request(...spans)), PROTOBUF);
    expect(readTraceResponse(Buffer.from(await response.arrayBuffer()))).toEqual({
      partialSuccess: { rejectedSpans: '2', errorMessage: 'trace_id is all zero (2 times)' },
    });
    expect(store.names()).toEqual(['good']);
  });
});

describe('refused requests', () => {
  const bomb = gzipSync(Buffer.alloc(3 * 1024 ** 2, 32));
  const cases: readonly (readonly [string, string | Uint8Array, Record<string, string>, number, RegExp])[] = [
    ['no JSON', '{"resourceSpans": [', JSON_TYPE, 400, /no trace request in JSON/],
    ['an empty JSON body', '', JSON_TYPE, 400, /it is empty/],
    ['logs', '{"resourceLogs": []}', JSON_TYPE, 400, /these are logs/],
    ['no protobuf', Buffer.from([0x0a, 0x7f]), PROTOBUF, 400, /no trace request in protobuf/],
    ['JSON as protobuf', json(span('a')), PROTOBUF, 400, /looks like JSON/],
    ['gzip without saying so', gzipSync(json(span('a'))), JSON_TYPE, 400, /looks like gzip/],
    ['no gzip', 'plain', { ...JSON_TYPE, ...GZIP }, 400, /gzip stream is broken/],
    ['gzip that ends too early', gzipSync(json(span('a'))).subarray(0, 40), { ...JSON_TYPE, ...GZIP }, 400, /gzip stream is broken/],
    ['another type', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, /Content-Type/],
    ['text', '{}', { 'content-type': 'text/plain' }, 415, /Content-Type/],
    ['another encoding', '{}', { ...JSON_TYPE, 'content-encoding': 'br' }, 415, /Content-Encoding br/],
    ['too large as sent', Buffer.alloc(1024 ** 2 + 1, 32), JSON_TYPE, 413, /larger than 1 MiB as sent/],
    ['too large after decompression', bomb, { ...JSON_TYPE, ...GZIP }, 413, /larger than 2 MiB after decompression/],
  ];
  test.each(cases)('%s', async (_name, body, headers, status, message) => {
    const { store, post } = await bench('ingest: {max_body_mib: 1, max_decoded_mib: 2}');
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBeNull();
    const answer = Buffer.from(await response.arrayBuffer());
    const isProtobuf = response.headers.get('content-type') === 'application/x-protobuf';
    expect(isProtobuf).toBe(headers === PROTOBUF);
    expect((isProtobuf ? readStatus(answer) : JSON.parse(answer.toString())).message).toMatch(message);
    expect(store.inserts).toEqual([]);
  });
});

describe('the store', () => {
  test('away: all are asked to come back, and nothing is touched', async () => {
    const { store, touched, post } = await bench();
    store.onInsert = () => {
      throw new StorageError('unavailable', 'disk full', 243);
    };
    const responses = await Promise.all([post(json(span('a'))), post(traceRequest(request(span('b'))), PROTOBUF)]);
    for (const response of responses) {
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(touched).toEqual([]);
  });

  test('one poisoned row is reported; those of other requests in the batch are not harmed', async () => {
    const { store, post } = await bench();
    store.onInsert = (table, rows) => {
      if (table === 'spans' && rows.some(({ name }) => name === 'poison')) throw new StorageError('invalid', 'cannot parse', 27);
    };
    const bodies = [json(span('a')), json(span('poison'), span('b')), json(span('c'), span('d'), span('e'))];
    const answers = await Promise.all(bodies.map(async (body) => (await post(body)).json()));
    expect(answers).toEqual([{}, { partialSuccess: { rejectedSpans: '1', errorMessage: expect.stringContaining('cannot parse') } }, {}]);
    expect(new Set(store.names())).toEqual(new Set(['a', 'b', 'c', 'd', 'e']));
  });

  test('a missing table is no fault of the rows', async () => {
    const { store, post } = await bench();
    store.onInsert = () => {
      throw new StorageError('invalid', 'no such table', 60);
    };
    expect((await post(json(span('a')))).status).toBe(503);
  });

  test('rows that are all refused are not what is wrong', async () => {
    const { store, post } = await bench();
    store.onInsert = () => {
      throw new StorageError('invalid', 'something new', 9999);
    };
    expect((await post(json(...Array.from({ length: 40 }, (_, i) => span(`s${i}`))))).status).toBe(503);
  });

  test('text and scores are written before the span, and requests share an insert', async () => {
    const { store, post } = await bench();
    const score = {
      name: 'gen_ai.evaluation.result',
      attributes: [attribute('gen_ai.evaluation.name', 'factuality'), { key: 'gen_ai.evaluation.score.value', value: { doubleValue: 4 } }],
    };
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    store.onInsert = () => gate;
    const first = [1, 2, 3, 4].map((i) =>
      post(json(span(`early${i}`, { attributes: [attribute('input.value', 'hello')], events: [score] }))),
    );
    // Both writers are busy with the first batches; what comes now waits together.
    release();
    await Promise.all(first);
    const order = store.inserts.map(({ table }) => table);
    expect(order.lastIndexOf('spans')).toBe(order.length - 1);
    expect(order.indexOf('spans')).toBeGreaterThan(order.indexOf('span_content'));
    expect(order.indexOf('spans')).toBeGreaterThan(order.indexOf('score_events'));
    expect(store.inserts.length).toBeLessThan(12);
  });
});

const attribute = (key: string, stringValue: string): object => ({ key, value: { stringValue } });

describe('memory', () => {
  test('a full house is answered with 503, and has room again afterwards', async () => {
    const { store, ingest, post } = await bench('ingest: {max_in_flight_mib: 0.01}');
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const arrived = new Promise<void>((resolve) => (store.onInsert = () => (resolve(), gate)));
    const big = json(span('big', { attributes: [attribute('a', 'x'.repeat(6000))] }));
    const first = post(big);
    await arrived;
    expect(ingest.stats().bytesInFlight).toBeGreaterThan(6000);
    const second = await post(big);
    expect(second.status).toBe(503);
    expect(second.headers.get('retry-after')).not.toBeNull();
    release();
    expect((await first).status).toBe(200);
    expect((await post(big)).status).toBe(200);
    expect(ingest.stats().bytesInFlight).toBe(0);
  });

  test('what a gzip stream holds counts, too', async () => {
    const { ingest, post } = await bench('ingest: {max_in_flight_mib: 0.5}');
    const response = await post(gzipSync(Buffer.alloc(1024 ** 2, 32)), { ...JSON_TYPE, ...GZIP });
    expect(response.status).toBe(503);
    expect(ingest.stats().bytesInFlight).toBe(0);
  });
});

test('close waits for what is running and turns away what comes', async () => {
  const { store, ingest, post } = await bench();
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const arrived = new Promise<void>((resolve) => (store.onInsert = () => (resolve(), gate)));
  const running = post(json(span('a')));
  await arrived;
  const closing = ingest.close();
  expect((await post(json(span('b')))).status).toBe(503);
  release();
  await closing;
  expect((await running).status).toBe(200);
  expect(store.names()).toEqual(['a']);
});

test('stats count', async () => {
  const { ingest, post } = await bench();
  await post(json(span('a'), 'bad'));
  await post('nonsense');
  expect(ingest.stats()).toMatchObject({ requests: 2, spans: 1, scores: 0, rejectedSpans: 1, failedRequests: 1, bytesInFlight: 0 });
});

test('property: random bodies are always answered, never with a fault of ours', async () => {
  const { store, ingest, logged } = await bench();
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.json().map((text) => Buffer.from(text)),
      ),
      fc.constantFrom('application/json', 'application/x-protobuf', 'text/plain', undefined),
      fc.constantFrom('gzip', undefined, 'identity', 'odd'),
      async (bytes, contentType, contentEncoding) => {
        const { status } = await ingest.handleTraces({ contentType, contentEncoding, body: Buffer.from(bytes) });
        expect([200, 400, 415]).toContain(status);
      },
    ),
    { numRuns: 200 },
  );
  expect(logged).toEqual([]);
  expect(store.inserts).toEqual([]);
});
