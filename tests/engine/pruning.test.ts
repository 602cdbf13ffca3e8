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
  });
  afterAll(() => store.close());

  // 7 days of one service: 168 hours x 2 dimensions x 10 topics = 3,360 cells; the key is marked every 8,192 rows.
  test.each([
    ['seven days of one service', 7, 3_360],
    ['thirty days of one service', 30, 14_400],
  ])('%s', async (_name, days, cells) => {
    const query = goodQuerySchema.parse({ kind: 'good', filters: [{ field: 'service', operator: '=', values: ['s1'] }] });
    const range = { from: TO - days * 24 * HOUR, to: TO, recent: TO - HOUR, bucketMs: 12 * HOUR };
    const { rows, statistics } = await store.driver.query(print(goodStatements(query, range).scores, (view) => `${view}_local FINAL`));
    expect(rows.reduce((sum, row) => sum + Number(row[4]), 0)).toBe(cells);
    // Two dimensions lie apart in the key: up to two marks more at either end of each.
    expect(statistics.rowsRead).toBeLessThanOrEqual(cells + 4 * 8_192);
  });
});
