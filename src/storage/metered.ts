/** Counts and times statements. A driver around a driver; what becomes of the figures is the observer's affair. */
import { StorageError, type Driver, type StorageErrorKind } from './driver';

export interface Observation {
  readonly operation: 'query' | 'queryGuarded' | 'command' | 'insert';
  /** `defect` is an error that no driver should throw. */
  readonly outcome: 'ok' | StorageErrorKind | 'defect';
  readonly seconds: number;
  /** Rows of the answer, or rows written; 0 for a command or a failure. */
  readonly rows: number;
  /** Table of an insert. */
  readonly table?: string;
}

/** Is called after each statement and must not throw. */
export type Observer = (observation: Observation) => void;

/** @param now milliseconds of a clock that never goes back */
export function metered(driver: Driver, observe: Observer, now: () => number): Driver {
  async function measure<T>(
    about: Pick<Observation, 'operation' | 'table'>,
    run: () => Promise<T>,
    rowsOf: (result: T) => number,
  ): Promise<T> {
    const start = now();
    const tell = (outcome: Observation['outcome'], rows: number): void =>
      observe({ ...about, outcome, seconds: (now() - start) / 1000, rows });
    try {
      const result = await run();
      tell('ok', rowsOf(result));
      return result;
    } catch (error) {
      tell(error instanceof StorageError ? error.kind : 'defect', 0);
      throw error;
    }
  }

  return {
    kind: driver.kind,
    query: (statement) =>
      measure(
        { operation: 'query' },
        () => driver.query(statement),
        ({ rows }) => rows.length,
      ),
    queryGuarded: (statement) =>
      measure(
        { operation: 'queryGuarded' },
        () => driver.queryGuarded(statement),
        ({ rows }) => rows.length,
      ),
    command: (statement) =>
      measure(
        { operation: 'command' },
        () => driver.command(statement),
        () => 0,
      ),
    insert: (table, rows) =>
      measure(
        { operation: 'insert', table: table.name },
        () => driver.insert(table, rows),
        () => rows.length,
      ),
    close: () => driver.close(),
  };
}
