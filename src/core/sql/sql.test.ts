import fc from 'fast-check';
import type { Filter } from '../query/model';
import { compileFilter, compileFilters, QueryError } from './compileFilter';
import { identifier, param, print, printReadable, sql } from './sql';

test('values are bound, equal ones once', () => {
  expect(print(sql`a = ${param('x', 'String')} OR b = ${param('x', 'String')} OR c = ${param(1, 'Float64')}`)).toEqual({
    sql: 'a = {p0:String} OR b = {p0:String} OR c = {p1:Float64}',
    params: { p0: 'x', p1: 1 },
  });
});

test('no text of a value reaches the statement', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 4 }), { minLength: 1 }), (values) => {
      const { sql: text, params } = print(compileFilter({ field: 'topic', operator: 'in', values }));
      expect(text).toBe('has({p0:Array(String)}, toString(topic))');
      expect(params).toEqual({ p0: values });
    }),
  );
});

const TEXTS: [string, Filter, string][] = [
  ['equal', { field: 'topic', operator: '=', values: ['a'] }, "has(['a'], toString(topic))"],
  ['not among', { field: 'model_version', operator: 'not in', values: ['a', 'b'] }, "NOT has(['a', 'b'], toString(model_version))"],
  [
    'pattern',
    { field: 'service', operator: '=~', values: ['^a', 'b$'] },
    "(match(toString(service), '^a') OR match(toString(service), 'b$'))",
  ],
  [
    'a raw attribute',
    { field: "attributes.x'y", operator: '=', values: ['1'] },
    "trace_id IN (SELECT trace_id FROM spans WHERE mapContains(attributes, 'x\\'y') AND has(['1'], toString(attributes['x\\'y'])))",
  ],
  [
    'a number of the interaction',
    { field: 'latency_ms', operator: '>', values: ['5', '3'] },
    'trace_id IN (SELECT trace_id FROM interaction_metrics WHERE latency_ms > 3)',
  ],
  [
    'a list of the interaction',
    { field: 'tool_calls', operator: 'in', values: ['a'] },
    "trace_id IN (SELECT trace_id FROM interaction_metrics WHERE hasAny(tool_calls, ['a']))",
  ],
];
test.each(TEXTS)('%s', (_name, filter, expected) => expect(printReadable(compileFilter(filter))).toBe(expected));

const WRONG: [string, Filter, RegExp][] = [
  ['a field that does not exist', { field: 'nope', operator: '=', values: ['a'] }, /no field "nope"/],
  ['a field of the prototype', { field: 'constructor', operator: '=', values: ['a'] }, /no field/],
  ['an injected field', { field: 'topic) OR 1=1 --', operator: '=', values: ['a'] }, /no field/],
  ['text for a number', { field: 'latency_ms', operator: '>', values: ['fast'] }, /no number/],
  ['a broken pattern', { field: 'topic', operator: '=~', values: ['('] }, /no regular expression/],
];
test.each(WRONG)('%s', (_name, filter, message) => {
  expect(() => compileFilter(filter)).toThrow(QueryError);
  expect(() => compileFilter(filter)).toThrow(message);
});

test('a filter without values restricts nothing', () => {
  expect(printReadable(compileFilters([{ field: 'topic', operator: 'in', values: [] }]))).toBe('1');
});
test('only plain names are identifiers', () => expect(() => identifier('a; DROP')).toThrow('is no identifier'));
