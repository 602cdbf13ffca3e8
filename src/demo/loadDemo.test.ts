import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { generateDemo } from './generateDemo';
import { loadDemo } from './loadDemo';

const NOW = Date.UTC(2026, 10, 25, 6, 48);

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))));

/** Takes everything and keeps the decompressed bodies; refuses each tenth request once. */
async function busyReceiver(bodies: Buffer[]): Promise<string> {
  let requests = 0;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (requests++ % 10 === 3) return response.writeHead(503, { 'retry-after': '0' }).end();
      bodies.push(gunzipSync(Buffer.concat(chunks)));
      return response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', () => resolve()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('everything that is generated arrives once, in batches, with progress to the end', async () => {
  const bodies: Buffer[] = [];
  const endpoint = await busyReceiver(bodies);
  const progress: [number, number][] = [];
  const loaded = await loadDemo({ endpoint, seed: 1, now: NOW, days: 5, onProgress: (done, total) => progress.push([done, total]) });
  const traces = [...generateDemo({ seed: 1, now: NOW, days: 5 })];
  const spans = traces.flatMap((trace) => trace.spans);
  const scores = spans.flatMap(({ events }) => events ?? []).length;
  expect(loaded).toEqual({ traces: traces.length, spans: spans.length, scores });

  // The id of each trace is looked for in the bodies: 16 bytes that occur nowhere else by chance.
  const all = Buffer.concat(bodies);
  const lost = traces.filter((_, i) => i % 100 === 0).filter(({ spans: [root] }) => !all.includes(Buffer.from(root?.traceId ?? '', 'hex')));
  expect(lost).toEqual([]);
  expect(bodies.length).toBeGreaterThan(spans.length / 600);
  expect(bodies.length).toBeLessThan(spans.length / 400);
  expect(progress.at(-1)?.[0]).toBe(progress.at(-1)?.[1]);
});

test('an endpoint that refuses stops the load', async () => {
  server = createServer((request, response) => void request.resume().on('end', () => response.writeHead(401).end('no token')));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', () => resolve()));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(loadDemo({ endpoint, seed: 1, now: NOW, days: 5 })).rejects.toMatchObject({ name: 'SendError', status: 401 });
});
