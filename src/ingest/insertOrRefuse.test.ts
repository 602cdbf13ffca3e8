import { table, type RowOf, type Table } from '../core/model/table';
import { StorageError, type Driver } from '../storage/driver';
import { insertOrRefuse } from './insertOrRefuse';

const texts = table('texts', { c: 'String' });

/** Refuses every insert that holds a row `bad`. */
function refusing(code: number | undefined): { readonly driver: Driver; readonly taken: unknown[] } {
  const taken: unknown[] = [];
  const unused = (): Promise<never> => Promise.reject(new Error('not used'));
  const driver: Driver = {
    kind: 'server',
    query: unused,
    queryGuarded: unused,
    command: unused,
    close: () => Promise.resolve(),
    insert: <T extends Table>(_table: T, rows: readonly RowOf<T>[]) => {
      if (rows.some((row) => row['c'] === 'bad')) return Promise.reject(new StorageError('invalid', 'no', code));
      taken.push(...rows);
      return Promise.resolve();
    },
  };
  return { driver, taken };
}

const ROWS = ['a', 'bad', 'b'].map((c) => ({ c }));

test.each([
  ['READONLY', 164],
  ['SETTING_CONSTRAINT_VIOLATION', 452],
  ['LOGICAL_ERROR', 49],
  ['UNKNOWN_TABLE', 60],
])('%s is a fault of the store: no row is refused, the sender comes again', async (_name, code) => {
  const { driver } = refusing(code);
  await expect(insertOrRefuse(driver, texts, ROWS)).rejects.toMatchObject({ kind: 'unavailable', code });
});

test.each([
  ['our own encoder', undefined],
  ['VIOLATED_CONSTRAINT', 469],
])('%s condemns the one row', async (_name, code) => {
  const { driver, taken } = refusing(code);
  await expect(insertOrRefuse(driver, texts, ROWS)).resolves.toEqual([{ row: { c: 'bad' }, reason: 'no' }]);
  expect(taken).toEqual([{ c: 'a' }, { c: 'b' }]);
});
