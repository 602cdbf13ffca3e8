import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { loadSettings } from '../src/config/settings';
import { encodeTraces } from '../src/core/otlp/encode/encodeTraces';
import type { OutgoingResource } from '../src/core/otlp/encode/outgoing';
import type { RowOf, Table } from '../src/core/model/table';
import { generateDemo } from '../src/demo/generateDemo';
import { createIngest } from '../src/ingest/createIngest';
import type { Driver } from '../src/storage/driver';
import { migrate } from '../src/storage/migrate';
import { openDriver } from '../src/storage/openDriver';
import { encodeRows } from '../src/storage/rowBinary';
import { percentile, rounded, type Benchmark, type BenchContext, type BenchReport } from './benchmark';
import { engineVersion } from './machine';
import { otlpJson } from './otlpJson';

const REPEAT = 5;
const SPANS_PER_REQUEST = 500;
/** Requests under way at once: a few busy SDKs. */
const CONCURRENCY = 8;

const compress = promisify(gzip);

export const ingest: Benchmark = {
  name: 'ingest',
  title: 'How many spans a second does the way in take, from gzipped bytes to durable rows?',
  sizes: [50_000],
  async run(context): Promise<BenchReport> {
    const rows: BenchReport['rows'][number][] = [];
    const raw: Record<string, readonly number[]> = {};
    const conclusions: Record<string, string | number> = {};
    for (const size of context.sizes) {
      const requests = requestsOf(size);
      const spans = requests.flat().reduce((sum, resource) => sum + resource.spans.length, 0);
      const add = (path: string, times: readonly number[], megabytes: number): number => {
        const perSecond = (1000 * spans) / percentile(times, 0.5);
        raw[`${path} ${size}`] = times;
        rows.push({
          path,
          spans,
          'spans/s p50': Math.round(perSecond),
          'spans/s slowest': Math.round((1000 * spans) / Math.max(...times)),
          MB: rounded(megabytes),
        });
        return perSecond;
      };
      const bodies = {
        protobuf: requests.map((request) => Buffer.from(encodeTraces(request))),
        json: requests.map((request) => Buffer.from(otlpJson(request))),
      };
      const megabytes = (parts: readonly Buffer[]): number => parts.reduce((sum, { length }) => sum + length, 0) / 1e6;
      const protobuf = await throughService(context, 'application/x-protobuf', bodies.protobuf);
      const json = await throughService(context, 'application/json', bodies.json);
      const limit = await engineLimit(context, protobuf.rows);
      conclusions['engine'] = limit.engine;
      const ours = add('service, protobuf', protobuf.times, megabytes(bodies.protobuf));
      const oursJson = add('service, JSON', json.times, megabytes(bodies.json));
      const engine = add('engine alone, RowBinary file', limit.times, limit.megabytes);
      conclusions[`service over engine, protobuf, ${size}`] = rounded(ours / engine);
      conclusions[`service over engine, JSON, ${size}`] = rounded(oursJson / engine);
    }
    return { rows, raw, conclusions };
  },
};

/** Requests as a few SDKs would send them: demo traffic, about SPANS_PER_REQUEST spans each. */
function requestsOf(spans: number): OutgoingResource[][] {
  const requests: OutgoingResource[][] = [];
  let request: OutgoingResource[] = [];
  let [held, all] = [0, 0];
  for (const trace of generateDemo({ seed: 1, now: Date.now() })) {
    request.push(trace);
    held += trace.spans.length;
    if (held < SPANS_PER_REQUEST) continue;
    requests.push(request);
    all += held;
    [request, held] = [[], 0];
    if (all >= spans) return requests;
  }
  return [...requests, request];
}

interface InsertedRows {
  readonly table: Table;
  readonly rows: RowOf<Table>[];
}

interface ServiceRun {
  readonly times: readonly number[];
  /** What the service wrote in the first repetition, by table. */
  readonly rows: ReadonlyMap<string, InsertedRows>;
}

async function throughService({ folder, say }: BenchContext, contentType: string, bodies: readonly Buffer[]): Promise<ServiceRun> {
  const compressed = await Promise.all(bodies.map((body) => compress(body)));
  const settings = loadSettings({});
  const times: number[] = [];
  const rows = new Map<string, InsertedRows>();
  for (let run = 0; run <= REPEAT; run++) {
    say(`${contentType}, run ${run} of ${REPEAT}`);
    const inner = await openEmpty(join(folder, `${contentType.replace('/', '-')}-${run}`));
    const driver = run === 0 ? recording(inner, rows) : inner;
    const log = { error: console.error, warn: console.error };
    const receiver = createIngest({ driver, settings, clock: { now: () => Date.now() }, log, onTraces: () => undefined });
    const before = performance.now();
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let body = compressed[next++]; body !== undefined; body = compressed[next++]) {
        const { status } = await receiver.handleTraces({ contentType, contentEncoding: 'gzip', body });
        if (status !== 200) throw new Error(`The service answered ${status}.`);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    // Run 0 warms the code up and holds all rows in memory, so its time does not count.
    if (run > 0) times.push(performance.now() - before);
    await receiver.close();
    await inner.close();
  }
  return { times, rows };
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

/** The same rows as one ready file a table: the engine parses, sorts, compresses, indexes and writes, and nothing else is done. */
async function engineLimit(
  { folder, say }: BenchContext,
  tables: ReadonlyMap<string, InsertedRows>,
): Promise<{ readonly times: readonly number[]; readonly megabytes: number; readonly engine: string }> {
  const files = [...tables.values()].map(({ table, rows }) => {
    const path = join(folder, `${table.name}.bin`);
    const bytes = encodeRows(table, rows);
    writeFileSync(path, bytes);
    return { path, table, bytes: bytes.length };
  });
  const times: number[] = [];
  let engine = '';
  for (let run = 0; run <= REPEAT; run++) {
    say(`engine alone, run ${run} of ${REPEAT}`);
    const driver = await openEmpty(join(folder, `engine-${run}`));
    const before = performance.now();
    for (const { path, table } of files) {
      const columns = Object.keys(table.columns).join(', ');
      await driver.command({
        sql: `INSERT INTO ${table.name}_local (${columns}) FROM INFILE '${path}' SETTINGS max_partitions_per_insert_block = 0 FORMAT RowBinary`,
      });
    }
    if (run > 0) times.push(performance.now() - before);
    engine = await engineVersion(driver);
    await driver.close();
  }
  return { times, engine, megabytes: files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6 };
}
