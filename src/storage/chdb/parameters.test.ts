import type { Param } from '../driver';
import { setParameters } from './parameters';

/** What stands between the quotes was worked out by hand: first the escapes of a TSV field, then those of a literal. */
test.each<[string, Param, string]>([
  ['text', 'plain', 'plain'],
  ['a quote', "it's", "it\\'s"],
  ['a backslash', 'a\\b', 'a\\\\\\\\b'],
  ['a line end and a tab', 'a\n\tb', 'a\\\\n\\\\tb'],
  ['NUL', 'a\0b', 'a\\\\0b'],
  ['the end of the literal and more', "'; DROP TABLE x; --", "\\'; DROP TABLE x; --"],
  ['a number', 1.5, '1.5'],
  ['a large number', 2n ** 63n, '9223372036854775808'],
  ['yes', true, '1'],
  ['NULL', null, '\\\\N'],
  ['a list of numbers', [1, 2], '[1,2]'],
  ['a list of texts', ["it's", 'a\\b'], "[\\'it\\\\\\'s\\',\\'a\\\\\\\\b\\']"],
  ['a list with NULL', ['a', null], "[\\'a\\',NULL]"],
  ['a lone surrogate', '\ud800', '\ufffd'],
])('%s', (_name, value, expected) => {
  expect(setParameters({ p: value })).toEqual([`SET param_p = '${expected}'`]);
});

test('a name that could end the statement is refused', () => {
  expect(() => setParameters({ 'p = 1; x': 1 })).toThrow(expect.objectContaining({ kind: 'invalid' }));
});

test('several are bound by one statement, none by none', () => {
  expect(setParameters({ a: 1, b: 'x, param_c = 2' })).toEqual(["SET param_a = '1', param_b = 'x, param_c = 2'"]);
  expect(setParameters({})).toEqual([]);
});
