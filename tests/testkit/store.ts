/**
 * Migrated stores for tests, on the real engine. The embedded engine binds one folder a process, and Jest runs several
 * test files in one worker process: all stores of a process, of both kinds, share one folder, and each has a database of
 * its own. The engine frees the folder when the last store is closed; a store that a test forgot keeps it for the others.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drainPending, Session } from 'chdb';
import type { Driver } from '../../src/storage/driver';
import { migrate } from '../../src/storage/migrate';
import { openStore } from '../../src/storage/openStore';
import { startClickHouseServer } from './clickhouseHttp';

export interface TestStore {
  readonly driver: Driver;
  readonly database: string;
  /** Drops the database and releases the store. */
  close(): Promise<void>;
}

export type StoreKind = 'embedded' | 'server';

/**
 * Clusters of the test engine. All their shards are this engine itself, so with two shards every row is read twice: `two`
 * shows what ClickHouse refuses to do over several shards, `one` gives the right figures. There is no Keeper.
 */
export type TestCluster = 'one' | 'two';

/** A lost answer and its repetition fit into the time of a test. */
const ANSWER_TIMEOUT_MS = 30_000;
const RETRY_MS = 60_000;

const PREFIX = 'plumbline-test-';

/** Opens an empty, migrated store; with a cluster it is a server's, in the layout of a cluster. */
export async function openTestStore(kind: StoreKind = 'embedded', cluster: TestCluster | '' = ''): Promise<TestStore> {
  const store = await openEmptyStore(kind, cluster);
  try {
    await migrate(store.driver, { database: store.database, cluster });
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Opens a store whose database has no tables yet. */
export async function openEmptyStore(
  kind: StoreKind,
  cluster: TestCluster | '' = '',
  answerTimeoutMs = ANSWER_TIMEOUT_MS,
  retryMs = RETRY_MS,
): Promise<TestStore> {
  removeFoldersOfTheDead();
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  const dataDir = join(tmpdir(), `${PREFIX}${process.pid}`);
  const engine = startEngine(dataDir);
  const server = kind === 'server' ? await startClickHouseServer(dataDir) : undefined;
  const clickhouse = server && { url: server.url, user: 'default', password: server.password, cluster };
  const driver = await openStore({ dataDir, database, answerTimeoutMs, ...(clickhouse && { clickhouse }) }, () => undefined, retryMs);
  return {
    driver,
    database,
    async close() {
      await driver.command({ sql: `DROP DATABASE \`${database}\`` });
      await driver.close();
      await server?.close();
      engine.close();
      await drainPending();
    },
  };
}

/** The first connection of a process decides the engine's configuration; the drivers' own ones come after it. */
function startEngine(dataDir: string): Session {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'engine.xml');
  writeFileSync(file, ENGINE);
  return new Session(join(dataDir, 'clickhouse'), { connectionArgs: [`--config-file=${file}`] });
}

/** Nobody listens on the port. A shard at the engine's own port is the engine itself, under whichever of its names. */
const shard = (host: string): string => `<shard><replica><host>${host}</host><port>39000</port></replica></shard>`;
const ENGINE = `<clickhouse><tcp_port>39000</tcp_port><remote_servers>
<one>${shard('127.0.0.1')}</one><two>${shard('127.0.0.1')}${shard('localhost')}</two>
</remote_servers></clickhouse>`;

/** A worker process cannot tell which test file is its last one; the next run tidies up. */
function removeFoldersOfTheDead(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)$`).exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
