import type { RowOf, Table } from '../core/model/table';
import { StorageError, type Driver } from '../storage/driver';

export interface Refusal<T extends Table> {
  readonly row: RowOf<T>;
  readonly reason: string;
}

/**
 * Codes of ClickHouse that call a statement invalid because of the store and not of the rows: a table or column is
 * missing, or the user may not write. Rows must wait until somebody has mended that.
 */
const FAULT_OF_THE_STORE: ReadonlySet<number> = new Set([
  16, // NO_SUCH_COLUMN_IN_TABLE
  60, // UNKNOWN_TABLE
  81, // UNKNOWN_DATABASE
  497, // ACCESS_DENIED
  516, // AUTHENTICATION_FAILED
]);

/** So many rows refused one by one, and not one taken: the rows are not what is wrong. */
const ALL_REFUSED = 16;

interface Progress {
  refused: number;
  taken: number;
}

/**
 * Inserts rows; when the store calls them invalid, halves them until the bad ones stand alone, so that one poisoned row
 * costs a few statements and no other row. Rows that were written by an earlier half stay: a repeat replaces them.
 * @returns the rows that were refused
 * @throws StorageError of kind `unavailable` when nothing can be said about the rows
 */
export async function insertOrRefuse<T extends Table>(driver: Driver, table: T, rows: readonly RowOf<T>[]): Promise<Refusal<T>[]> {
  return rows.length === 0 ? [] : insert(driver, table, rows, { refused: 0, taken: 0 });
}

async function insert<T extends Table>(driver: Driver, table: T, rows: readonly RowOf<T>[], progress: Progress): Promise<Refusal<T>[]> {
  try {
    await driver.insert(table, rows);
    progress.taken += rows.length;
    return [];
  } catch (error) {
    if (!(error instanceof StorageError) || error.kind !== 'invalid') throw error;
    const isRefused = rows.length === 1;
    if (isRefused) progress.refused++;
    if (FAULT_OF_THE_STORE.has(error.code ?? 0) || (progress.refused >= ALL_REFUSED && progress.taken === 0)) {
      throw new StorageError('unavailable', `The store takes no rows for ${table.name}: ${error.message}`, error.code, { cause: error });
    }
    const [only] = rows;
    if (isRefused && only !== undefined) return [{ row: only, reason: error.message }];
    const half = rows.length >> 1;
    const first = await insert(driver, table, rows.slice(0, half), progress);
    return [...first, ...(await insert(driver, table, rows.slice(half), progress))];
  }
}
