import type { RowOf, Table } from '../core/model/table';
import { StorageError, type Driver } from '../storage/driver';

export interface Refusal<T extends Table> {
  readonly row: RowOf<T>;
  readonly reason: string;
}

/**
 * Codes of ClickHouse that are about the values of rows. Every other code (a table is missing, the store is read-only, a
 * fault of the engine) says nothing about them: rows must wait until somebody has mended that. An error without a code
 * is our own encoder's, which is about a value.
 */
const FAULT_OF_THE_ROWS: ReadonlySet<number> = new Set([
  6, // CANNOT_PARSE_TEXT
  26, // CANNOT_PARSE_QUOTED_STRING
  27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  38, // CANNOT_PARSE_DATE
  41, // CANNOT_PARSE_DATETIME
  53, // TYPE_MISMATCH
  69, // ARGUMENT_OUT_OF_BOUND
  70, // CANNOT_CONVERT_TYPE
  72, // CANNOT_PARSE_NUMBER
  117, // INCORRECT_DATA
  131, // TOO_LARGE_STRING_SIZE
  321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  469, // VIOLATED_CONSTRAINT
  691, // UNKNOWN_ELEMENT_OF_ENUM
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
    if ((error.code !== undefined && !FAULT_OF_THE_ROWS.has(error.code)) || (progress.refused >= ALL_REFUSED && progress.taken === 0)) {
      throw new StorageError('unavailable', `The store takes no rows for ${table.name}: ${error.message}`, error.code, { cause: error });
    }
    const [only] = rows;
    if (isRefused && only !== undefined) return [{ row: only, reason: error.message }];
    const half = rows.length >> 1;
    const first = await insert(driver, table, rows.slice(0, half), progress);
    return [...first, ...(await insert(driver, table, rows.slice(half), progress))];
  }
}
