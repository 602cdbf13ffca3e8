import { spanRow } from '../../tests/testkit/rows';
import { wrapDriver } from '../../tests/testkit/wrapDriver';
import { spans } from '../core/model/tables';
import { StorageError, type Driver, type QueryResult } from './driver';
import { metered, type Observation } from './metered';

const RESULT: QueryResult = { columns: [], rows: [[1], [2]], statistics: { elapsedMs: 0, rowsRead: 9, bytesRead: 0 } };
const INNER: Driver = {
  kind: 'embedded',
  query: () => Promise.resolve(RESULT),
  queryGuarded: () => Promise.resolve(RESULT),
  command: () => Promise.resolve(),
  insert: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** Each look at the clock is half a second after the one before. */
function observed(change: Partial<Driver> = {}): { driver: Driver; seen: Observation[] } {
  const seen: Observation[] = [];
  let now = 0;
  return {
    seen,
    driver: metered(
      wrapDriver(INNER, change),
      (observation) => seen.push(observation),
      () => (now += 500),
    ),
  };
}

test('each statement is told with its time and its rows', async () => {
  const { driver, seen } = observed();
  await expect(driver.query({ sql: '' })).resolves.toBe(RESULT);
  await driver.queryGuarded({ sql: '' });
  await driver.command({ sql: '' });
  await driver.insert(spans, [spanRow({}), spanRow({}), spanRow({})]);
  await driver.close();
  expect(seen).toEqual([
    { operation: 'query', outcome: 'ok', seconds: 0.5, rows: 2 },
    { operation: 'queryGuarded', outcome: 'ok', seconds: 0.5, rows: 2 },
    { operation: 'command', outcome: 'ok', seconds: 0.5, rows: 0 },
    { operation: 'insert', table: 'spans', outcome: 'ok', seconds: 0.5, rows: 3 },
  ]);
});

test.each([
  ['a failure by its kind', new StorageError('unavailable', 'full'), 'unavailable'],
  ['a defect as such', new TypeError('defect'), 'defect'],
])('%s, and it passes on', async (_name, error, outcome) => {
  const { driver, seen } = observed({ insert: () => Promise.reject(error) });
  await expect(driver.insert(spans, [spanRow({})])).rejects.toBe(error);
  expect(seen).toEqual([{ operation: 'insert', table: 'spans', outcome, seconds: 0.5, rows: 0 }]);
});
