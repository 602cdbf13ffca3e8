import fc from 'fast-check';
import { identifier, join, param, print, printReadable, sql } from './sql';

test('values are bound, equal ones once', () => {
  expect(print(sql`a = ${param('x', 'String')} OR b = ${param('x', 'String')} OR c = ${param(1, 'Float64')}`)).toEqual({
    sql: 'a = {p0:String} OR b = {p0:String} OR c = {p1:Float64}',
    params: { p0: 'x', p1: 1 },
  });
});

test('equal values of two types are two parameters', () => {
  expect(print(sql`${param(1, 'Float64')} ${param(1, 'Int64')}`)).toEqual({ sql: '{p0:Float64} {p1:Int64}', params: { p0: 1, p1: 1 } });
});

test('no text of a value reaches the statement', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const printed = print(sql`topic = ${param(value, 'String')}`);
      expect(printed).toEqual({ sql: 'topic = {p0:String}', params: { p0: value } });
    }),
  );
});

test('for people the values are written in, quoted', () => {
  const list = join([param("it's", 'String'), param(['a', 'b\\'], 'Array(String)'), param(1.5, 'Float64')], ', ');
  expect(printReadable(sql`IN (${list})`)).toBe("IN ('it\\'s', ['a', 'b\\\\'], 1.5)");
  expect(printReadable(sql`hour >= ${param(1_795_586_400, "DateTime('UTC')")}`)).toBe("hour >= '2026-11-25 06:00:00'");
});

test.each(['a; DROP', 'nope', 'constructor', '', 'topic)'])('%j is no column', (name) =>
  expect(() => identifier(name)).toThrow('is no column'),
);
