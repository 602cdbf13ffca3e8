import type { PullSource } from '../config/pullSchema';
import { problemOf, splitName, type OtelTable } from '../core/otelTables/otelTable';
import type { Driver } from '../storage/driver';

export interface SourceTables {
  readonly traces: OtelTable;
  readonly logs: OtelTable | undefined;
}

/** A source that cannot be read, in words for the person who configured it. */
export class PullError extends Error {
  override readonly name = 'PullError';
}

/**
 * Limits of every statement on somebody else's tables. `readonly` last, as it refuses any setting after it; `global` lets a
 * table that is spread over a cluster be asked for traces of itself.
 */
export const READ_SETTINGS: Readonly<Record<string, string | number>> = {
  max_execution_time: 120,
  max_threads: 2,
  distributed_product_mode: 'global',
  readonly: 1,
};

/** @throws PullError when a table is not there or is none of the exporter's */
export async function sourceTables(driver: Driver, source: PullSource): Promise<SourceTables> {
  return {
    traces: await tableOf(driver, source, source.traces_table, 'traces'),
    logs: source.logs_table === null ? undefined : await tableOf(driver, source, source.logs_table, 'logs'),
  };
}

async function tableOf(driver: Driver, { name }: PullSource, written: string, signal: 'traces' | 'logs'): Promise<OtelTable> {
  const { database, table } = splitName(written);
  const { rows } = await driver.query({
    sql: 'SELECT name, type FROM system.columns WHERE database = {database:String} AND table = {table:String}',
    params: { database, table },
    settings: READ_SETTINGS,
  });
  const found = { database, table, columns: new Map(rows.map(([column, type]) => [String(column), String(type)])) };
  const problem = problemOf(found, signal);
  if (problem !== undefined) throw new PullError(`pull source "${name}": ${problem}`);
  return found;
}
