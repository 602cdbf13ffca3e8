/**
 * The seam between Plumbline and ClickHouse. Two drivers implement it, embedded and over HTTP; retry and metering wrap
 * a driver and are drivers. Nothing above this file knows which one it talks to.
 */
import type { RowOf, Table } from '../core/model/table';

/** A value bound to a `{name:Type}` place of a statement, never spliced into its text. */
export type Param = string | number | bigint | boolean | null | readonly Param[];

export interface Statement {
  readonly sql: string;
  readonly params?: Readonly<Record<string, Param>>;
  /** ClickHouse settings of this statement alone. */
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly signal?: AbortSignal;
}

/** Longest wait for the answer to one statement, by either driver, milliseconds. Statements bring their own, shorter limits. */
export const ANSWER_TIMEOUT_MS = 120_000;

/** Bounds of a statement that a person wrote. */
export interface Guard {
  readonly maxRows: number;
  readonly timeoutSeconds: number;
  readonly maxMemoryBytes: number;
}

export const DEFAULT_GUARD: Guard = { maxRows: 200_000, timeoutSeconds: 30, maxMemoryBytes: 2 * 1024 ** 3 };

/** The settings that hold a guarded statement; `readonly` last, as it refuses any setting after it. */
export function guardSettings(guard: Guard): Readonly<Record<string, string | number>> {
  return {
    max_execution_time: guard.timeoutSeconds,
    max_memory_usage: guard.maxMemoryBytes,
    max_result_rows: guard.maxRows,
    // The last block may go over the limit; the reader cuts it and says so.
    result_overflow_mode: 'break',
    max_ast_elements: 50_000,
    // A time without a zone is UTC, as in every table, also where the server's own zone is another one.
    session_timezone: 'UTC',
    readonly: 1,
  };
}

export interface Column {
  readonly name: string;
  /** ClickHouse type, such as `Nullable(Float64)`. */
  readonly type: string;
}

export interface QueryResult {
  readonly columns: readonly Column[];
  /** Rows as arrays in column order; 64-bit integers as strings, times as ClickHouse prints them, NaN as null. */
  readonly rows: readonly (readonly unknown[])[];
  readonly statistics: { readonly elapsedMs: number; readonly rowsRead: number; readonly bytesRead: number };
}

export interface Driver {
  /** What answers, for messages and health: `embedded` or `server`. */
  readonly kind: 'embedded' | 'server';
  /** Runs a SELECT, SHOW or EXPLAIN. Rejects with a StorageError. */
  query(statement: Statement): Promise<QueryResult>;
  /**
   * Runs a SELECT that a person wrote: read-only, within the limits that the driver was opened with, and without reach
   * to files, URLs or other hosts. The caller has checked that it is one statement.
   */
  queryGuarded(statement: Pick<Statement, 'sql' | 'signal'>): Promise<QueryResult>;
  /** Runs a statement without a result. */
  command(statement: Statement): Promise<void>;
  /**
   * Writes rows and resolves when they are durable: in a committed part of the embedded store, or acknowledged by the
   * server (by its insert quorum, when one is configured). All rows of one call are one block and land together.
   */
  insert<T extends Table>(table: T, rows: readonly RowOf<T>[]): Promise<void>;
  /** Resolves when running statements have ended and the store is released. */
  close(): Promise<void>;
}

export type StorageErrorKind =
  /** Worth another try later: unreachable, overloaded, disk full, time-out. */
  | 'unavailable'
  /** The statement or the data is wrong; the same again will fail again. */
  | 'invalid'
  /** A limit of a read-only statement was reached. */
  | 'limit'
  | 'cancelled';

/** Every failure of a driver. The engine's own message stays in `message`, the original in `cause`. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  constructor(
    readonly kind: StorageErrorKind,
    message: string,
    /** ClickHouse error code, when it gave one. */
    readonly code?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
