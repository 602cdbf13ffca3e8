import { print, type SourceName, type Sql } from '../core/sql/sql';
import { physicalName } from '../storage/tableName';
import type { QueryContext, QueryDeps } from './deps';

export type Rows = readonly (readonly unknown[])[];

/**
 * Runs one of our own statements within the limits of a query.
 * @param extra further settings of the engine
 * @throws StorageError
 */
export async function readRows(
  statement: Sql,
  { deps, signal }: Pick<QueryContext, 'deps' | 'signal'>,
  extra: Readonly<Record<string, number>> = {},
): Promise<Rows> {
  const { timeout_seconds, max_rows } = deps.settings.file.query;
  // The engine stops by itself: a cancelled embedded statement would go on and hold its connection.
  const settings = { max_execution_time: timeout_seconds, max_result_rows: max_rows, result_overflow_mode: 'throw', ...extra };
  const { rows } = await deps.driver.query({ ...print(statement, tablesOf(deps)), settings, signal });
  return rows;
}

/** The tables behind the rollups' views. The partial rows of `changes` are as good as merged ones for what is asked of them. */
function tablesOf({ settings }: QueryDeps): (view: SourceName) => string {
  const layout = { database: '', cluster: settings.clickhouse?.cluster ?? '' };
  return (view) => `${physicalName(view, layout)}${view === 'changes' ? '' : ' FINAL'}`;
}
