import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import Fastify from 'fastify';
import { parseConfigFile, loadSettings } from '../src/config/settings';
import { encodeTraces } from '../src/core/otlp/encode/encodeTraces';
import type { RowOf, Table } from '../src/core/model/table';
import { createIngest } from '../src/ingest/createIngest';
import type { Driver } from '../src/storage/driver';
import { migrate } from '../src/storage/migrate';
import { openDriver } from '../src/storage/openDriver';
import { BLOCK_FORMAT, encodeBlock } from '../src/storage/encodeBlock';
import { percentile, rounded, type Benchmark, type BenchContext, type BenchReport } from './benchmark';
import { genAiTraffic } from './genAiTraffic';
import { engineVersion } from './machine';
import { otlpJson } from './otlpJson';

const REPEAT = 3;
/** Requests under way at once: a few busy SDKs, each with a connection of its own. */
const CONCURRENCY = 8;
/** Rows of one statement of the client, as large as the batches of the service. */
const CLIENT_ROWS = 8_000;

type Body = { readonly type: string; readonly bytes: Buffer };

interface Run {
  /** Milliseconds on the wall for all requests, and of processor time for each span. */
  readonly wall: number;
  readonly cpuPerSpan: number;
  /** Milliseconds from sending to the answer, by request. */
  readonly answers: readonly number[];
}

export const ingest: Benchmark = {
  name: 'ingest',
  title: 'Model calls of 2 kB a second, from OTLP/HTTP to durable rows, in one process',
  sizes: [40_000],
  async run(context): Promise<BenchReport> {
    const rows: BenchReport['rows'][number][] = [];
    const raw: Record<string, readonly number[]> = {};
    const conclusions: Record<string, string | number> = {};
    for (const spans of context.sizes) {
      const requests = genAiTraffic(spans, BigInt(Date.now() - 3_600_000) * 1_000_000n);
      const bodies = {
        protobuf: requests.map((request): Body => ({ type: 'application/x-protobuf', bytes: Buffer.from(encodeTraces(request)) })),
        json: requests.map((request): Body => ({ type: 'application/json', bytes: Buffer.from(otlpJson(request)) })),
      };
      const add = (path: string, runs: readonly Run[]): number => {
        const walls = runs.map(({ wall }) => wall);
        const perSecond = (1000 * spans) / percentile(walls, 0.5);
        raw[`${path} ${spans}`] = walls;
        const answers = runs.flatMap((run) => run.answers);
        rows.push({
          path,
          'spans/s p50': Math.round(perSecond),
          'spans/s slowest': Math.round((1000 * spans) / Math.max(...walls)),
          'CPU µs a span': rounded(
            percentile(
              runs.map(({ cpuPerSpan }) => cpuPerSpan),
              0.5,
            ),
          ),
          'answer p99 ms': answers.length === 0 ? '' : rounded(percentile(answers, 0.99)),
        });
        return perSecond;
      };
      const protobuf = await throughService(context, 'protobuf', { bodies: bodies.protobuf, spans });
      conclusions['bytes a span, protobuf'] = Math.round(bodies.protobuf.reduce((sum, { bytes }) => sum + bytes.length, 0) / spans);
      const json = await throughService(context, 'json', { bodies: bodies.json, spans });
      const ours = add('service, OTLP/HTTP protobuf', protobuf.runs);
      const oursJson = add('service, OTLP/HTTP JSON', json.runs);
      const notMasked = add('in memory: decode and normalise', await inMemory(bodies.protobuf, spans, 'masking: {defaults: false}'));
      const masked = add('in memory: decode, mask and normalise', await inMemory(bodies.protobuf, spans, ''));
      const limit = await engineAlone(context, protobuf.rows, spans);
      const engine = add('engine alone, Native files', limit.files);
      const client = add('@clickhouse/client, JSONEachRow', limit.client);
      Object.assign(conclusions, {
        engine: limit.engine,
        [`service over engine, protobuf, ${spans}`]: rounded(ours / engine),
        [`service over engine, JSON, ${spans}`]: rounded(oursJson / engine),
        [`service over client with JSONEachRow, protobuf, ${spans}`]: rounded(ours / client),
        'masking, µs a span': rounded(1e6 / masked - 1e6 / notMasked),
        'largest memory of the process, MB': Math.round(process.resourceUsage().maxRSS / 1000),
      });
    }
    return { rows, raw, conclusions };
  },
};

interface Load {
  readonly bodies: readonly Body[];
  readonly spans: number;
}

interface InsertedRows {
  readonly table: Table;
  readonly rows: RowOf<Table>[];
}

/** Over real sockets; sender and service share the process, so the sender's work counts against the service. */
async function throughService({ folder, say }: BenchContext, name: string, load: Load) {
  const runs: Run[] = [];
  const rows = new Map<string, InsertedRows>();
  for (let run = 0; run <= REPEAT; run++) {
    say(`service, ${name}, run ${run} of ${REPEAT}`);
    const inner = await openEmpty(join(folder, `${name}-${run}`));
    const receiver = receiverOf(run === 0 ? recording(inner, rows) : inner, '');
    const app = Fastify({ forceCloseConnections: true });
    await receiver.routes(app);
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
    const timed = await measure(load, (body) => post(`${url}/v1/traces`, body, agent));
    // Run 0 warms the code up and keeps all rows in memory, so its time does not count.
    if (run > 0) runs.push(timed);
    agent.destroy();
    await app.close();
    await receiver.close();
    await inner.close();
  }
  return { runs, rows };
}

