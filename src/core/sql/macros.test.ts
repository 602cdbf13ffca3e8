import { expandMacros } from './macros';

const context = { from: 1_700_000_000_000, to: 1_700_003_600_000, intervalMs: 60_000, timezone: 'UTC' };
const FROM = "fromUnixTimestamp64Milli(1700000000000, 'UTC')";
const TO = "fromUnixTimestamp64Milli(1700003600000, 'UTC')";

const CASES: [string, string, string][] = [
  ['a time filter', 'WHERE $__timeFilter(time) AND 1;', `WHERE (time >= ${FROM} AND time < ${TO}) AND 1`],
  ['a quoted column', 'WHERE $__timeFilter("my time")', `WHERE ("my time" >= ${FROM} AND "my time" < ${TO})`],
  ['brackets inside', 'WHERE $__timeFilter(least(a, b)) OR c', `WHERE (least(a, b) >= ${FROM} AND least(a, b) < ${TO}) OR c`],
  ['a bracket inside a quote', "WHERE $__timeFilter(f(')', a))", `WHERE (f(')', a) >= ${FROM} AND f(')', a) < ${TO})`],
  ['ends of the range', 'SELECT $__fromTime < $__toTime', `SELECT ${FROM} < ${TO}`],
  ['an interval', 'SELECT INTERVAL $__interval, $__interval_s, $__interval_ms', 'SELECT INTERVAL 60 SECOND, 60, 60000'],
  ['buckets of minutes', 'SELECT $__timeInterval(time)', "SELECT toTimeZone(toStartOfInterval(time, INTERVAL 1 MINUTE, 'UTC'), 'UTC')"],
  ['a list of values', "WHERE $__in(topic, 'a,b', 'c')", "WHERE topic IN ('a,b', 'c')"],
  ['a variable at All is no restriction', "WHERE $__in(lower(topic), $__all) AND $__in(topic, '$__all')", 'WHERE 1 AND 1'],
  ['an empty list is no restriction', 'WHERE $__in(topic, )', 'WHERE 1'],
  ['literals are left alone', "SELECT '$__fromTime; it''s \\' $__toTime'", "SELECT '$__fromTime; it''s \\' $__toTime'"],
  ['identifiers are left alone', 'SELECT `$__x`, "$__y"', 'SELECT `$__x`, "$__y"'],
  ['comments are left alone', 'SELECT 1 -- $__nope\n/* $__x */ // $__y', 'SELECT 1 -- $__nope\n/* $__x */ // $__y'],
];
test.each(CASES)('%s', (_name, text, expected) => expect(expandMacros(text, context)).toBe(expected));

const WIDTHS: [string, number, string][] = [
  [
    'days begin at the midnight of the zone',
    86_400_000,
    "toTimeZone(toDateTime(toStartOfInterval(t, INTERVAL 1 DAY, 'Europe/Berlin'), 'Europe/Berlin'), 'UTC')",
  ],
  ['hours', 6 * 3_600_000, "toTimeZone(toStartOfInterval(t, INTERVAL 6 HOUR, 'Europe/Berlin'), 'UTC')"],
  ['seconds, at least one', 1, "toTimeZone(toStartOfInterval(t, INTERVAL 1 SECOND, 'Europe/Berlin'), 'UTC')"],
];
test.each(WIDTHS)('%s', (_name, intervalMs, expected) =>
  expect(expandMacros('$__timeInterval(t)', { ...context, intervalMs, timezone: 'Europe/Berlin' })).toBe(expected),
);

const WRONG: [string, string, RegExp][] = [
  ['an unknown macro', 'SELECT $__nope', /no macro \$__nope/],
  ['a macro of the prototype', 'SELECT $__constructor', /no macro/],
  ['a macro without its column', 'SELECT $__timeFilter()', /needs a column/],
  ['a macro without brackets', 'SELECT $__timeFilter', /needs a column/],
  ['an open bracket', 'SELECT $__timeFilter(time', /not closed/],
];
test.each(WRONG)('%s is refused', (_name, text, message) => expect(() => expandMacros(text, context)).toThrow(message));
