import fc from 'fast-check';
import { FILTER_OPERATORS, type Filter } from '../query/model';
import { QueryError } from '../query/queryError';
import { compileFilter, compileFilters, isRollupFilter, type FilterContext, type FilterTarget } from './compileFilter';
import { print, printReadable } from './sql';

/** From 2026-11-25 06:00 to 07:00 UTC; traces are looked for a day around. */
const RANGE = { from: 1_795_586_400_000, to: 1_795_590_000_000 };
const AROUND = (column: string): string =>
  `${column} >= fromUnixTimestamp64Milli(1795500000000) AND ${column} < fromUnixTimestamp64Milli(1795676400000)`;
const on = (target: FilterTarget): FilterContext => ({ ...RANGE, target });

const HAS_X = "mapContains(attributes, 'x\\'y') AND attributes['x\\'y'] IN ['1']";
const RESOURCE_HAS_X = "mapContains(resource_attributes, 'x\\'y') AND resource_attributes['x\\'y'] IN ['1']";

const TEXTS: [string, FilterTarget, Filter, string][] = [
  ['equal', 'rollup', { field: 'topic', operator: '=', values: ['a'] }, "topic IN ['a']"],
  ['not among', 'rollup', { field: 'model_version', operator: 'not in', values: ['a', 'b'] }, "model_version NOT IN ['a', 'b']"],
  ['pattern', 'rollup', { field: 'service', operator: '=~', values: ['^a', 'b$'] }, "(match(service, '^a') OR match(service, 'b$'))"],
  ['no pattern', 'rollup', { field: 'service', operator: '!~', values: ['^a'] }, "NOT (match(service, '^a'))"],
  ['a version as a number', 'rollup', { field: 'release', operator: '>=', values: ['3'] }, 'ifNull(toFloat64OrNull(release) >= 3, 0)'],
  [
    'a raw attribute',
    'scores',
    { field: "attributes.x'y", operator: '=', values: ['1'] },
    `trace_id GLOBAL IN (SELECT trace_id FROM spans WHERE ${AROUND('start_time')} AND (${HAS_X} OR ${RESOURCE_HAS_X}))`,
  ],
  [
    'a raw attribute that no span may have',
    'interactions',
    { field: "attributes.x'y", operator: '!=', values: ['1'] },
    `trace_id GLOBAL NOT IN (SELECT trace_id FROM spans WHERE ${AROUND('start_time')} AND (${HAS_X} OR ${RESOURCE_HAS_X}))`,
  ],
  [
    'a number of the request, over scores',
    'scores',
    { field: 'latency_ms', operator: '>', values: ['5', '3'] },
    `trace_id GLOBAL IN (SELECT trace_id FROM interaction_metrics WHERE ${AROUND('time')} AND ifNull(latency_ms > 3, 0))`,
  ],
  ['the same over requests', 'interactions', { field: 'latency_ms', operator: '<', values: ['5', '3'] }, 'ifNull(latency_ms < 5, 0)'],
  ['a column that scores have', 'scores', { field: 'session_id', operator: '=', values: ['s'] }, "session_id IN ['s']"],
  ['a list', 'interactions', { field: 'tool_calls', operator: 'in', values: ['a'] }, "hasAny(tool_calls, ['a'])"],
  ['equal numbers', 'interactions', { field: 'format_ok', operator: '=', values: ['1'] }, 'has([1], toFloat64(ifNull(format_ok, nan)))'],
];
test.each(TEXTS)('%s', (_name, target, filter, expected) => expect(printReadable(compileFilter(filter, on(target)))).toBe(expected));

const WRONG: [string, FilterTarget, Filter, RegExp][] = [
  ['a field that does not exist', 'scores', { field: 'nope', operator: '=', values: ['a'] }, /no field "nope"/],
  ['a field of the prototype', 'scores', { field: 'constructor', operator: '=', values: ['a'] }, /no field/],
  ['an injected field', 'scores', { field: 'topic) OR 1=1 --', operator: '=', values: ['a'] }, /no field/],
  ['an attribute without a key', 'scores', { field: 'attributes.', operator: '=', values: ['a'] }, /no field/],
  ['a column of the request on the rollup', 'rollup', { field: 'user_id', operator: '=', values: ['a'] }, /by the hour/],
  ['text for a number', 'scores', { field: 'latency_ms', operator: '>', values: ['fast'] }, /no number/],
  ['nothing for a number', 'scores', { field: 'latency_ms', operator: '=', values: [' '] }, /no number/],
  ['a pattern for a number', 'scores', { field: 'latency_ms', operator: '=~', values: ['1'] }, /is a number/],
  ['an order for a list', 'scores', { field: 'tool_calls', operator: '>', values: ['1'] }, /is a list/],
  ['a long pattern', 'rollup', { field: 'topic', operator: '=~', values: ['a'.repeat(1001)] }, /longer than/],
];
test.each(WRONG)('%s is refused', (_name, target, filter, message) => {
  expect(() => compileFilter(filter, on(target))).toThrow(QueryError);
  expect(() => compileFilter(filter, on(target))).toThrow(message);
});

test('filters without values restrict nothing', () => {
  const empty: Filter = { field: 'topic', operator: 'in', values: [] };
  expect(printReadable(compileFilters([empty], on('rollup')))).toBe('1');
  expect(printReadable(compileFilters([empty, { ...empty, values: ['a'] }, { ...empty, values: ['b'] }], on('rollup')))).toBe(
    "topic IN ['a'] AND topic IN ['b']",
  );
});

test('only segments take the fast way', () => {
  expect(isRollupFilter({ field: 'topic', operator: '=', values: [] })).toBe(true);
  expect(isRollupFilter({ field: 'user_id', operator: '=', values: [] })).toBe(false);
});

test('whatever is asked, the statement holds words of ours only', () => {
  const filter = fc.record({
    field: fc.oneof(
      fc.constantFrom('topic', 'latency_ms', 'tool_calls', 'session_id'),
      fc.string().map((key) => `attributes.${key}`),
      fc.string(),
    ),
    operator: fc.constantFrom(...FILTER_OPERATORS),
    values: fc.array(fc.oneof(fc.string(), fc.float({ noNaN: true }).map(String)), { minLength: 1, maxLength: 3 }),
  });
  const words =
    /^(topic|latency_ms|tool_calls|session_id|trace_id|attributes|resource_attributes|time|start_time|spans|interaction_metrics|IN|NOT|GLOBAL|AND|OR|SELECT|FROM|WHERE|match|has|hasAny|toFloat64|toFloat64OrNull|ifNull|nan|mapContains|fromUnixTimestamp64Milli|p\d+|Array|String|Float64|Int64|0|[{}()[\],:<>=\s]+)+$/;
  fc.assert(
    fc.property(filter, (asked) => {
      try {
        expect(print(compileFilter(asked, on('scores'))).sql).toMatch(words);
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError);
      }
    }),
  );
});
