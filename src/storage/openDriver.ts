import { openEmbedded } from './chdb/chdbDriver';
import { openServer } from './clickhouse/clickhouseDriver';
import { DEFAULT_GUARD, type Driver, type Guard } from './driver';

export interface StoreOptions {
  /** Folder of the embedded store; unused with a server. */
  readonly dataDir: string;
  readonly database: string;
  /** Bounds of statements that people write; DEFAULT_GUARD when absent. */
  readonly guard?: Guard;
  /** Absent for the embedded store. */
  readonly clickhouse?: { readonly url: string; readonly user: string; readonly password: string; readonly cluster: string };
}

/**
 * Opens the store that the settings name; creates the database when it is not there.
 * @throws StorageError that says what is in the way
 */
export function openDriver({ dataDir, database, clickhouse, guard = DEFAULT_GUARD }: StoreOptions): Promise<Driver> {
  return clickhouse === undefined ? openEmbedded({ folder: dataDir, database, guard }) : openServer({ ...clickhouse, database, guard });
}
