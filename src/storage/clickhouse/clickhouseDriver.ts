/** The driver for a ClickHouse server or cluster, over HTTP with the official client. */
import { Readable } from 'node:stream';
import { ClickHouseLogLevel, createClient, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';
import type { RowOf, Table } from '../../core/model/table';
import { guardSettings, StorageError, type Driver, type Guard, type QueryResult, type Statement } from '../driver';
import { toStorageError } from '../errors';
import { RESULT_FORMAT, RESULT_SETTINGS, readJsonCompact } from '../jsonCompact';
import { BLOCK_FORMAT, encodeBlock } from '../encodeBlock';
import { CLUSTER_INSERT_SETTINGS, INSERT_SETTINGS, insertInto, type Layout } from '../tableName';

export interface ServerOptions {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly cluster: string;
  readonly database: string;
  readonly guard: Guard;
  readonly answerTimeoutMs: number;
}

/**
 * @throws StorageError when the server cannot be reached or refuses the user
 */
export async function openServer(options: ServerOptions): Promise<Driver> {
  const client = connect(options);
  try {
    const onCluster = options.cluster === '' ? '' : ` ON CLUSTER \`${options.cluster}\``;
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS \`${options.database}\`${onCluster}` });
  } catch (error) {
    await client.close();
    throw toStorageError(error, 'write');
  }
  return new ServerDriver(client, { database: options.database, cluster: options.cluster }, options.guard);
}

/**
 * A server that belongs to somebody else: nothing is created there. Statements that only read are the caller's business.
 * @throws StorageError when the server cannot be reached or refuses the user
 */
export async function openForeignServer(options: Omit<ServerOptions, 'cluster' | 'database'>): Promise<Driver> {
  const driver = new ServerDriver(connect(options), { database: 'default', cluster: '' }, options.guard);
  try {
    await driver.query({ sql: 'SELECT 1' });
    return driver;
  } catch (error) {
    await driver.close();
    throw error;
  }
}

function connect({ url, user, password, answerTimeoutMs }: Omit<ServerOptions, 'cluster' | 'database'>): ClickHouseClient {
  return createClient({
    url,
    username: user,
    password,
    application: 'plumbline',
    request_timeout: answerTimeoutMs,
    max_open_connections: 16,
    // Long lists of parameters would not fit the address; then they go in the body.
    use_multipart_params_auto: true,
    // Errors reach the caller as StorageError; the client's own log would say them twice.
    log: { level: ClickHouseLogLevel.OFF },
  });
}

class ServerDriver implements Driver {
  readonly kind = 'server';
  private readonly running = new Set<Promise<unknown>>();
  private closing: Promise<void> | undefined;

  constructor(
    private readonly client: ClickHouseClient,
    private readonly layout: Layout,
    private readonly guard: Guard,
  ) {}

  query(statement: Statement): Promise<QueryResult> {
    return this.run('read', async () => {
      const result = await this.client.query({ ...this.request(statement, RESULT_SETTINGS), format: RESULT_FORMAT });
      return readJsonCompact(await result.text());
    });
  }

  queryGuarded(statement: Pick<Statement, 'sql' | 'signal'>): Promise<QueryResult> {
    return this.query({ ...statement, settings: guardSettings(this.guard) });
  }

  command(statement: Statement): Promise<void> {
    return this.run('write', async () => {
      await this.client.command(this.request(statement, {}));
    });
  }

  async insert<T extends Table>(table: T, rows: readonly RowOf<T>[]): Promise<void> {
    if (rows.length === 0) return;
    const block = encodeBlock(table, rows);
    const settings = this.layout.cluster === '' ? INSERT_SETTINGS : CLUSTER_INSERT_SETTINGS;
    await this.run('write', async () => {
      const { stream } = await this.client.exec({
        query: `${insertInto(table, this.layout)} FORMAT ${BLOCK_FORMAT}`,
        values: Readable.from([block], { objectMode: false }),
        // The answer must wait for the end: an error after the first byte would look like success.
        clickhouse_settings: { ...(settings as ClickHouseSettings), wait_end_of_query: 1 },
      });
      for await (const _rest of stream) void _rest;
    });
  }

  close(): Promise<void> {
    this.closing ??= Promise.allSettled(this.running).then(() => this.client.close());
    return this.closing;
  }

  private async run<T>(operation: 'read' | 'write', statement: () => Promise<T>): Promise<T> {
    if (this.closing !== undefined) throw new StorageError('unavailable', 'The store is closed: the service is stopping.');
    const work = statement();
    this.running.add(work);
    try {
      return await work;
    } catch (error) {
      throw toStorageError(error, operation);
    } finally {
      this.running.delete(work);
    }
  }

  private request({ sql, params, settings, signal }: Statement, defaults: Readonly<Record<string, number>>) {
    return {
      query: sql,
      // The client formats and binds them; its type lists mutable containers only.
      query_params: { ...params } as Record<string, unknown>,
      clickhouse_settings: { ...defaults, ...settings, database: this.layout.database } as ClickHouseSettings,
      ...(signal === undefined ? {} : { abort_signal: signal }),
    };
  }
}
