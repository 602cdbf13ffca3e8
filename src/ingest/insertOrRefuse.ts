import type { RowOf, Table } from '../core/model/table';
import { StorageError, type Driver } from '../storage/driver';

export interface Refusal<T extends Table> {
  readonly row: RowOf<T>;
  readonly reason: string;
}

/**
 * Inserts rows; when the store calls them invalid, halves them until the bad ones stand alone, so that one poisoned row
 * costs a few statements and no other row. Rows that were written by an earlier half stay: a repeat replaces them.
 * @returns the rows that were refused
 * @throws StorageError of any other kind, when nothing can be said about the rows
 */
export async function insertOrRefuse<T extends Table>(driver: Driver, table: T, rows: readonly RowOf<T>[]): Promise<Refusal<T>[]> {
  if (rows.length === 0) return [];
  try {
    await driver.insert(table, rows);
    return [];
  } catch (error) {
    if (!(error instanceof StorageError) || error.kind !== 'invalid') throw error;
    const [only] = rows;
    if (rows.length === 1 && only !== undefined) return [{ row: only, reason: error.message }];
    const half = rows.length >> 1;
    const first = await insertOrRefuse(driver, table, rows.slice(0, half));
    return [...first, ...(await insertOrRefuse(driver, table, rows.slice(half)))];
  }
}
