import { spanRow } from '../../tests/testkit/rows';
import { wrapDriver } from '../../tests/testkit/wrapDriver';
import { spans } from '../core/model/tables';
import { StorageError, type Driver, type QueryResult, type StorageErrorKind } from './driver';
import { withRetry, type RetryOptions } from './retry';

const RESULT: QueryResult = { columns: [], rows: [[1]], statistics: { elapsedMs: 0, rowsRead: 0, bytesRead: 0 } };
const nothing = (): Promise<never> => Promise.reject(new Error('not part of this test'));
const IDLE: Driver = {
  kind: 'server',
  query: nothing,
  queryGuarded: nothing,
  command: nothing,
  insert: nothing,
  close: () => Promise.resolve(),
};

/** Fails with the kinds in turn, then answers. */
function failing(kinds: readonly StorageErrorKind[]): { calls: () => number; run: () => Promise<QueryResult> } {
  let calls = 0;
  return {
    calls: () => calls,
    run: () => {
      const kind = kinds[calls++];
      return kind === undefined ? Promise.resolve(RESULT) : Promise.reject(new StorageError(kind, `failure ${calls}`));
    },
  };
}

/** A clock that only waiting moves. */
function clock(random = 0.999): RetryOptions & { readonly waits: number[] } {
  const waits: number[] = [];
  let now = 1000;
  return {
    deadlineMs: 1000,
    firstDelayMs: 100,
    maxDelayMs: 300,
    waits,
    now: () => now,
    random: () => random,
    sleep: async (ms) => {
      waits.push(Math.round(ms));
      now += ms;
    },
  };
}

test('unavailable is tried again, with waits that double up to their limit', async () => {
  const { run, calls } = failing(['unavailable', 'unavailable', 'unavailable', 'unavailable']);
  const time = clock();
  await expect(withRetry(wrapDriver(IDLE, { query: run }), time).query({ sql: '' })).resolves.toBe(RESULT);
  expect(calls()).toBe(5);
  expect(time.waits).toEqual([100, 200, 300, 300]);
});

test('the wait is a part of its limit, by chance', async () => {
  const time = clock(0.25);
  await withRetry(wrapDriver(IDLE, { query: failing(['unavailable', 'unavailable']).run }), time).query({ sql: '' });
  expect(time.waits).toEqual([25, 50]);
});

test('no try begins after the deadline; the last failure is thrown', async () => {
  const { run, calls } = failing(Array.from({ length: 99 }, () => 'unavailable' as const));
  const time = clock();
  await expect(withRetry(wrapDriver(IDLE, { query: run }), time).query({ sql: '' })).rejects.toThrow('failure 5');
  expect(calls()).toBe(5);
  expect(time.now()).toBeLessThan(2000);
});

test.each<StorageErrorKind>(['invalid', 'limit', 'cancelled'])('%s passes at once', async (kind) => {
  const { run, calls } = failing([kind]);
  await expect(withRetry(wrapDriver(IDLE, { query: run }), clock()).query({ sql: '' })).rejects.toMatchObject({ kind });
  expect(calls()).toBe(1);
});

test('an error that is no StorageError is a defect and passes at once', async () => {
  const query = jest.fn(() => Promise.reject(new TypeError('defect')));
  await expect(withRetry(wrapDriver(IDLE, { query }), clock()).query({ sql: '' })).rejects.toThrow(TypeError);
  expect(query).toHaveBeenCalledTimes(1);
});

test('a caller who leaves during a wait is told so', async () => {
  const leave = new AbortController();
  const { run, calls } = failing(['unavailable', 'unavailable']);
  const options: RetryOptions = { ...clock(), sleep: async () => leave.abort() };
  const driver = withRetry(wrapDriver(IDLE, { query: run }), options);
  await expect(driver.query({ sql: '', signal: leave.signal })).rejects.toMatchObject({ kind: 'cancelled' });
  expect(calls()).toBe(1);
});

test('after close nothing is tried again', async () => {
  const { run, calls } = failing(['unavailable', 'unavailable']);
  const driver = withRetry(wrapDriver(IDLE, { query: run }), clock());
  await driver.close();
  await expect(driver.query({ sql: '' })).rejects.toMatchObject({ kind: 'unavailable' });
  expect(calls()).toBe(1);
});

test('every way in is covered, and each retry is told', async () => {
  const told: string[] = [];
  const once = (): (() => Promise<QueryResult>) => failing(['unavailable']).run;
  const [query, queryGuarded, command, insert] = [once(), once(), once(), once()];
  const driver = withRetry(
    wrapDriver(IDLE, {
      query,
      queryGuarded,
      command: async () => void (await command()),
      insert: async () => void (await insert()),
    }),
    { ...clock(), onRetry: (error, attempt) => told.push(`${attempt}: ${error.message}`) },
  );
  await driver.query({ sql: '' });
  await driver.queryGuarded({ sql: '' });
  await driver.command({ sql: '' });
  await driver.insert(spans, [spanRow({})]);
  expect(told).toEqual(Array(4).fill('1: failure 1'));
});
