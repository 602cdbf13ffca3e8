import type { Driver } from '../src/storage/driver';

export interface Counted {
  readonly driver: Driver;
  /** Rows that statements read since the last call. */
  takeRowsRead(): number;
}

/** A driver that counts what its queries read. */
export function countingDriver(inner: Driver): Counted {
  let rows = 0;
  const driver: Driver = {
    kind: inner.kind,
    async query(statement) {
      const result = await inner.query(statement);
      rows += result.statistics.rowsRead;
      return result;
    },
    queryGuarded: (statement) => inner.queryGuarded(statement),
    command: (statement) => inner.command(statement),
    insert: (table, given) => inner.insert(table, given),
    close: () => inner.close(),
  };
  return {
    driver,
    takeRowsRead() {
      const taken = rows;
      rows = 0;
      return taken;
    },
  };
}
