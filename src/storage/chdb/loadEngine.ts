/** Loads the native engine when it is first asked for. Nothing else in the product does. */
import type { ChdbConnection } from 'chdb/connection';
import { StorageError } from '../driver';

export interface Engine {
  connect(path: string): ChdbConnection;
  /** Resolves when closed connections are really gone. */
  settled(): Promise<void>;
}

/** @throws StorageError `unavailable` when the engine is not installed or does not run here */
export async function loadEngine(): Promise<Engine> {
  try {
    const [{ createChdbConnection }, { drainPending }] = await Promise.all([import('chdb/connection'), import('chdb')]);
    return { connect: (path) => createChdbConnection({ path }), settled: async () => void (await drainPending()) };
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
