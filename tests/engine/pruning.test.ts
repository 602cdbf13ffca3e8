/** How much the good query reads: the hours and the service that it asks for, by the key, and little else. */
import { goodQuerySchema } from '../../src/core/query/model';
import { goodStatements } from '../../src/core/sql/goodSql';
import { print } from '../../src/core/sql/sql';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const HOUR = 3_600_000;
const TO = Date.UTC(2026, 10, 25);
/** A year of hours, four services, two dimensions, ten topics. */
const CELLS = 365 * 24 * 4 * 2 * 10;

forEachDriver('what good reads', (open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
    await store.driver.command({
      sql: `INSERT INTO quality_hourly_local (hour, service, name, topic, evaluator, n, row_version)
SELECT toDateTime(${TO / 1000}, 'UTC') - toIntervalHour(1 + intDiv(number, 80)), concat('s', toString(number % 4)), concat('d', toString(intDiv(number, 4) % 2)), concat('t', toString(intDiv(number, 8) % 10)), 'judge', 1, 1
FROM numbers(${CELLS})`,
    });
    await store.driver.command({
      sql: `INSERT INTO quality_totals_local (hour, service, name, evaluator, n, row_version)
SELECT hour, service, name, evaluator, sum(n), 1 FROM quality_hourly_local GROUP BY hour, service, name, evaluator`,
    });
  });
  afterAll(() => store.close());

  // 7 days of one service: 168 hours x 2 dimensions x 10 topics = 3,360 cells; the key is marked every 8,192 rows, that of
  // the totals every 1,024. The dimensions lie apart in the key: up to two marks more at either end of each.
  test.each([
    ['seven days of one service by topic', 7, ['topic'], 3_360, 3_360 + 4 * 8_192],
    ['thirty days of one service by topic', 30, ['topic'], 14_400, 14_400 + 4 * 8_192],
    ['seven days of one service', 7, [], 3_360, 336 + 4 * 1_024],
    ['thirty days of one service', 30, [], 14_400, 1_440 + 4 * 1_024],
  ])('%s', async (_name, days, groupBy, scored, most) => {
    const query = goodQuerySchema.parse({ kind: 'good', groupBy, filters: [{ field: 'service', operator: '=', values: ['s1'] }] });
    const range = { from: TO - days * 24 * HOUR, to: TO, recent: TO - HOUR, bucketMs: 12 * HOUR };
    const { rows, statistics } = await store.driver.query(
      print(goodStatements(query, range).scores, { view: (view) => `${view}_local FINAL` }),
    );
    expect(rows.reduce((sum, row) => sum + Number(row[4 + groupBy.length]), 0)).toBe(scored);
    expect(statistics.rowsRead).toBeLessThanOrEqual(most);
  });
});
