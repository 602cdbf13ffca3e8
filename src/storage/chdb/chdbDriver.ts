/** The embedded driver: ClickHouse in this process, on a local folder. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ChdbConnection } from 'chdb/connection';
import type { RowOf, Table } from '../../core/model/table';
import { guardSettings, StorageError, type Driver, type Guard, type QueryResult, type Statement } from '../driver';
import { toStorageError } from '../errors';
import { RESULT_FORMAT, RESULT_SETTINGS, readJsonCompact } from '../jsonCompact';
import { encodeRows } from '../rowBinary';
import { INSERT_SETTINGS, insertInto, type Layout } from '../tableName';
import { systemPlaces, withBlockFile, type Places } from './blockFile';
import { assertFree, refusal, signFolder } from './folderOwner';
import { loadEngine, type Engine } from './loadEngine';
import { setParameters } from './parameters';
import { Pool } from './pool';
import { setStatements, withSettings } from './settings';

/**
 * Connections by use. A connection runs one statement at a time. Readers: more than the two cores that a small machine
 * has, so that a short query is not behind a long one. Guarded: statements that people wrote, apart, so that a slow one
 * cannot hold up a panel. Control: it stops statements of the others.
 */
const CONNECTIONS = { writers: 2, readers: 4, guarded: 2, control: 1 } as const;

/** Parameters travel in the text of a statement, for which the engine's limit is 256 KiB. */
const CONNECTION_SETTINGS = { max_query_size: 64 * 1024 * 1024 };

/** How often a cancelled statement that still runs is told again: it may not have been registered the first time. */
const KILL_INTERVAL_MS = 50;

export interface EmbeddedOptions {
  readonly folder: string;
  readonly database: string;
  readonly guard: Guard;
}

/**
 * @throws StorageError `unavailable` when another process has the folder or the engine is not installed
 */
export async function openEmbedded({ folder, database, guard }: EmbeddedOptions): Promise<Driver> {
  const engine = await loadEngine();
  assertFree(folder);
  const connections: ChdbConnection[] = [];
  const connect = async (settings: Readonly<Record<string, string | number>>): Promise<ChdbConnection> => {
    const connection = engine.connect(join(folder, 'clickhouse'));
    connections.push(connection);
    await connection.chdb.queryAsync(`CREATE DATABASE IF NOT EXISTS \`${database}\`;\nUSE \`${database}\`;\n${setStatements(settings)}`);
    return connection;
  };
  const pool = async (size: number, settings = {}): Promise<Pool<ChdbConnection>> => {
    const members: ChdbConnection[] = [];
    while (members.length < size) members.push(await connect({ ...CONNECTION_SETTINGS, ...settings }));
    return new Pool(members);
  };
  try {
    const pools: Pools = {
      writers: await pool(CONNECTIONS.writers),
      readers: await pool(CONNECTIONS.readers),
      guarded: await pool(CONNECTIONS.guarded, { ...RESULT_SETTINGS, ...guardSettings(guard) }),
      control: await pool(CONNECTIONS.control),
    };
    const unsign = signFolder(folder);
    return new EmbeddedDriver({ database, cluster: '' }, pools, systemPlaces(), async () => {
      await closeAll(connections, engine);
      unsign();
    });
  } catch (error) {
    await closeAll(connections, engine);
    throw refusal(folder, error) ?? toStorageError(error, 'write');
  }
}

async function closeAll(connections: readonly ChdbConnection[], engine: Engine): Promise<void> {
  for (const connection of connections) await connection.close();
  await engine.settled();
}

type Pools = Readonly<Record<keyof typeof CONNECTIONS, Pool<ChdbConnection>>>;

class EmbeddedDriver implements Driver {
  readonly kind = 'embedded';
  private closing: Promise<void> | undefined;

  constructor(
    private readonly layout: Layout,
    private readonly pools: Pools,
    private readonly places: Places,
    private readonly release: () => Promise<void>,
  ) {}

