import fc from 'fast-check';
import { table } from '../core/model/table';
import { encodeBlock } from './encodeBlock';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

function varint(value: number): Buffer {
  const groups: number[] = [];
  for (let rest = value; groups.length === 0 || rest > 0; rest = Math.floor(rest / 128)) groups.push(rest % 128);
  return Buffer.from(groups.map((group, index) => (index < groups.length - 1 ? group + 128 : group)));
}

const textBytes = (text: string): Buffer => {
  const utf8 = Buffer.from(text, 'utf8');
  return Buffer.concat([varint(utf8.length), utf8]);
};

/** The values of one column behind its head. They may be wrong for the type, as data from outside is. */
function encode(type: string, ...values: readonly unknown[]): Buffer {
  const block = encodeBlock(
    table('t', { c: type }),
    values.map((c) => ({ c: c as never })),
  );
  const head = Buffer.concat([varint(1), varint(values.length), textBytes('c'), textBytes(type)]);
  expect(block.subarray(0, head.length)).toEqual(head);
  return block.subarray(head.length);
}

const EIGHT = (digits: string): string => digits.padEnd(16, '0');
/** Version of a dictionary, which stands before the data of its column. */
const VERSION = EIGHT('01');
/** Indexes of one byte, keys follow. */
const SMALL = EIGHT('0006');

/** Bytes by hand from the description of the format; the engine reads them in tests/engine. */
test.each<[string, string, readonly unknown[], string]>([
  ['an empty text', 'String', [''], '00'],
  ['ASCII', 'String', ['Az'], '02 417a'],
  ['NUL', 'String', ['\0'], '01 00'],
  ['two, three and four bytes', 'String', ['é€😀'], '09 c3a9 e282ac f09f9880'],
  ['a lone surrogate becomes U+FFFD', 'String', ['a\ud800b'], '05 61 efbfbd 62'],
  ['a text whose length takes two bytes', 'String', ['x'.repeat(300)], `ac02${'78'.repeat(300)}`],
  ['a text whose length in bytes takes one more than that in characters', 'String', ['é'.repeat(100)], `c801${'c3a9'.repeat(100)}`],
  ['words', 'LowCardinality(String)', ['ok', '', 'ok'], `${VERSION} ${SMALL} ${EIGHT('02')} 02 6f6b 00 ${EIGHT('03')} 00 01 00`],
  ['UInt8', 'UInt8', [255, 1], 'ff 01'],
  ['UInt16', 'UInt16', [0x1234], '3412'],
  ['UInt32', 'UInt32', [4_294_967_295], 'ffffffff'],
  ['Int32', 'Int32', [-2], 'feffffff'],
  ['UInt64', 'UInt64', [0x0102030405060708n], '0807060504030201'],
  ['the largest UInt64', 'UInt64', [2n ** 64n - 1n], 'ffffffffffffffff'],
  ['Float64', 'Float64', [1.5], '000000000000f83f'],
  ['NULL and not', 'Nullable(UInt32)', [null, 7], '01 00 00000000 07000000'],
  ['lists', 'Array(String)', [['a', ''], [], ['b']], `${EIGHT('02')} ${EIGHT('02')} ${EIGHT('03')} 0161 00 0162`],
  ['a list with NULL', 'Array(Nullable(Float64))', [[null, 1.5]], `${EIGHT('02')} 01 00 0000000000000000 000000000000f83f`],
  ['no words', 'Array(LowCardinality(String))', [[], []], `${VERSION} ${EIGHT('')} ${EIGHT('')}`],
  [
    'maps',
    'Map(LowCardinality(String), String)',
    [new Map([['k', 'v']]), new Map([['k', '']])],
    `${VERSION} ${EIGHT('01')} ${EIGHT('02')} ${SMALL} ${EIGHT('01')} 016b ${EIGHT('02')} 00 00 0176 00`,
  ],
  ['times', "DateTime64(9, 'UTC')", [1n, -1n], '0100000000000000 ffffffffffffffff'],
])('%s', (_name, type, values, expected) => {
  expect(encode(type, ...values)).toEqual(bytes(expected));
});

