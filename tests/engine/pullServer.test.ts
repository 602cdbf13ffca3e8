/** A source on a server of its own, over a real socket. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pullSourceSchema } from '../../src/config/pullSchema';
import { openPullSource } from '../../src/pull/openPullSource';
import { READ_SETTINGS, sourceTables } from '../../src/pull/sourceTables';
import { startClickHouseServer } from '../testkit/clickhouseHttp';
import { createExporterTables, GENERATIONS } from '../testkit/exporterTables';
import { openTestStore } from '../testkit/store';

test('the server is asked and nothing is created there; a wrong password and a write are refused', async () => {
  const store = await openTestStore();
  const server = await startClickHouseServer(join(tmpdir(), `plumbline-test-${process.pid}`));
  const database = `${store.database}_otel`;
  try {
    const [generation] = GENERATIONS;
    if (generation === undefined) throw new Error('no generation');
    const exported = await createExporterTables(store.driver, database, generation);
    const source = pullSourceSchema.parse({ name: 'a', url: server.url, traces_table: exported.traces, logs_table: exported.logs });
    const databases = async () => (await store.driver.query({ sql: 'SELECT name FROM system.databases ORDER BY name' })).rows;
    const before = await databases();
    const driver = await openPullSource(source, { pullPassword: server.password });
    const { traces, logs } = await sourceTables(driver, source);
    expect(traces.columns.get('SpanAttributes')).toBe('Map(LowCardinality(String), String)');
    expect(logs?.columns.has('EventName')).toBe(true);
    await expect(driver.query({ sql: `DROP TABLE ${exported.traces}`, settings: READ_SETTINGS })).rejects.toThrow(/readonly/i);
    await driver.close();
    expect(await databases()).toEqual(before);
    await expect(openPullSource(source, { pullPassword: 'wrong' })).rejects.toThrow();
  } finally {
    await store.driver.command({ sql: `DROP DATABASE IF EXISTS \`${database}\`` });
    await server.close();
    await store.close();
  }
});
