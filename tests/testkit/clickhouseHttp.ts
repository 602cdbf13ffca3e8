/**
 * ClickHouse's HTTP interface in front of the embedded engine: enough of it for the official client, over a real socket.
 * https://clickhouse.com/docs/interfaces/http
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import { createChdbConnection, type ChdbConnection } from 'chdb/connection';
import { drainPending } from 'chdb';

export interface ClickHouseServer {
  readonly url: string;
  /** Password that it asks of the user `default`. */
  readonly password: string;
  close(): Promise<void>;
}

const PASSWORD = 'secret';
/** Parameters of the URL that are not settings. */
const NOT_SETTINGS = new Set([
  'query',
  'database',
  'default_format',
  'query_id',
  'session_id',
  'session_timeout',
  'user',
  'password',
  'compress',
  'decompress',
  'wait_end_of_query',
  'role',
  'enable_http_compression',
  'buffer_size',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
]);

/** ClickHouse's own limit of an address (http_max_uri_size); the client puts parameters there. */
const MAX_ADDRESS = 1024 * 1024;

interface Query {
  readonly statement: string;
  /** Rows that follow the statement. */
  readonly data: Buffer;
  readonly params: URLSearchParams;
}

interface Answer {
  readonly bytes: Buffer;
  readonly rowsRead: number;
  readonly bytesRead: number;
}

/** @param folder where the engine keeps its data; an embedded store of the same process may use it too */
export async function startClickHouseServer(folder: string): Promise<ClickHouseServer> {
  const scratch = mkdtempSync(join(tmpdir(), 'clickhouse-http-'));
  const running = new Set<Promise<void>>();
  const server = createServer({ maxHeaderSize: MAX_ADDRESS }, (request, response) => {
    const work = answer(request, response)
      .catch((error: unknown) => fail(response, error))
      .finally(() => running.delete(work));
    running.add(work);
  });
  // The engine shuts down when its last connection closes; this one keeps it up between two requests.
  const keeper = createChdbConnection({ path: join(folder, 'clickhouse') });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/ping') return void response.end('Ok.\n');
    if (!authorised(request, url.searchParams)) throw new Error(UNAUTHORISED);
    const query = await readQuery(request, url.searchParams);
    const gone = new Promise<'gone'>((resolve) => response.once('close', () => resolve('gone')));
    const id = query.params.get('query_id') ?? randomUUID();
    const result = run(folder, scratch, id, query);
    // Like a server with cancel_http_readonly_queries_on_client_close: nobody waits for the answer any more.
    if ((await Promise.race([gone, result])) === 'gone') await stop(keeper, id, result);
    else send(response, await result, query.params, request.headers['accept-encoding'] ?? '');
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    password: PASSWORD,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await Promise.all(running);
      await keeper.close();
      await drainPending();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** Runs one query on a connection of its own: settings and parameters must not reach the next one. */
async function run(folder: string, scratch: string, id: string, { statement, data, params }: Query): Promise<Answer> {
  const connection = createChdbConnection({ path: join(folder, 'clickhouse') });
  const file = join(scratch, `${randomUUID()}.bin`);
  try {
    const before = prelude(params);
    if (before.length > 0) await connection.chdb.queryAsync(before.join(';\n'));
    const alone = withoutKeeper(statement);
    const sql = data.length > 0 ? fromFile(alone, file, data) : alone;
    const format = params.get('default_format') ?? 'TabSeparated';
    const result = await connection.chdb.queryAsync(`/* ${id} */ ${sql}`, { format });
    return { bytes: Buffer.from(result.bytes()), rowsRead: result.rowsRead, bytesRead: result.bytesRead };
  } finally {
    rmSync(file, { force: true });
    await connection.close();
  }
}

async function stop(keeper: ChdbConnection, id: string, result: Promise<unknown>): Promise<void> {
  const ended = result.then(
    () => true,
    () => true,
  );
  do await keeper.chdb.queryAsync(`KILL QUERY WHERE startsWith(query, '/* ${id} */') ASYNC`);
  while (!(await Promise.race([ended, new Promise<false>((resolve) => setTimeout(resolve, 20, false))])));
}

/** The client says in one parameter that it takes compressed answers, and in a header which kinds. */
function send(response: ServerResponse, { bytes, rowsRead, bytesRead }: Answer, params: URLSearchParams, accepts: string): void {
  const summary = { read_rows: String(rowsRead), read_bytes: String(bytesRead), elapsed_ns: '0' };
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(summary));
  response.setHeader('X-ClickHouse-Format', params.get('default_format') ?? 'TabSeparated');
  if (params.get('enable_http_compression') === '1' && accepts.includes('gzip')) {
    response.setHeader('Content-Encoding', 'gzip');
    response.end(gzipSync(bytes));
  } else response.end(bytes);
}

