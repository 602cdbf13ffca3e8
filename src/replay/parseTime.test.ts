import fc from 'fast-check';
import { parseTime } from './parseTime';

const NS = 1_700_000_000_000_000_000n;

test.each<[string, string | number, bigint | undefined]>([
  ['ISO with zone', '2023-11-14T22:13:20Z', NS],
  ['offset', '2023-11-14T23:13:20+01:00', NS],
  ['offset without colon', '2023-11-14T23:13:20+0100', NS],
  ['nine decimals', '2023-11-14T22:13:20.123456789Z', NS + 123_456_789n],
  ['as ClickHouse prints it', '2023-11-14 22:13:20.5', NS + 500_000_000n],
  ['as ClickHouse prints it, zone named', '2023-11-14 22:13:20 UTC', NS],
  ['no seconds', '2023-11-14T22:13', NS - 20_000_000_000n],
  ['a day', '1970-01-02', 86_400_000_000_000n],
  ['seconds', 1_700_000_000, NS],
  ['seconds with fraction', 1_700_000_000.25, NS + 250_000_000n],
  ['milliseconds', 1_700_000_000_000, NS],
  ['microseconds', 1_700_000_000_000_000, NS],
  ['nanoseconds as text keep every digit', '1700000000000000001', NS + 1n],
  ['seconds as text', '1700000000', NS],
  ['no time', 'yesterday', undefined],
  ['a month 13', '2023-13-01', undefined],
  ['hour 25', '2023-11-14T25:00:00Z', undefined],
  ['before 1970', '1969-12-31T23:59:59Z', undefined],
  ['negative', -5, undefined],
  ['empty', '', undefined],
])('%s', (_, value, expected) => {
  expect(parseTime(value)).toBe(expected);
});

test('any millisecond survives as ISO text, as a number and as digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200_000_000_000, max: 4_000_000_000_000 }), (ms) => {
      const ns = BigInt(ms) * 1_000_000n;
      expect([parseTime(new Date(ms).toISOString()), parseTime(ms), parseTime(`${ns}`)]).toEqual([ns, ns, ns]);
    }),
  );
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseTime(text)));
});
