/**
 * Migrated stores for tests, on the real engine. The embedded engine binds one folder a process, and Jest runs several
 * test files in one worker process, so all embedded stores of a worker share one folder and each has a database of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Driver } from '../../src/storage/driver';
import { migrate } from '../../src/storage/migrate';
import { openDriver } from '../../src/storage/openDriver';
import { startClickHouseServer } from './clickhouseHttp';

export interface TestStore {
  readonly driver: Driver;
  readonly database: string;
  close(): Promise<void>;
}

export type StoreKind = 'embedded' | 'server';

let stores = 0;

/** Opens an empty, migrated store; `close` removes everything of it. */
export async function openTestStore(kind: StoreKind = 'embedded'): Promise<TestStore> {
  const database = `test_${process.pid}_${stores++}`;
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
  if (kind === 'embedded') {
    const driver = await openDriver({ dataDir: folder, database });
    return finish(driver, database, async () => rmSync(folder, { recursive: true, force: true }));
  }
  const server = await startClickHouseServer(folder);
  const driver = await openDriver({
    dataDir: folder,
    database,
    clickhouse: { url: server.url, user: 'default', password: 'secret', cluster: '' },
  });
  return finish(driver, database, async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

async function finish(driver: Driver, database: string, cleanUp: () => Promise<void>): Promise<TestStore> {
  await migrate(driver, { database, cluster: '' });
  return {
    driver,
    database,
    async close() {
      await driver.close();
      await cleanUp();
    },
  };
}