test.each([
  [256, 0],
  [257, 1],
  [65_537, 2],
])('%i words take indexes of 2^%i bytes', (count, width) => {
  const data = encode('LowCardinality(String)', ...Array.from({ length: count }, (_, i) => String(i)));
  expect(data.readUInt8(8)).toBe(width);
  const size = 2 ** width;
  expect(data.subarray(-size).readUIntLE(0, size)).toBe(count - 1);
});

test.each<[string, string, unknown]>([
  ['NaN', 'UInt32', NaN],
  ['a fraction', 'UInt32', 1.5],
  ['one too many', 'UInt8', 256],
  ['a negative number', 'UInt16', -1],
  ['an Int32 that is too small', 'Int32', -2_147_483_649],
  ['text for a number', 'Float64', '1'],
  ['undefined', 'Float64', undefined],
  ['NULL where there is none', 'String', null],
  ['a number for text', 'String', 1],
  ['a number for a word', 'LowCardinality(String)', 1],
  ['a UInt64 below zero', 'UInt64', -1n],
  ['a UInt64 above its end', 'UInt64', 2n ** 64n],
  ['a time after 2262', 'DateTime64(9)', 2n ** 63n],
  ['a time before 1900', 'DateTime64(9)', -2_208_988_800_000_000_001n],
  ['text for a list', 'Array(String)', 'abc'],
  ['an object for a map', 'Map(LowCardinality(String), String)', { a: 'b' }],
  ['a wrong item', 'Array(String)', ['a', 1]],
])('%s is refused', (_name, type, value) => {
  expect(() => encode(type, value)).toThrow(expect.objectContaining({ kind: 'invalid', message: expect.stringContaining('t.c, row 1: ') }));
});

test('the message names the row and the column, also for what stands in a list', () => {
  const t = table('spans', { a: 'Array(String)', b: 'UInt8' });
  expect(() =>
    encodeBlock(t, [
      { a: ['x', 'y'], b: 1 },
      { a: [], b: 300 },
    ]),
  ).toThrow('spans.b, row 2: 300 is no whole number from 0 to 255');
  expect(() =>
    encodeBlock(t, [
      { a: ['x', 'y'], b: 1 },
      { a: [1 as never], b: 1 },
    ]),
  ).toThrow('spans.a, row 2: number is no text');
});

test('columns stand in the order of the table, not of the row', () => {
  expect(encodeBlock(table('t', { a: 'UInt8', b: 'UInt8' }), [{ b: 2, a: 1 }])).toEqual(
    Buffer.concat([bytes('02 01'), textBytes('a'), textBytes('UInt8'), bytes('01'), textBytes('b'), textBytes('UInt8'), bytes('02')]),
  );
});

test('a type that nobody wrote a form for is a defect of the table', () => {
  expect(() => encode('Decimal(9, 2)', 1)).toThrow('No binary form is known for the column type Decimal(9, 2)');
});

test('any text is its length and its UTF-8, however long it is and wherever a buffer ends', () => {
  const texts = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
    ),
  );
  fc.assert(
    fc.property(texts, fc.nat(70_000), (list, filler) => {
      const all = ['f'.repeat(filler), ...list];
      // Compared as bytes: a matcher would walk through each of them.
      expect(encode('String', ...all).equals(Buffer.concat(all.map(textBytes)))).toBe(true);
    }),
  );
});

describe('the size of a block', () => {
  const texts = table('texts', { c: 'String' });

  test('many small rows behind a huge one take a buffer that grows, not one of huge rows', () => {
    encodeBlock(texts, [{ c: 'x'.repeat(2_000_000) }]);
    // 2,700 such rows would be 5.4 GB, which Node 20 has no buffer for.
    const block = encodeBlock(
      texts,
      Array.from({ length: 2_700 }, () => ({ c: 'ab' })),
    );
    expect(block.length).toBe(1 + 2 + 2 + 7 + 2_700 * 3);
    expect(block.buffer.byteLength).toBeLessThanOrEqual(64 * 1024 ** 2);
  });

  test('a block over the limit is refused as a whole, its half is taken', () => {
    const rows = Array.from({ length: 4 }, () => ({ c: 'x'.repeat(1_000) }));
    expect(() => encodeBlock(texts, rows, 4_000)).toThrow(expect.objectContaining({ name: 'StorageError', kind: 'invalid' }));
    expect(encodeBlock(texts, rows.slice(2), 5_000).length).toBe(1 + 1 + 2 + 7 + 2 * 1_002);
  });
});
