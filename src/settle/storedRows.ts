/** Rows of the tables back from a query, driven by the column types of a Table. */
import type { RowOf, Table } from '../core/model/table';

type Read = (value: unknown) => unknown;

/** Columns as a SELECT list, in their order; times as nanoseconds, which JSON text carries without loss. */
export function selectList<T extends Table>(table: T, columns: readonly (keyof T['columns'] & string)[]): string {
  return columns.map((name) => (table.columns[name]?.startsWith('DateTime64') ? `toUnixTimestamp64Nano(${name})` : name)).join(', ');
}

/** Makes the reader of rows that were selected with `selectList`. */
export function rowReader<T extends Table, C extends keyof T['columns'] & string>(
  table: T,
  columns: readonly C[],
): (row: readonly unknown[]) => Pick<RowOf<T>, C> {
  const plan = columns.map((name): readonly [C, Read] => [name, readerOf(table.columns[name] ?? '')]);
  return (row) => {
    const read: Record<string, unknown> = {};
    plan.forEach(([name, of], index) => (read[name] = of(row[index])));
    // The plan comes from the same table as the type.
    return read as Pick<RowOf<T>, C>;
  };
}

const asIs: Read = (value) => value;
const asBigInt: Read = (value) => BigInt(String(value));
const asMap: Read = (value) => new Map(Object.entries(value ?? {}));

function readerOf(type: string): Read {
  if (type.startsWith('DateTime64') || type === 'UInt64') return asBigInt;
  return type.startsWith('Map') ? asMap : asIs;
}