const UNAUTHORISED = 'Code: 516. DB::Exception: default: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)';

function authorised(request: IncomingMessage, params: URLSearchParams): boolean {
  const basic = `Basic ${Buffer.from(`default:${PASSWORD}`).toString('base64')}`;
  return [
    request.headers.authorization === basic,
    request.headers['x-clickhouse-key'] === PASSWORD,
    params.get('password') === PASSWORD,
  ].some(Boolean);
}

/** The statement is in the address, with rows in the body, or all in the body, or in the parts of a form with its parameters. */
async function readQuery(request: IncomingMessage, address: URLSearchParams): Promise<Query> {
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  const params = new URLSearchParams(address);
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) if (typeof value === 'string') params.append(name, value);
    return { statement: params.get('query') ?? '', data: Buffer.alloc(0), params };
  }
  const statement = address.get('query');
  return statement === null ? { statement: body.toString('utf8'), data: Buffer.alloc(0), params } : { statement, data: body, params };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

/** Settings and parameters of the address as statements that come first; `readonly` last, as it refuses the others. */
function prelude(params: URLSearchParams): string[] {
  const database = params.get('database');
  const settings = [...params]
    .filter(([name]) => !NOT_SETTINGS.has(name))
    .sort(([a], [b]) => Number(a === 'readonly') - Number(b === 'readonly'));
  return [
    // Parameters travel in the text here, for which the engine's limit is 256 KiB.
    `SET max_query_size = ${64 * 1024 * 1024}`,
    // The client names the database before it creates it.
    ...(database === null || database === 'default' ? [] : [`USE \`${database.replaceAll('`', '')}\``]),
    ...settings.map(([name, value]) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`Code: 115. DB::Exception: Unknown setting ${name}. (UNKNOWN_SETTING)`);
      return `SET ${name} = '${value.replace(/[\\']/g, '\\$&')}'`;
    }),
  ];
}

/** What needs a Keeper, which the embedded engine has not, becomes what one replica does by itself. */
function withoutKeeper(statement: string): string {
  return statement
    .replace(/ON CLUSTER `\w+`/g, '')
    .replace(/\bReplicated(\w*MergeTree)\('[^']*', '[^']*'(?:, )?/g, (_all, engine: string) => `${engine}(`);
}

function fromFile(statement: string, file: string, data: Buffer): string {
  writeFileSync(file, data, { mode: 0o600 });
  return statement.replace(/\s+FORMAT\s+(\w+)\s*$/i, (_all, format: string) => ` FROM INFILE '${file}' FORMAT ${format}`);
}

/** Statuses of the commonest errors, by HTTPHandler::exceptionCodeToHTTPStatus; the rest are 500. */
const STATUS: Readonly<Record<string, number>> = { '516': 403, '62': 400, '47': 404, '60': 404, '81': 404 };

function fail(response: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const [, code = '1002'] = /Code: (\d+)/.exec(message) ?? [];
  response.statusCode = STATUS[code] ?? 500;
  response.setHeader('X-ClickHouse-Exception-Code', code);
  response.end(message);
}
