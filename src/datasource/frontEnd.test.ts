/** What the front end does to a query before it is sent, case by case. */
import { adHocFilters } from './adHocFilters';
import { checkFilter } from './checkFilter';
import { replaceOutsideMacros } from './replaceOutsideMacros';
import { sqlWithMacros } from './sqlWithMacros';
import { viewerZone } from './viewerZone';

const ZONES: [string | undefined, string][] = [
  ['browser', 'Europe/Berlin'],
  ['', 'Europe/Berlin'],
  [undefined, 'Europe/Berlin'],
  ['utc', 'UTC'],
  ['Asia/Tokyo', 'Asia/Tokyo'],
];
test.each(ZONES)('the zone %j is %s', (asked, expected) => expect(viewerZone(asked, 'Europe/Berlin')).toBe(expected));

const SQL: [string, string, string][] = [
  ['macros stay', 'SELECT $__interval, $__interval_ms, $__timeFilter(t)', 'SELECT $__interval, $__interval_ms, $__timeFilter(t)'],
  ['variables beside and inside of them do not', '$__in(topic, $topic) AND $x', '$__in(topic, <topic>) AND <x>'],
  ['what only begins like a macro is a variable', '$__intervals', '<__intervals>'],
];
test.each(SQL)('SQL: %s', (_name, text, expected) =>
  expect(replaceOutsideMacros(text, (part) => part.replace(/\$(\w+)/g, '<$1>'))).toBe(expected),
);

test('ad hoc filters: several values, none yet, an operator that is not known', () => {
  const row = (operator: string, value: string, values?: string[]) => ({ key: 'topic', operator, value, ...(values && { values }) });
  expect(adHocFilters([row('=|', 'a', ['a', 'b']), row('=~', ''), row('??', 'a'), row('!=', '')])).toEqual([
    { field: 'topic', operator: 'in', values: ['a', 'b'] },
    { field: 'topic', operator: '!=', values: [''] },
  ]);
});

test('SQL of a question follows the time range; of several statements the first is kept', () => {
  const [from, to] = [Date.UTC(2026, 10, 25, 6, 30), Date.UTC(2026, 10, 25, 8, 30)];
  const sql = `SELECT 1 WHERE time >= fromUnixTimestamp64Milli(${from}) AND hour >= '2026-11-25 06:00:00' AND hour < '2026-11-25 09:00:00';\n\nSELECT 2`;
  expect(sqlWithMacros(sql, { from, to })).toBe(
    'SELECT 1 WHERE time >= $__fromTime AND hour >= toStartOfHour($__fromTime) AND hour < $__toTime',
  );
});

const number = { name: 'latency_ms', label: 'Latency', description: '', type: 'number', groupable: false } as const;
const CHECKS: [string, Parameters<typeof checkFilter>, string | undefined][] = [
  ['a number', [{ field: 'latency_ms', operator: '>', values: ['1e3'] }, number], undefined],
  ['no number', [{ field: 'latency_ms', operator: '>', values: ['fast'] }, number], '"fast" is no number.'],
  ['a variable may become one', [{ field: 'latency_ms', operator: '>', values: ['$limit'] }, number], undefined],
  ['a number has no pattern', [{ field: 'latency_ms', operator: '=~', values: ['1'] }, number], 'Latency cannot be compared with =~.'],
  ['an open bracket', [{ field: 'topic', operator: '=~', values: ['re(turn'] }, undefined], '"re(turn" is no regular expression.'],
  ['flags of RE2', [{ field: 'topic', operator: '=~', values: ['(?i)return'] }, undefined], undefined],
];
test.each(CHECKS)('filter: %s', (_name, given, expected) => expect(checkFilter(...given)).toBe(expected));
