import type { Driver } from '../../src/storage/driver';

/** The driver with some of its functions exchanged, to fail or to be watched. */
export function wrapDriver(driver: Driver, change: Partial<Driver>): Driver {
  return {
    kind: driver.kind,
    query: (statement) => driver.query(statement),
    queryGuarded: (statement) => driver.queryGuarded(statement),
    command: (statement) => driver.command(statement),
    insert: (table, rows) => driver.insert(table, rows),
    close: () => driver.close(),
    ...change,
  };
}