/** Without HTTP and without a store. @param config YAML of the configuration file */
async function inMemory(bodies: readonly Body[], spans: number, config: string): Promise<Run[]> {
  const driver = { kind: 'embedded', insert: async () => undefined } as unknown as Driver;
  const runs: Run[] = [];
  for (let run = 0; run <= REPEAT; run++) {
    const receiver = receiverOf(driver, config);
    const timed = await measure({ bodies, spans }, async ({ type, bytes }) => {
      const { status } = await receiver.handleTraces({ contentType: type, contentEncoding: undefined, body: bytes });
      if (status !== 200) throw new Error(`The service answered ${status}.`);
    });
    if (run > 0) runs.push({ ...timed, answers: [] });
  }
  return runs;
}

function receiverOf(driver: Driver, config: string) {
  const settings = { ...loadSettings({}), file: parseConfigFile(config, 'bench') };
  return createIngest({
    driver,
    settings,
    clock: { now: () => Date.now() },
    log: { error: console.error, warn: console.error },
    onTraces: () => undefined,
  });
}

async function measure({ bodies, spans }: Load, send: (body: Body) => Promise<void>): Promise<Run> {
  const answers: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const before = performance.now();
      await send(body);
      answers.push(performance.now() - before);
    }
  };
  const cpu = process.cpuUsage();
  const before = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const wall = performance.now() - before;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpuPerSpan: (user + system) / spans, answers };
}

function post(url: string, { type, bytes }: Body, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      url,
      { method: 'POST', agent, headers: { 'content-type': type, 'content-length': bytes.length } },
      (response) => {
        response.resume().once('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`The service answered ${response.statusCode}.`));
        });
      },
    );
    sent.once('error', reject);
    sent.end(bytes);
  });
}

async function openEmpty(folder: string): Promise<Driver> {
  const driver = await openDriver({ dataDir: folder, database: 'plumbline' });
  await migrate(driver, { database: 'plumbline', cluster: '' });
  return driver;
}

function recording(inner: Driver, kept: Map<string, InsertedRows>): Driver {
  return {
    kind: inner.kind,
    query: (statement) => inner.query(statement),
    queryGuarded: (statement) => inner.queryGuarded(statement),
    command: (statement) => inner.command(statement),
    async insert(table, rows) {
      const entry = kept.get(table.name) ?? { table, rows: [] };
      for (const row of rows) entry.rows.push(row);
      kept.set(table.name, entry);
      await inner.insert(table, rows);
    },
    close: () => inner.close(),
  };
}

/**
 * The same rows from one ready file a table, the tables side by side as the service writes them: the engine parses, sorts,
 * compresses, indexes and writes, and nothing else is done. Then the same rows as the client of ClickHouse writes objects.
 */
async function engineAlone({ folder, say }: BenchContext, tables: ReadonlyMap<string, InsertedRows>, spans: number) {
  const files = [...tables.values()].map(({ table, rows }) => {
    const path = join(folder, `${table.name}.bin`);
    writeFileSync(path, encodeBlock(table, rows));
    return { path, table };
  });
  const objects = [...tables.values()].map(({ table, rows }) => ({ table, values: rows.map(plainOf) }));
  const [fromFiles, fromClient]: [Run[], Run[]] = [[], []];
  let engine = '';
  for (let run = 0; run <= REPEAT; run++) {
    say(`engine alone, run ${run} of ${REPEAT}`);
    const driver = await openEmpty(join(folder, `engine-${run}`));
    engine = await engineVersion(driver);
    const files1 = await timeOnce(spans, () => Promise.all(files.map((file) => insertFile(driver, file))));
    await driver.close();
    const second = await openEmpty(join(folder, `client-${run}`));
    const client = createClient({ connection: createChdbConnection({ path: join(folder, `client-${run}`, 'clickhouse') }) as never });
    const viaClient = await timeOnce(spans, async () => {
      for (const { table, values } of objects)
        for (let at = 0; at < values.length; at += CLIENT_ROWS)
          await client.insert({
            table: `plumbline.${table.name}_local`,
            values: values.slice(at, at + CLIENT_ROWS),
            format: 'JSONEachRow',
          });
    });
    await client.close();
    await second.close();
    if (run === 0) continue;
    fromFiles.push(files1);
    fromClient.push(viaClient);
  }
  return { files: fromFiles, client: fromClient, engine };
}

function insertFile(driver: Driver, { path, table }: { readonly path: string; readonly table: Table }): Promise<void> {
  // Read once, so that it comes from memory.
  readFileSync(path);
  const columns = Object.keys(table.columns).join(', ');
  return driver.command({
    sql: `INSERT INTO ${table.name}_local (${columns}) FROM INFILE '${path}' SETTINGS max_partitions_per_insert_block = 0 FORMAT ${BLOCK_FORMAT}`,
  });
}

async function timeOnce(spans: number, work: () => Promise<unknown>): Promise<Run> {
  const cpu = process.cpuUsage();
  const before = performance.now();
  await work();
  const wall = performance.now() - before;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpuPerSpan: (user + system) / spans, answers: [] };
}

/** A row as JSONEachRow has it. */
function plainOf(row: RowOf<Table>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (typeof value === 'bigint') return [name, `${value / 1_000_000_000n}.${String(value % 1_000_000_000n).padStart(9, '0')}`];
      return [name, (value as unknown) instanceof Map ? Object.fromEntries(value as unknown as Map<string, string>) : value];
    }),
  );
}
