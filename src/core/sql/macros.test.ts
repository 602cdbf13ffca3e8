import { expandMacros } from './macros';
import { scanSql } from './scanSql';

const context = { from: 1_700_000_000_000, to: 1_700_003_600_000, intervalMs: 60_000 };

test('macros are filled in', () => {
  expect(expandMacros('SELECT $__timeInterval(time) AS t, count() FROM spans WHERE $__timeFilter(time) GROUP BY t;', context)).toBe(
    "SELECT toStartOfInterval(time, INTERVAL 60 SECOND) AS t, count() FROM spans WHERE (time >= fromUnixTimestamp64Milli(1700000000000, 'UTC') AND time < fromUnixTimestamp64Milli(1700003600000, 'UTC')) GROUP BY t",
  );
  expect(expandMacros('SELECT $__interval_s, $__fromTime < $__toTime', context)).toBe(
    "SELECT 60, fromUnixTimestamp64Milli(1700000000000, 'UTC') < fromUnixTimestamp64Milli(1700003600000, 'UTC')",
  );
});

test('literals and comments are left as they are', () => {
  const text = "SELECT '$__fromTime; it''s \\' ;', `a;b`, \"c;d\" -- $__nope ;\n/* ; $__x */";
  expect(expandMacros(text, context)).toBe(text.trim());
});

const REFUSED: [string, string, RegExp][] = [
  ['nothing', '  -- only a comment', /empty/],
  ['two statements', 'SELECT 1; SELECT 2', /one statement/],
  ['two statements, hidden behind a comment', 'SELECT 1 /* ; */ ; DROP TABLE x', /one statement/],
  ['a write', 'INSERT INTO spans SELECT 1', /reading statements/],
  ['a setting', 'SET readonly = 0', /reading statements/],
  ['a file', "SELECT 1 INTO OUTFILE 'x'", /INTO OUTFILE/],
  ['a format', 'SELECT 1 FORMAT CSV', /FORMAT/],
  ['an unknown macro', 'SELECT $__nope', /no macro \$__nope/],
  ['a macro of the prototype', 'SELECT $__constructor', /no macro/],
  ['a macro without its column', 'SELECT $__timeFilter()', /needs a column/],
];
test.each(REFUSED)('%s is refused', (_name, text, message) => expect(() => expandMacros(text, context)).toThrow(message));

test('an open quote swallows the rest, as in the engine', () => {
  expect(scanSql("a 'b; c").map(({ kind }) => kind)).toEqual(['code', 'quoted']);
});
