import { boundId } from './boundId';

test.each([
  ['a', ['a'], '["a"]a'],
  ['1', ['b', 'a'], '["a","b"]1'],
  ['["a"]1', ['a'], '["a"]1'],
  ['["b"]1', ['a'], '["a"]["b"]1'],
  ['', ['a"]'], '["a\\"]"]'],
])('%s of %j', (id, services, expected) => {
  expect(boundId(id, services)).toBe(expected);
  expect(boundId(expected, services)).toBe(expected);
});
