import { changes, spanContent, spans } from '../../src/core/model/tables';
import { applyRetention } from '../../src/storage/retention';
import type { TestStore } from '../testkit/store';
import { contentRow, spanRow } from '../testkit/rows';
import { forEachDriver } from './drivers';

forEachDriver('retention', (open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const count = async (view: string): Promise<number> =>
    Number((await store.driver.query({ sql: `SELECT count() FROM ${view}` })).rows[0]?.[0]);

  test('text goes before numbers, each by its own age', async () => {
    const { driver, database } = store;
    const layout = { database, cluster: '' };
    const day = 86_400_000_000_000n;
    const now = BigInt(Date.now()) * 1_000_000n;
    const ages = [1n, 20n, 400n].map((days, index) => ({ span_id: `${index}`, start_time: now - days * day, end_time: now - days * day }));
    await driver.insert(
      spans,
      ages.map((age) => spanRow(age)),
    );
    await driver.insert(
      spanContent,
      ages.map(({ span_id, start_time }) => contentRow({ span_id, start_time })),
    );
    await applyRetention(driver, layout, { textDays: 14, metricsDays: 90 });
    for (const table of ['spans_local', 'span_content_local']) await driver.command({ sql: `OPTIMIZE TABLE ${table} FINAL` });
    expect(await count('spans')).toBe(2);
    expect(await count('span_content')).toBe(1);
  });

  test('a second run with the same ages changes nothing; null removes them', async () => {
    const { driver, database } = store;
    const layout = { database, cluster: '' };
    const definition = async (): Promise<string> =>
      String((await driver.query({ sql: 'SHOW CREATE TABLE span_content_local' })).rows[0]?.[0]);
    await applyRetention(driver, layout, { textDays: 14, metricsDays: 90 });
    expect(await definition()).toContain('toIntervalDay(14)');
    await applyRetention(driver, layout, { textDays: null, metricsDays: null });
    expect(await definition()).not.toContain('TTL');
  });

  test('first sights are kept for ever', async () => {
    await store.driver.insert(changes, [
      { kind: 'prompt', service: 'a', name: 'b', version: '1', first_seen: 0n, last_seen: 0n, trace_id: '', generated: 0 },
    ]);
    await store.driver.command({ sql: 'OPTIMIZE TABLE changes_local FINAL' });
    expect(await count('changes')).toBe(1);
  });
});
