/**
 * What was acknowledged is there: the service is killed in the middle of taking spans, again and again, and once its disk is
 * full. The real process on a real folder, over real sockets.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildService, startProcess, type ServiceBuild, type ServiceProcess } from '../testkit/serviceProcess';

const SPANS_PER_REQUEST = 20;
const SENDERS = 6;

let service: ServiceBuild;
let folder: string;
const processes: ServiceProcess[] = [];
beforeAll(async () => {
  service = await buildService();
});
afterAll(() => service.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-killed-'));
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((running) => running.kill('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<Parameters<typeof startProcess>[1]> = {}): Promise<ServiceProcess> {
  const running = await startProcess(service, { dataDir: folder, ...options });
  processes.push(running);
  return running;
}

interface Batch {
  readonly ids: readonly string[];
  readonly body: string;
}

/** Root spans of traces of their own, with a text that does not compress. */
function batch(textBytes = 200): Batch {
  const now = BigInt(Date.now()) * 1_000_000n;
  const ids = Array.from({ length: SPANS_PER_REQUEST }, () => randomBytes(16).toString('hex'));
  const spans = ids.map((traceId) => ({
    traceId,
    spanId: traceId.slice(0, 16),
    name: 'chat',
    startTimeUnixNano: String(now - 1_000_000n),
    endTimeUnixNano: String(now),
    attributes: [{ key: 'input.value', value: { stringValue: randomBytes(textBytes / 2).toString('base64') } }],
  }));
  return { ids, body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }) };
}

/** The status, or undefined when the connection broke. */
async function send(
  { otlpUrl }: ServiceProcess,
  { body }: Batch,
): Promise<{ readonly status: number; readonly retryAfter: string | null } | undefined> {
  try {
    const response = await fetch(`${otlpUrl}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await response.arrayBuffer();
    return { status: response.status, retryAfter: response.headers.get('retry-after') };
  } catch {
    return undefined;
  }
}

async function query({ url }: ServiceProcess, rawSql: string): Promise<unknown[][]> {
  const now = Date.now();
  const request = {
    from: now - 3_600_000,
    to: now + 3_600_000,
    queries: [{ refId: 'A', version: 1, kind: 'sql', rawSql, format: 'table' }],
  };
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const { results } = (await response.json()) as { results: { A: { frames: { data: { values: unknown[][] } }[]; error?: string } } };
  if (results.A.error !== undefined) throw new Error(results.A.error);
  return results.A.frames[0]?.data.values ?? [];
}

async function storedIds(running: ServiceProcess): Promise<{ readonly ids: ReadonlySet<string>; readonly rows: number }> {
  const [ids = []] = await query(running, 'SELECT trace_id FROM spans LIMIT 200000');
  return { ids: new Set(ids.map(String)), rows: ids.length };
}

test('kill -9 while spans come in, three times over: nothing that was acknowledged is lost, nothing is there twice', async () => {
  const acknowledged = new Set<string>();
  const sent = new Set<string>();
  let unanswered: Batch[] = [];
  for (const answersBeforeTheKill of [5, 17, 40]) {
    const running = await start();
    // As a sender does: what was not answered is sent again.
    for (const again of unanswered.splice(0))
      if ((await send(running, again))?.status === 200) again.ids.forEach((id) => acknowledged.add(id));
    let answers = 0;
    let isKilled = false;
    let killed: Promise<void> | undefined;
    const sender = async (): Promise<void> => {
      while (!isKilled) {
        const one = batch();
        one.ids.forEach((id) => sent.add(id));
        const answer = await send(running, one);
        if (answer === undefined) unanswered.push(one);
        else if (answer.status === 200) {
          one.ids.forEach((id) => acknowledged.add(id));
          if (++answers === answersBeforeTheKill) {
            isKilled = true;
            killed = running.kill('SIGKILL');
          }
        }
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
    await killed;
    expect(answers).toBeGreaterThanOrEqual(answersBeforeTheKill);
  }
  const running = await start();
  for (const again of unanswered) {
    expect((await send(running, again))?.status).toBe(200);
    again.ids.forEach((id) => acknowledged.add(id));
  }
  unanswered = [];
  const { ids, rows } = await storedIds(running);
  expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
  expect([...ids].filter((id) => !sent.has(id))).toEqual([]);
  expect(rows).toBe(sent.size);
  await running.kill('SIGTERM');
});

/** A mount of its own needs user namespaces, which some containers refuse. */
const HAS_NAMESPACES = spawnSync('unshare', ['-rm', 'true']).status === 0;

(HAS_NAMESPACES ? test : test.skip)(
  'a disk that is full: asked to come back, and once there is room nothing is missing (needs unshare)',
  async () => {
    mkdirSync(join(folder, 'disk'));
    const disk = join(folder, 'disk');
    const running = await start({
      dataDir: join(disk, 'data'),
      // Bodies of blocks go to /dev/shm, which is another place; the store has 64 MiB and half of them are taken.
      wrap: [
        'unshare',
        '-rm',
        'sh',
        '-c',
        `mount -t tmpfs -o size=64m tmpfs ${disk} && head -c 33554432 /dev/zero > ${disk}/filler && exec "$@"`,
        'sh',
      ],
    });
    const inside = `/proc/${running.child.pid}/root${disk}`;
    const acknowledged = new Set<string>();
    const refused: Batch[] = [];
    while (refused.length < 3) {
      const one = batch(80_000);
      const answer = await send(running, one);
      expect([200, 503]).toContain(answer?.status);
      if (answer?.status === 503) {
        expect(Number(answer.retryAfter)).toBeGreaterThan(0);
        refused.push(one);
      } else one.ids.forEach((id) => acknowledged.add(id));
    }
    expect(acknowledged.size).toBeGreaterThan(0);
    unlinkSync(join(inside, 'filler'));
    for (const one of refused) {
      let status = 0;
      for (let tries = 0; status !== 200 && tries < 50; tries++) status = (await send(running, one))?.status ?? 0;
      expect(status).toBe(200);
      one.ids.forEach((id) => acknowledged.add(id));
    }
    const { ids, rows } = await storedIds(running);
    expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
    expect(rows).toBe(ids.size);
    await running.kill('SIGTERM');
  },
);
