import { openEmbedded } from './chdb/chdbDriver';
import { openServer } from './clickhouse/clickhouseDriver';
import { ANSWER_TIMEOUT_MS, DEFAULT_GUARD, type Driver, type Guard } from './driver';

export interface StoreOptions {
  /** Folder of the embedded store; unused with a server. */
  readonly dataDir: string;
  readonly database: string;
  /** Bounds of statements that people write; DEFAULT_GUARD when absent. */
  readonly guard?: Guard;
  /** Longest wait for the answer to one statement, milliseconds; ANSWER_TIMEOUT_MS when absent. */
  readonly answerTimeoutMs?: number;
  /** Absent for the embedded store. */
  readonly clickhouse?: { readonly url: string; readonly user: string; readonly password: string; readonly cluster: string };
}

/**
 * Opens the store that the settings name; creates the database when it is not there.
 * @throws StorageError that says what is in the way
 */
export function openDriver(options: StoreOptions): Promise<Driver> {
  const { dataDir, database, clickhouse, guard = DEFAULT_GUARD, answerTimeoutMs = ANSWER_TIMEOUT_MS } = options;
  const bounds = { database, guard, answerTimeoutMs };
  return clickhouse === undefined ? openEmbedded({ folder: dataDir, ...bounds }) : openServer({ ...clickhouse, ...bounds });
}
