import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { replayFile } from './replayFile';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))));

/** Takes everything but bodies that contain a text; keeps the bodies that it took. */
async function receiver(taken: Buffer[], refuses?: string): Promise<string> {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = gunzipSync(Buffer.concat(chunks));
      if (refuses !== undefined && body.includes(refuses)) return response.writeHead(400).end('not this one');
      taken.push(body);
      return response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', () => resolve()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const line = (i: number, more: Record<string, unknown> = {}): string =>
  JSON.stringify({ time: 1_700_000_000 + i, user_query: `question ${i};`, ...more });
const lines = (count: number): string[] => Array.from({ length: count }, (_, i) => line(i));
const arrived = (bodies: readonly Buffer[], count: number): number[] => {
  const all = Buffer.concat(bodies);
  return Array.from({ length: count }, (_, i) => i).filter((i) => all.includes(`question ${i};`));
};

test.each([
  ['plain', (text: string) => text],
  ['gzipped', (text: string) => gzipSync(text)],
  ['gzipped in two parts', (text: string) => Buffer.concat([gzipSync(text.slice(0, 5_000)), gzipSync(text.slice(5_000))])],
  ['with a byte order mark, Windows line ends and empty lines', (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n\r\n')}\r\n`],
])('%s', async (name, write) => {
  const bodies: Buffer[] = [];
  const endpoint = await receiver(bodies);
  const progress: [number, number][] = [];
  const path = file(name, write(lines(1_000).join('\n')));
  const report = await replayFile({ path, endpoint, onProgress: (done, total) => progress.push([done, total]) });
  expect(report).toEqual({ accepted: 1_000, refused: 0, rejected: [] });
  expect(arrived(bodies, 1_000)).toHaveLength(1_000);
  expect(progress.at(-1)?.[0]).toBe(progress.at(-1)?.[1]);
  expect(progress.length).toBeGreaterThan(2);
});

test('wrong lines are named by number and do not stop the others', async () => {
  const bodies: Buffer[] = [];
  const endpoint = await receiver(bodies);
  const path = file('wrong', [line(0), '{', '', line(1), '{"model":"m"}', line(2)].join('\n'));
  const report = await replayFile({ path, endpoint });
  expect(report).toMatchObject({ accepted: 3, refused: 2 });
  expect(report.rejected.map(({ line: number, reason }) => [number, reason.split(':')[0]])).toEqual([
    [2, 'not JSON'],
    [5, 'time'],
  ]);
});

test('a line that the service refuses is found in its batch, the others land', async () => {
  const bodies: Buffer[] = [];
  const endpoint = await receiver(bodies, 'question 137;');
  const report = await replayFile({ path: file('poison', lines(300).join('\n')), endpoint });
  expect(report).toMatchObject({ accepted: 299, refused: 1, rejected: [{ line: 138, reason: expect.stringContaining('not this one') }] });
  expect(arrived(bodies, 300)).toHaveLength(299);
});

test('a second replay sends the same bytes', async () => {
  const bodies: Buffer[] = [];
  const endpoint = await receiver(bodies);
  const path = file('twice', line(0));
  await replayFile({ path, endpoint });
  await replayFile({ path, endpoint });
  expect(bodies[0]?.equals(bodies[1] ?? Buffer.alloc(0))).toBe(true);
});

test('a gzip stream that is cut: what could be read is loaded, the cut is reported', async () => {
  const bodies: Buffer[] = [];
  const endpoint = await receiver(bodies);
  // Random texts, so that a large part of the compressed file is needed for the first lines.
  const texts = Array.from({ length: 400 }, (_, i) => line(i, { model_response: randomBytes(600).toString('base64') }));
  const whole = gzipSync(texts.join('\n'));
  const report = await replayFile({ path: file('cut', whole.subarray(0, whole.length / 2)), endpoint });
  expect(report.accepted).toBeGreaterThan(100);
  expect(report.refused).toBe(1);
  expect(report.rejected[0]).toMatchObject({ line: expect.any(Number), reason: expect.stringMatching(/gzip/) });
});

test('a line without end is skipped with bounded memory, not held', async () => {
  const bodies: Buffer[] = [];
  const endpoint = await receiver(bodies);
  const report = await replayFile({ path: file('long', `${line(0)}\n"${'x'.repeat(9 * 1024 * 1024)}"\n${line(1)}`), endpoint });
  expect(report).toEqual({ accepted: 2, refused: 1, rejected: [{ line: 2, reason: 'longer than 8 MiB' }] });
});

test('of very many wrong lines the first thousand are told and all are counted', async () => {
  const endpoint = await receiver([]);
  const report = await replayFile({ path: file('garbage', 'x\n'.repeat(2_500)), endpoint });
  expect(report).toMatchObject({ accepted: 0, refused: 2_500 });
  expect(report.rejected).toHaveLength(1_000);
});

test('an empty file is no error; a missing one and a missing service are', async () => {
  const endpoint = await receiver([]);
  await expect(replayFile({ path: file('empty', ''), endpoint })).resolves.toEqual({ accepted: 0, refused: 0, rejected: [] });
  await expect(replayFile({ path: join(folder, 'not there'), endpoint })).rejects.toMatchObject({ code: 'ENOENT' });
  const gone = { endpoint: 'http://127.0.0.1:1', sleep: async () => undefined };
  await expect(replayFile({ path: file('one', line(0)), ...gone })).rejects.toMatchObject({ name: 'SendError' });
});
