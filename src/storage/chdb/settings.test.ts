import { setStatement, withSettings } from './settings';

test('settings of a connection', () => {
  expect(setStatement({ max_threads: 2, result_overflow_mode: "br'ea\\k" })).toBe(
    "SET max_threads = 2, result_overflow_mode = 'br\\'ea\\\\k'",
  );
});

test.each<[string, string, string]>([
  ['at the end', 'SELECT 1', 'SELECT 1\nSETTINGS a = 1, b = 3'],
  ['before a closing semicolon', 'SELECT 1 ;\n', 'SELECT 1\nSETTINGS a = 1, b = 3'],
  ['after a comment without an end', 'SELECT 1 -- one', 'SELECT 1 -- one\nSETTINGS a = 1, b = 3'],
])('a clause %s', (_name, sql, expected) => {
  expect(withSettings({ sql, settings: { b: 3 } }, { a: 1, b: 2 }).sql).toBe(expected);
});

test('nothing to set, nothing added', () => {
  const statement = { sql: 'SELECT 1;' };
  expect(withSettings(statement, {})).toBe(statement);
});

test('a name that is none is refused', () => {
  expect(() => setStatement({ 'a = 1, b': 1 })).toThrow(expect.objectContaining({ kind: 'invalid' }));
});
