import { cutIntoGroups, type TraceSize } from './groupBySize';

const MIB = 1024 ** 2;
const few = (text = 0): TraceSize => ({ spans: 10, text });
const many = (spans: number): TraceSize => ({ spans, text: 0 });

test.each<[string, readonly TraceSize[], readonly number[]]>([
  ['nothing', [], []],
  ['small ones together', [few(), few(), few()], [3]],
  ['up to 20,000 spans', [many(12_000), many(8_000), many(1)], [2, 1]],
  ['a huge one alone', [few(), many(100_000), few(), few()], [1, 1, 2]],
  ['up to 32 MiB of text', [few(20 * MIB), few(12 * MIB), few(1)], [2, 1]],
  ['much text alone', [few(400 * MIB), few(), few()], [1, 2]],
])('%s', (_name, sizes, expected) => {
  const groups = cutIntoGroups(sizes, (size) => size);
  expect(groups.map(({ length }) => length)).toEqual(expected);
  expect(groups.flat()).toEqual(sizes);
});
