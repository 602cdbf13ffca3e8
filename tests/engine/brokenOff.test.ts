/** A statement that fails after it gave a part of its rows leaves nothing behind for the next one on its connection. */
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

/** More statements than any pool has connections. */
const ROUND = 10;

forEachDriver('a statement that fails half way', (open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const sql = `SELECT number, throwIf(number = 90000, 'on purpose') FROM numbers(100000) SETTINGS max_block_size = 1000`;

  test.each(['query', 'queryGuarded'] as const)('%s', async (run) => {
    await expect(store.driver[run]({ sql: run === 'query' ? sql : sql.replace(/ SETTINGS.*/, '') })).rejects.toThrow();
    for (let i = 0; i < ROUND; i++) expect((await store.driver[run]({ sql: `SELECT ${i}` })).rows).toEqual([[i]]);
  });
});
