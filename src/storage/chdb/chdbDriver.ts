/** The embedded driver: ClickHouse in this process, on a local folder. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ChdbConnection } from 'chdb/connection';
import type { RowOf, Table } from '../../core/model/table';
import { guardSettings, StorageError, type Driver, type Guard, type QueryResult, type Statement } from '../driver';
import { toStorageError } from '../errors';
import { RESULT_FORMAT, RESULT_SETTINGS, readJsonCompact } from '../jsonCompact';
import { BLOCK_FORMAT, encodeBlock } from '../encodeBlock';
import { INSERT_SETTINGS, insertInto, type Layout } from '../tableName';
import { systemPlaces, withBlockFile, type Places } from './blockFile';
import { assertFree, refusal, signFolder } from './folderOwner';
import { loadEngine, type Engine } from './loadEngine';
import { setParameters } from './parameters';
import { Pool } from './pool';
import { setStatement, withSettings } from './settings';

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

/** How long, at most, a statement that is over its time gets to stop before its connection is given up. */
const STOP_MS = 5_000;

export interface EmbeddedOptions {
  readonly folder: string;
  readonly database: string;
  readonly guard: Guard;
  readonly answerTimeoutMs: number;
}

/** A place in a pool. Its connection is exchanged when a statement on it never ends. */
interface Line {
  connection: ChdbConnection;
  readonly renew: () => Promise<ChdbConnection>;
}

/**
 * @throws StorageError `unavailable` when another process has the folder or the engine is not installed
 */
export async function openEmbedded({ folder, database, guard, answerTimeoutMs }: EmbeddedOptions): Promise<Driver> {
  const engine = await loadEngine();
  assertFree(folder);
  const connections = new Set<ChdbConnection>();
  const connect = async (settings: Readonly<Record<string, string | number>>): Promise<ChdbConnection> => {
    const connection = engine.connect(join(folder, 'clickhouse'));
    connections.add(connection);
    await connection.chdb.queryAsync(`CREATE DATABASE IF NOT EXISTS \`${database}\`;\nUSE \`${database}\`;\n${setStatement(settings)}`);
    return connection;
  };
  const pool = async (size: number, own = {}): Promise<Pool<Line>> => {
    const lines: Line[] = [];
    const renew = (): Promise<ChdbConnection> => connect({ ...CONNECTION_SETTINGS, ...own });
    while (lines.length < size) lines.push({ connection: await renew(), renew });
    return new Pool(lines);
  };
  try {
    const pools: Pools = {
      writers: await pool(CONNECTIONS.writers),
      readers: await pool(CONNECTIONS.readers),
      guarded: await pool(CONNECTIONS.guarded, { ...RESULT_SETTINGS, ...guardSettings(guard) }),
      control: await pool(CONNECTIONS.control),
    };
    const unsign = signFolder(folder);
    return new EmbeddedDriver(
      { layout: { database, cluster: '' }, pools, places: systemPlaces(), connections, answerTimeoutMs },
      async () => {
        await closeAll(connections, engine);
        unsign();
      },
    );
  } catch (error) {
    await closeAll(connections, engine);
    throw refusal(folder, error) ?? toStorageError(error, 'write');
  }
}

async function closeAll(connections: ReadonlySet<ChdbConnection>, engine: Engine): Promise<void> {
  for (const connection of connections) await connection.close();
  await engine.settled();
}

type Pools = Readonly<Record<keyof typeof CONNECTIONS, Pool<Line>>>;

interface Parts {
  readonly layout: Layout;
  readonly pools: Pools;
  readonly places: Places;
  /** What is closed at the end: all but those that were given up while they ran something. */
  readonly connections: Set<ChdbConnection>;
  readonly answerTimeoutMs: number;
}

class EmbeddedDriver implements Driver {
  readonly kind = 'embedded';
  private closing: Promise<void> | undefined;

  constructor(
    private readonly parts: Parts,
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
    const block = encodeBlock(table, rows);
    const settings = Object.entries(INSERT_SETTINGS).map(([key, value]) => `${key} = ${typeof value === 'number' ? value : `'${value}'`}`);
    try {
      await withBlockFile(block, this.parts.places, (path) =>
        this.run(
          'writers',
          { sql: `${insertInto(table, this.parts.layout)} FROM INFILE '${path}' SETTINGS ${settings.join(', ')} FORMAT ${BLOCK_FORMAT}` },
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
    const { control, ...others } = this.parts.pools;
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
      const text = [...setParameters(params), `/* ${id} */ ${sql}`].join(';\n');
      const answer = this.parts.pools[pool].use(async (line) => {
        signal?.throwIfAborted();
        const running = queryCleanly(line.connection.chdb, text).then((result) => result.text());
        return (await endsWithin(this.parts.answerTimeoutMs, running)) ? running : this.giveUp(line, id, running);
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

  /**
   * A statement over its time is stopped. One that cannot be stopped keeps its connection, and the pool gets another
   * one: no lost answer may hold up what comes after it.
   */
  private async giveUp(line: Line, id: string, running: Promise<string>): Promise<never> {
    const { answerTimeoutMs } = this.parts;
    const stopMs = Math.min(STOP_MS, answerTimeoutMs);
    void this.kill(id, running, stopMs);
    if (!(await endsWithin(stopMs, running))) {
      const { connection } = line;
      // Closing it while it runs something would take the process down.
      this.parts.connections.delete(connection);
      line.connection = await line.renew();
      const close = (): Promise<void> => connection.close();
      running.then(close, close).catch(() => undefined);
    }
    throw new StorageError(
      'unavailable',
      `The embedded engine gave no answer within ${answerTimeoutMs / 1000} s; the statement was stopped.`,
    );
  }

  /** Tells the engine to stop a statement until it has ended, or for that long. */
  private async kill(id: string, answer: Promise<unknown>, forMs = Infinity): Promise<void> {
    const end = performance.now() + forMs;
    do {
      const sql = `KILL QUERY WHERE startsWith(query, '/* ${id} */') ASYNC`;
      // A statement that cannot be stopped ends by itself; the caller has its answer already.
      await this.parts.pools.control.use(({ connection }) => connection.chdb.queryAsync(sql)).catch(() => undefined);
    } while (!(await endsWithin(KILL_INTERVAL_MS, answer)) && performance.now() < end);
  }
}

/** Whether the work ends, well or badly, within that time. */
async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const ended = work.then(
    () => true as const,
    () => true as const,
  );
  return Promise.race([ended, late]).finally(() => clearTimeout(timer));
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
