import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { encodeTraces } from '../core/otlp/encode/encodeTraces';
import { SPAN_KIND, type OutgoingResource } from '../core/otlp/encode/outgoing';
import { sendTraces, SendError } from './sendTraces';

const resources: OutgoingResource[] = [
  {
    attributes: { 'service.name': 's' },
    scope: { name: 'n', version: '1' },
    spans: [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), name: 'x', kind: SPAN_KIND.internal, start: 1n, end: 2n, attributes: {} }],
  },
];

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer;
}

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))));

/** A receiver that gives these answers in turn, the last one for ever. */
async function receiver(replies: readonly Reply[]): Promise<{ endpoint: string; bodies: Buffer[]; requests: IncomingMessage[] }> {
  const bodies: Buffer[] = [];
  const requests: IncomingMessage[] = [];
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, headers = {}, body = Buffer.alloc(0) } = replies[Math.min(bodies.length, replies.length - 1)] ?? { status: 200 };
      bodies.push(Buffer.concat(chunks));
      requests.push(request);
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, bodies, requests };
}

test('gzipped protobuf goes to /v1/traces', async () => {
  const { endpoint, bodies, requests } = await receiver([{ status: 200 }]);
  await expect(sendTraces(resources, { endpoint, token: 'secret' })).resolves.toEqual({ rejectedSpans: 0, message: '' });
  expect(gunzipSync(bodies[0] ?? Buffer.alloc(0)).equals(encodeTraces(resources))).toBe(true);
  expect(requests[0]?.url).toBe('/v1/traces');
  expect(requests[0]?.headers).toMatchObject({ 'content-type': 'application/x-protobuf', authorization: 'Bearer secret' });
});

test('a busy receiver is asked again, after the time that it names', async () => {
  const { endpoint, bodies } = await receiver([{ status: 503 }, { status: 429, headers: { 'retry-after': '3' } }, { status: 200 }]);
  const waits: number[] = [];
  await sendTraces(resources, { endpoint, sleep: async (ms) => void waits.push(ms) });
  expect(waits).toEqual([200, 3000]);
  expect(bodies[2]?.equals(bodies[0] ?? Buffer.alloc(0))).toBe(true);
});

test.each([400, 401, 413, 500])('status %i is final', async (status) => {
  const { endpoint, bodies } = await receiver([{ status, body: Buffer.from('{"message":"no such thing"}') }]);
  await expect(sendTraces(resources, { endpoint })).rejects.toMatchObject({
    name: 'SendError',
    status,
    message: expect.stringContaining('no such thing'),
  });
  expect(bodies).toHaveLength(1);
});

test('gives up on a receiver that stays busy, or that is not there', async () => {
  const { endpoint, bodies } = await receiver([{ status: 503 }]);
  await expect(sendTraces(resources, { endpoint, sleep: async () => undefined })).rejects.toThrow(SendError);
  expect(bodies).toHaveLength(12);
  await expect(sendTraces(resources, { endpoint: 'http://127.0.0.1:1', sleep: async () => undefined })).rejects.toThrow(/No answer/);
});

test('rejected spans are told', async () => {
  // partial_success { rejected_spans: 300, error_message: "bad id" }, written by hand.
  const inner = Buffer.from([0x08, 0xac, 0x02, 0x12, 6, ...Buffer.from('bad id')]);
  const { endpoint } = await receiver([{ status: 200, body: Buffer.concat([Buffer.from([0x0a, inner.length]), inner]) }]);
  await expect(sendTraces(resources, { endpoint })).resolves.toEqual({ rejectedSpans: 300, message: 'bad id' });
});
