/** The embedded driver: ClickHouse in this process, on a local folder. The only file that loads the native engine. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChdbConnection } from 'chdb/connection';
import type { RowOf, Table } from '../../core/model/table';
import { guardSettings, StorageError, type Driver, type Guard, type QueryResult, type Statement } from '../driver';
import { toStorageError } from '../errors';
import { RESULT_FORMAT, RESULT_SETTINGS, readJsonCompact } from '../jsonCompact';
import { encodeRows } from '../rowBinary';
import { INSERT_SETTINGS, insertInto, type Layout } from '../tableName';
import { lockFolder } from './folderLock';
import { setParameters } from './parameters';
import { ConnectionPool } from './pool';

/** Statements that may read side by side. More than the two cores that a small machine has, so that a short query is not behind a long one. */
const READERS = 4;
const WRITERS = 2;
/** Statements that people wrote; apart, so that a slow one cannot hold up a panel. */
const GUARDED = 2;

export interface EmbeddedOptions {
  readonly folder: string;
  readonly database: string;
  readonly guard: Guard;
}

/**
 * @throws StorageError `unavailable` when another process owns the folder or the engine is not installed
 */
export async function openEmbedded({ folder, database, guard }: EmbeddedOptions): Promise<Driver> {
  const { createChdbConnection, drainPending } = await loadEngine();
  const unlock = lockFolder(folder);
  const scratch = makeScratch();
  try {
    const connect = (): ChdbConnection => createChdbConnection({ path: join(folder, 'clickhouse') });
    const connections = Array.from({ length: READERS + WRITERS + GUARDED }, connect);
    await connections[0]?.chdb.queryAsync(`CREATE DATABASE IF NOT EXISTS \`${database}\``);
    for (const connection of connections) await connection.chdb.queryAsync(`USE \`${database}\``);
    const release = async (): Promise<void> => {
      for (const connection of connections) await connection.close();
      await drainPending();
      rmSync(scratch, { recursive: true, force: true });
      unlock();
    };
    const guarded = connections.slice(WRITERS + READERS);
    const limits = Object.entries({ ...RESULT_SETTINGS, ...guardSettings(guard) }).map(
      ([key, value]) => `SET ${key} = ${typeof value === 'number' ? value : `'${value}'`}`,
    );
    for (const { chdb } of guarded) await chdb.queryAsync(limits.join(';\n'));
    const pools: Pools = {
      writers: new ConnectionPool(connections.slice(0, WRITERS)),
      readers: new ConnectionPool(connections.slice(WRITERS, WRITERS + READERS)),
      guarded: new ConnectionPool(guarded),
    };
    return new EmbeddedDriver({ database, cluster: '' }, pools, scratch, release);
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true });
    unlock();
    throw toStorageError(error, 'write');
  }
}

async function loadEngine(): Promise<{
  createChdbConnection: (typeof import('chdb/connection'))['createChdbConnection'];
  drainPending: () => Promise<void>;
}> {
  try {
    const [{ createChdbConnection }, { drainPending }] = await Promise.all([import('chdb/connection'), import('chdb')]);
    return { createChdbConnection, drainPending: () => drainPending() };
  } catch (cause) {
    throw new StorageError(
      'unavailable',
      'The embedded ClickHouse engine (npm package chdb) is not installed or does not run on this system (Linux with glibc and macOS do). ' +
        'Install it with "npm install", or use a ClickHouse server: PLUMBLINE_CLICKHOUSE_URL.',
      undefined,
      { cause },
    );
  }
}

/** A private folder in memory, where the system has one, for blocks on their way into the engine. */
function makeScratch(): string {
  for (const base of ['/dev/shm', tmpdir()]) {
    try {
      return mkdtempSync(join(base, 'plumbline-'));
    } catch {
      // No memory file system here: the next one.
    }
  }
  const folder = join(process.cwd(), '.plumbline-scratch');
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

interface Pools {
  readonly readers: ConnectionPool;
  readonly writers: ConnectionPool;
  /** Their connections are read-only and limited for good. */
  readonly guarded: ConnectionPool;
}

class EmbeddedDriver implements Driver {
  readonly kind = 'embedded';
  private blocks = 0;
  private closed = false;

  constructor(
    private readonly layout: Layout,
    private readonly pools: Pools,
    private readonly scratch: string,
    private readonly release: () => Promise<void>,
  ) {}

  async query(statement: Statement): Promise<QueryResult> {
    const text = await this.run(this.pools.readers, withSettings(statement, RESULT_SETTINGS), 'read');
    return readJsonCompact(text);
  }

  async queryGuarded(statement: Pick<Statement, 'sql' | 'signal'>): Promise<QueryResult> {
    return readJsonCompact(await this.run(this.pools.guarded, statement, 'read'));
  }

  async command(statement: Statement): Promise<void> {
    await this.run(this.pools.writers, withSettings(statement, {}), 'write');
  }

  async insert<T extends Table>(table: T, rows: readonly RowOf<T>[]): Promise<void> {
    if (rows.length === 0) return;
    const path = join(this.scratch, `${this.blocks++}.bin`);
    const block = encodeRows(table, rows);
    try {
      await writePrivate(path, block);
      const settings = Object.entries(INSERT_SETTINGS).map(([key, value]) => `${key} = ${value}`);
      const sql = `${insertInto(table, this.layout)} FROM INFILE '${path}' SETTINGS ${settings.join(', ')} FORMAT RowBinary`;
      await this.run(this.pools.writers, { sql }, 'write');
    } catch (error) {
      throw toStorageError(error, 'write');
    } finally {
      await unlink(path).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await Promise.all(Object.values(this.pools).map((pool: ConnectionPool) => pool.drained()));
    await this.release();
  }

  private async run(pool: ConnectionPool, { sql, params, signal }: Statement, operation: 'read' | 'write'): Promise<string> {
    if (this.closed) throw new StorageError('unavailable', 'The store is closed: the service is stopping.');
    try {
      return await pool.use(async ({ chdb }) => {
        signal?.throwIfAborted();
        const bind = setParameters(params ?? {});
        const text = [...bind, sql].join(';\n');
        // Not handed the signal: the engine would compute on and block the connection all the same, unseen by the pool.
        const result = await chdb.queryAsync(text, { format: RESULT_FORMAT });
        signal?.throwIfAborted();
        return result.text();
      });
    } catch (error) {
      throw toStorageError(error, operation);
    }
  }
}

/**
 * Settings as a SETTINGS clause: `SET` would stay on the pooled connection and reach the next statement.
 * A statement that brings its own clause keeps it; its settings win.
 */
function withSettings(statement: Statement, defaults: Readonly<Record<string, string | number>>): Statement {
  const entries = Object.entries({ ...defaults, ...statement.settings });
  if (entries.length === 0) return statement;
  const list = entries.map(
    ([key, value]) => `${setting(key)} = ${typeof value === 'number' ? value : `'${value.replace(/[\\']/g, '\\$&')}'`}`,
  );
  return { ...statement, sql: `${statement.sql.replace(/[\s;]+$/, '')}\nSETTINGS ${list.join(', ')}` };
}

function setting(name: string): string {
  if (!/^[a-z_][a-z0-9_]*$/i.test(name)) throw new StorageError('invalid', `${name} is no setting name.`);
  return name;
}

async function writePrivate(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
}
