import { sql } from '../core/sql/sql';
import type { QueryContext } from './deps';
import { readRows } from './readRows';

export interface ViewEntry {
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly comment: string }[];
}

/** The documented views with their columns, for completion in the SQL editor. @throws StorageError */
export async function readSchema(context: Pick<QueryContext, 'deps' | 'signal'>): Promise<ViewEntry[]> {
  const [views, columns] = await Promise.all([
    readRows(sql`SELECT name, comment FROM system.tables WHERE database = currentDatabase() AND engine = 'View' ORDER BY name`, context),
    readRows(
      sql`SELECT table, name, type, comment FROM system.columns WHERE database = currentDatabase() ORDER BY table, position`,
      context,
    ),
  ]);
  return views.map(([view, comment]) => ({
    name: String(view),
    comment: String(comment),
    columns: columns
      .filter(([table]) => table === view)
      .map(([, name, type, text]) => ({ name: String(name), type: String(type), comment: String(text) })),
  }));
}
