import { openEmbedded } from './chdb/chdbDriver';
import { openServer } from './clickhouse/clickhouseDriver';
import type { Driver } from './driver';

export interface StoreOptions {
  /** Folder of the embedded store; unused with a server. */
  readonly dataDir: string;
  readonly database: string;
  /** Absent for the embedded store. */
  readonly clickhouse?: { readonly url: string; readonly user: string; readonly password: string; readonly cluster: string };
}

/**
 * Opens the store that the settings name; creates the database when it is not there.
 * @throws StorageError that says what is in the way
 */
export function openDriver({ dataDir, database, clickhouse }: StoreOptions): Promise<Driver> {
  return clickhouse === undefined ? openEmbedded({ folder: dataDir, database }) : openServer({ ...clickhouse, database });
}
