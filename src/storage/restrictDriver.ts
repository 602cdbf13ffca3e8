/** A driver that shows only the rows of some services, for callers whose token is bound to them. */
import { StorageError, type Driver } from './driver';

/** Condition on a table that has no service of its own: taking part in a trace does not make its request one's own. @param services a list in SQL @param database quoted */
const BY_TRACE = (services: string, database: string): string =>
  `trace_id IN (SELECT trace_id FROM ${database}.interaction_metrics WHERE service IN (${services}))`;

/** Tables and views without a service whose rows belong to a trace. All others without one are empty for a bound caller. */
const OF_TRACES = new Set([
  'score_events',
  'score_events_local',
  'score_events_all',
  ...['labels', 'feedback_events'].flatMap((name) => [name, `${name}_local`, `${name}_all`]),
]);

/**
 * The engine puts a condition on every table that a statement reads, also inside of views and subqueries
 * (additional_table_filters), so no statement has to know of it. Statements that people write are refused: they could read
 * what the engine says of itself.
 * @param servicesNow services of the caller of the running request; null when it may see everything
 */
export function restrictDriver(driver: Driver, database: string, servicesNow: () => readonly string[] | null): Driver {
  let tables: Promise<readonly TableShape[]> | undefined;
  const shapes = (): Promise<readonly TableShape[]> =>
    (tables ??= readTables(driver, database).catch((error: unknown) => {
      tables = undefined;
      throw error;
    }));
  return {
    kind: driver.kind,
    async query(statement) {
      const services = servicesNow();
      if (services === null) return driver.query(statement);
      const filters = filtersOf(await shapes(), database, services);
      return driver.query({ ...statement, settings: { ...statement.settings, additional_table_filters: filters } });
    },
    async queryGuarded(statement) {
      if (servicesNow() !== null)
        throw new StorageError('invalid', 'SQL is not for a token that is bound to services: use the other kinds of query.');
      return driver.queryGuarded(statement);
    },
    async command(statement) {
      if (servicesNow() !== null) throw new StorageError('invalid', 'A token that is bound to services may not change the store.');
      return driver.command(statement);
    },
    insert: (table, rows) => driver.insert(table, rows),
    close: () => driver.close(),
  };
}

interface TableShape {
  readonly name: string;
  readonly hasService: boolean;
}

async function readTables(driver: Driver, database: string): Promise<readonly TableShape[]> {
  const { rows } = await driver.query({
    sql: `SELECT table, countIf(name = 'service') FROM system.columns WHERE database = {database:String} GROUP BY table`,
    params: { database },
  });
  return rows.map(([name, services]) => ({ name: String(name), hasService: Number(services) > 0 }));
}

function filtersOf(tables: readonly TableShape[], database: string, services: readonly string[]): string {
  const list = services.map(quoted).join(', ');
  const conditions = tables.map(({ name, hasService }) => {
    const condition = hasService ? `service IN (${list})` : OF_TRACES.has(name) ? BY_TRACE(list, `\`${database}\``) : '0';
    return `${quoted(`${database}.${name}`)}: ${quoted(condition)}`;
  });
  return `{${conditions.join(', ')}}`;
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
