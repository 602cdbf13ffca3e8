import { readJsonCompact } from './jsonCompact';

test('names, types, rows and what it took', () => {
  const text = JSON.stringify({
    meta: [{ name: 'n', type: 'UInt64' }],
    data: [['18446744073709551615'], [null]],
    rows: 2,
    statistics: { elapsed: 0.0125, rows_read: 7, bytes_read: 56 },
  });
  expect(readJsonCompact(text)).toEqual({
    columns: [{ name: 'n', type: 'UInt64' }],
    rows: [['18446744073709551615'], [null]],
    statistics: { elapsedMs: 12.5, rowsRead: 7, bytesRead: 56 },
  });
});

test('a statement without an answer has no rows', () => {
  expect(readJsonCompact('')).toMatchObject({ columns: [], rows: [] });
});

test('an answer that broke off may be asked for again', () => {
  expect(() => readJsonCompact('{"meta": [], "data": [[1], [')).toThrow(expect.objectContaining({ kind: 'unavailable' }));
});
