import type { RowOf, Table } from '../core/model/table';
import { BlockTooLarge, ByteSink, MOST_BLOCK } from './byteSink';
import { BadValue, columnWriter, type ColumnWriter } from './columnWriter';
import { StorageError } from './driver';

/** First size of a buffer at most: one block of huge rows says nothing about the next one, and the sink grows. */
const MOST_EXPECTED = 64 * 1024 ** 2;

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
 * @param limit bytes of the block at most
 * @throws StorageError of kind `invalid`, before anything is sent: names the column and the row, or says that the block is
 * too large, so that the caller can halve it
 */
export function encodeBlock<T extends Table>(table: T, rows: readonly RowOf<T>[], limit = MOST_BLOCK): Buffer {
  const plan = planOf(table);
  const sink = new ByteSink(Math.min(Math.ceil(rows.length * plan.bytesOfRow * 1.1), MOST_EXPECTED), limit);
  try {
    writeBlock(sink, plan, table, rows);
  } catch (error) {
    // No memory for it is a RangeError: half the rows may find some, but a single row is not to blame for it.
    if (!(error instanceof BlockTooLarge || error instanceof RangeError)) throw error;
    const kind = error instanceof BlockTooLarge || rows.length > 1 ? 'invalid' : 'unavailable';
    throw new StorageError(kind, `${table.name}, ${rows.length} rows: ${error.message}`, undefined, { cause: error });
  }
  if (rows.length > 0) plan.bytesOfRow = sink.size / rows.length;
  return sink.finish();
}

function writeBlock<T extends Table>(sink: ByteSink, plan: Plan, table: T, rows: readonly RowOf<T>[]): void {
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
}
