import { print, type Sources, type Sql } from '../core/sql/sql';
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
function tablesOf({ settings }: QueryDeps): Sources {
  const cluster = settings.clickhouse?.cluster ?? '';
  const table = (name: string): string => physicalName(name, { database: '', cluster });
  const view: Sources['view'] = (name) =>
    name.startsWith('any_') ? table(name.slice('any_'.length)) : `${table(name)}${name === 'changes' ? '' : ' FINAL'}`;
  // Over several shards the engine refuses a subquery in a subquery.
  return cluster === '' ? { view, newest: (name, where) => newestOf(table(name), where) } : { view };
}

/**
 * A recompute writes all cells of a service's hour anew, those that vanished as deleted, under one version
 * (src/settle/recomputeHours.ts). So the newest version of each hour says which rows count, in half the time that FINAL takes to
 * compare the thirteen columns of the key. A hash compares faster than a tuple; that two of 100,000 hours share one happens
 * once in four billion stores.
 */
function newestOf(table: string, where: string): string {
  return `${table} WHERE ${where} AND is_deleted = 0 AND cityHash64(service, hour, row_version) IN (
    SELECT cityHash64(service, hour, max(row_version)) FROM ${table} WHERE ${where} GROUP BY service, hour
  )`;
}
