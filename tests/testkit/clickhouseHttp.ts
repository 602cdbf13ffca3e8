/**
 * ClickHouse's HTTP interface in front of the embedded engine: enough of it for the official client, over a real socket.
 * https://clickhouse.com/docs/interfaces/http
 */
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

export async function startClickHouseServer(folder: string): Promise<ClickHouseServer> {
  const scratch = mkdtempSync(join(tmpdir(), 'clickhouse-http-'));
  const open = new Set<ChdbConnection>();
  let blocks = 0;
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => fail(response, 500, String(error)));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/ping') return void response.end('Ok.\n');
    if (!authorised(request))
      return fail(response, 403, 'Code: 516. DB::Exception: default: Authentication failed. (AUTHENTICATION_FAILED)');
    const body = await readBody(request);
    const query = url.searchParams.get('query');
    const statement = query ?? body.toString('utf8');
    const data = query === null ? undefined : body;
    await run(response, statement, data, url.searchParams, request.headers['accept-encoding'] ?? '');
  }

  async function run(
    response: ServerResponse,
    statement: string,
    data: Buffer | undefined,
    params: URLSearchParams,
    accepts: string,
  ): Promise<void> {
    // A connection of its own for each request: settings and parameters must not reach the next one.
    const connection = createChdbConnection({ path: join(folder, 'clickhouse') });
    open.add(connection);
    const file = join(scratch, `${blocks++}.bin`);
    try {
      const before = prelude(params);
      const sql = data !== undefined && data.length > 0 ? fromFile(statement, file, data) : statement;
      if (before.length > 0) await connection.chdb.queryAsync(before.join(';\n'));
      if (params.get('readonly') === '1') await connection.chdb.queryAsync('SET readonly = 1');
      const result = await connection.chdb.queryAsync(sql, { format: params.get('default_format') ?? 'TabSeparated' });
      const bytes = Buffer.from(result.bytes());
      response.setHeader(
        'X-ClickHouse-Summary',
        JSON.stringify({ read_rows: String(result.rowsRead), read_bytes: String(result.bytesRead), elapsed_ns: '0' }),
      );
      if (params.get('enable_http_compression') === '1' && accepts.includes('gzip')) {
        response.setHeader('Content-Encoding', 'gzip');
        response.end(gzipSync(bytes));
      } else response.end(bytes);
    } catch (error) {
      fail(response, 500, error instanceof Error ? error.message : String(error));
    } finally {
      rmSync(file, { force: true });
      open.delete(connection);
      await connection.close();
    }
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    password: PASSWORD,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      for (const connection of open) await connection.close();
      await drainPending();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

function authorised(request: IncomingMessage): boolean {
  const basic = `Basic ${Buffer.from(`default:${PASSWORD}`).toString('base64')}`;
  return request.headers.authorization === basic || request.headers['x-clickhouse-key'] === PASSWORD;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

/** Settings and parameters of the URL as statements that come first. */
function prelude(params: URLSearchParams): string[] {
  const statements: string[] = [];
  const database = params.get('database');
  for (const [name, value] of params) {
    if (NOT_SETTINGS.has(name) || name === 'readonly') continue;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`Code: 115. DB::Exception: Unknown setting ${name}. (UNKNOWN_SETTING)`);
    statements.push(`SET ${name} = '${value.replace(/[\\']/g, '\\$&')}'`);
  }
  // The client names the database before it creates it.
  if (database !== null && database !== 'default') statements.push(`USE \`${database.replaceAll('`', '')}\``);
  return statements;
}

function fromFile(statement: string, file: string, data: Buffer): string {
  writeFileSync(file, data, { mode: 0o600 });
  return statement.replace(/\s+FORMAT\s+(\w+)\s*$/i, (_all, format: string) => ` FROM INFILE '${file}' FORMAT ${format}`);
}

function fail(response: ServerResponse, status: number, message: string): void {
  const [, code = '1002'] = /Code: (\d+)/.exec(message) ?? [];
  response.statusCode = status;
  response.setHeader('X-ClickHouse-Exception-Code', code);
  response.end(message);
}
