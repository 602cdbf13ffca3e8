/** A statement that does not end in time is given up, and holds up nothing after it. */
import { openEmptyStore, type StoreKind, type TestStore } from '../testkit/store';

const ANSWER_TIMEOUT_MS = 300;
const RETRY_MS = 0;

/** More statements than any pool has connections. */
const ROUND = 10;

describe.each<StoreKind>(['embedded', 'server'])('statements over their time (%s)', (kind) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openEmptyStore(kind, '', ANSWER_TIMEOUT_MS, RETRY_MS);
  });
  afterAll(() => store.close());

  test.each([
    [
      'can be stopped between blocks',
      'SELECT sleepEachRow(0.1) FROM numbers(600) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0',
    ],
    // The engine looks up once a second while it sleeps: too late for the 300 ms that it gets here.
    ['does not stop when it is told to', 'SELECT sleep(8) SETTINGS function_sleep_max_microseconds_per_block = 0'],
  ])('one that %s', async (_name, sql) => {
    const all = await Promise.allSettled(Array.from({ length: ROUND }, () => store.driver.query({ sql })));
    for (const result of all) expect(result).toMatchObject({ status: 'rejected', reason: { name: 'StorageError', kind: 'unavailable' } });
    for (let i = 0; i < ROUND; i++) expect((await store.driver.query({ sql: `SELECT ${i}` })).rows).toEqual([[i]]);
  });
});
