import fc from 'fast-check';
import { table } from '../core/model/table';
import { encodeRows } from './rowBinary';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
/** Encodes one value as the only column of one row; the value may be wrong for the type, as data from outside is. */
const encode = (type: string, value: unknown): Buffer => encodeRows(table('t', { c: type }), [{ c: value as never }]);

/** Bytes by hand from the format's description. */
test.each<[string, string, unknown, string]>([
  ['an empty text', 'String', '', '00'],
  ['ASCII', 'String', 'Az', '02 417a'],
  ['NUL', 'String', '\0', '01 00'],
  ['two, three and four bytes', 'String', 'é€😀', '09 c3a9 e282ac f09f9880'],
  ['a lone surrogate becomes U+FFFD', 'String', 'a\ud800b', '05 61 efbfbd 62'],
  ['a text whose length takes two bytes', 'String', 'x'.repeat(300), `ac02${'78'.repeat(300)}`],
  ['a word', 'LowCardinality(String)', 'ok', '02 6f6b'],
  ['UInt8', 'UInt8', 255, 'ff'],
  ['UInt16', 'UInt16', 0x1234, '3412'],
  ['UInt32', 'UInt32', 4_294_967_295, 'ffffffff'],
  ['Int32', 'Int32', -2, 'feffffff'],
  ['UInt64', 'UInt64', 0x0102030405060708n, '0807060504030201'],
  ['the largest UInt64', 'UInt64', 2n ** 64n - 1n, 'ffffffffffffffff'],
  ['Float64', 'Float64', 1.5, '000000000000f83f'],
  ['NULL', 'Nullable(UInt32)', null, '01'],
  ['no NULL', 'Nullable(UInt32)', 7, '00 07000000'],
  ['a list', 'Array(String)', ['a', ''], '02 0161 00'],
  ['a list with NULL', 'Array(Nullable(Float64))', [null, 0], '02 01 00 0000000000000000'],
  ['a map', 'Map(LowCardinality(String), String)', new Map([['k', 'v']]), '01 016b 0176'],
  ['a time', 'DateTime64(9)', 1n, '0100000000000000'],
  ['a time before 1970', 'DateTime64(9)', -1n, 'ffffffffffffffff'],
])('%s', (_name, type, value, expected) => {
  expect(encode(type, value)).toEqual(bytes(expected));
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

test('the message names the row and the column', () => {
  const t = table('spans', { a: 'String', b: 'UInt8' });
  expect(() =>
    encodeRows(t, [
      { a: '', b: 1 },
      { a: '', b: 300 },
    ]),
  ).toThrow('spans.b, row 2: 300 is no whole number from 0 to 255');
});

test('columns stand in the order of the table, not of the row', () => {
  expect(encodeRows(table('t', { a: 'UInt8', b: 'UInt8' }), [{ b: 2, a: 1 }])).toEqual(bytes('01 02'));
});

test('a type that nobody wrote a form for is a defect of the table', () => {
  expect(() => encode('Decimal(9, 2)', 1)).toThrow('No RowBinary form is known for the column type Decimal(9, 2)');
});

test('any text is its length and its UTF-8, however long it is and wherever a buffer ends', () => {
  const t = table('t', { c: 'String' });
  const texts = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
    ),
  );
  fc.assert(
    fc.property(texts, fc.nat(70_000), (list, filler) => {
      const all = ['f'.repeat(filler), ...list];
      const expected = all.flatMap((text) => {
        const utf8 = Buffer.from(text, 'utf8');
        return [varint(utf8.length), utf8];
      });
      const rows = all.map((c) => ({ c }));
      // Compared as bytes: a matcher would walk through each of them.
      expect(encodeRows(t, rows).equals(Buffer.concat(expected))).toBe(true);
    }),
  );
});

function varint(value: number): Buffer {
  const groups: number[] = [];
  for (let rest = value; groups.length === 0 || rest > 0; rest = Math.floor(rest / 128)) groups.push(rest % 128);
  return Buffer.from(groups.map((group, index) => (index < groups.length - 1 ? group + 128 : group)));
}
