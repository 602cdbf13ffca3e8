import type { RowOf, Table } from '../core/model/table';
import { ByteSink } from './byteSink';
import { BadValue, columnWriter, type ColumnWriter } from './columnWriter';
import { StorageError } from './driver';

/** Format of `encodeBlock`, as statements name it. The engine takes columns as they are; rows it would have to take apart. */
export const BLOCK_FORMAT = 'Native';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly writer: ColumnWriter;
}

interface Plan {
  readonly columns: readonly Column[];
  /** Bytes of a row in the last block, so that the next one need not grow. */
  bytesOfRow: number;
}

const PLANS = new WeakMap<Table, Plan>();

function planOf(table: Table): Plan {
  const known = PLANS.get(table);
  if (known !== undefined) return known;
  const columns = Object.entries(table.columns).map(([name, type]): Column => ({ name, type, writer: columnWriter(type) }));
  const plan = { columns, bytesOfRow: 256 };
  PLANS.set(table, plan);
  return plan;
}

/**
 * Rows as one block of ClickHouse's Native format, in the column order of the table: number of columns, number of rows,
 * and for each column its name, its type and its values.
 * @throws StorageError of kind `invalid` that names the column and the row, before anything is sent
 */
export function encodeBlock<T extends Table>(table: T, rows: readonly RowOf<T>[]): Buffer {
  const plan = planOf(table);
  const sink = new ByteSink(Math.ceil(rows.length * plan.bytesOfRow * 1.1));
  sink.length(plan.columns.length);
  sink.length(rows.length);
  for (const { name, type, writer } of plan.columns) {
    sink.text(name);
    sink.text(type);
    writer.prefix(sink);
    try {
      writer.data(
        sink,
        rows.map((row) => row[name]),
      );
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      throw new StorageError('invalid', `${table.name}.${name}, row ${error.index + 1}: ${error.message}`, undefined, { cause: error });
    }
  }
  if (rows.length > 0) plan.bytesOfRow = sink.size / rows.length;
  return sink.finish();
}