  async query(statement: Statement): Promise<QueryResult> {
    return readJsonCompact(await this.run('readers', withSettings(statement, RESULT_SETTINGS), 'read'));
  }

  async queryGuarded(statement: Pick<Statement, 'sql' | 'signal'>): Promise<QueryResult> {
    return readJsonCompact(await this.run('guarded', statement, 'read'));
  }

  async command(statement: Statement): Promise<void> {
    await this.run('writers', withSettings(statement, {}), 'write');
  }

  async insert<T extends Table>(table: T, rows: readonly RowOf<T>[]): Promise<void> {
    if (rows.length === 0) return;
    const block = encodeRows(table, rows);
    const settings = Object.entries(INSERT_SETTINGS).map(([key, value]) => `${key} = ${value}`);
    try {
      await withBlockFile(block, this.places, (path) =>
        this.run(
          'writers',
          { sql: `${insertInto(table, this.layout)} FROM INFILE '${path}' SETTINGS ${settings.join(', ')} FORMAT RowBinary` },
          'write',
        ),
      );
    } catch (error) {
      throw toStorageError(error, 'write');
    }
  }

  close(): Promise<void> {
    this.closing ??= this.closeOnce();
    return this.closing;
  }

  private async closeOnce(): Promise<void> {
    const { control, ...others } = this.pools;
    await Promise.all(Object.values(others).map((pool) => pool.drained()));
    // Last, as it works for the others. A connection that is closed while it runs something takes the process down.
    await control.drained();
    await this.release();
  }

  private async run(pool: keyof Pools, { sql, params = {}, signal }: Statement, operation: 'read' | 'write'): Promise<string> {
    if (this.closing !== undefined) throw new StorageError('unavailable', 'The store is closed: the service is stopping.');
    try {
      const id = randomUUID();
      // The comment is how the engine's list of running statements shows which one it is.
      const text = [...setParameters(params), signal === undefined ? sql : `/* ${id} */ ${sql}`].join(';\n');
      const answer = this.pools[pool].use(async ({ chdb }) => {
        signal?.throwIfAborted();
        return (await queryCleanly(chdb, text)).text();
      });
      return await (signal === undefined ? answer : this.unlessAborted(answer, id, signal));
    } catch (error) {
      throw toStorageError(error, operation);
    }
  }

  /** Rejects as soon as the signal fires. The connection stays with its statement until the engine has really stopped it. */
  private unlessAborted(answer: Promise<string>, id: string, signal: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        reject(new StorageError('cancelled', 'The statement was cancelled.', undefined, { cause: signal.reason }));
        void this.kill(id, answer);
      };
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    });
  }

  private async kill(id: string, answer: Promise<string>): Promise<void> {
    const ended = answer.then(
      () => true,
      () => true,
    );
    const pause = (): Promise<boolean> => new Promise((resolve) => setTimeout(resolve, KILL_INTERVAL_MS, false));
    do {
      const sql = `KILL QUERY WHERE startsWith(query, '/* ${id} */') ASYNC`;
      // A statement that cannot be stopped ends by itself; the caller has its answer already.
      await this.pools.control.use(({ chdb }) => chdb.queryAsync(sql)).catch(() => undefined);
    } while (!(await Promise.race([ended, pause()])));
  }
}

type Session = ChdbConnection['chdb'];

/**
 * A statement that fails after its first rows leaves them in the connection, and the next statement would give them out
 * before its own (chdb 3.4). So one whose answer nobody reads takes them away.
 */
async function queryCleanly(chdb: Session, text: string): ReturnType<Session['queryAsync']> {
  try {
    return await chdb.queryAsync(text, { format: RESULT_FORMAT });
  } catch (error) {
    await chdb.queryAsync('SELECT 1', { format: RESULT_FORMAT }).catch(() => undefined);
    throw error;
  }
}
