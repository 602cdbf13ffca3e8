import { timeReader } from './timeReader';

const CASES: [string, string, string][] = [
  ["DateTime64(9, 'UTC')", '2026-11-25 06:00:00.123456789', '2026-11-25T06:00:00.123Z'],
  ['DateTime', '2026-11-25 06:00:00', '2026-11-25T06:00:00.000Z'],
  ['DateTime64(1)', '2026-11-25 06:00:00.5', '2026-11-25T06:00:00.500Z'],
  ['Date', '2026-11-25', '2026-11-25T00:00:00.000Z'],
  ['Date32', '1925-01-01', '1925-01-01T00:00:00.000Z'],
  ["DateTime('Asia/Kolkata')", '2026-11-25 06:00:00', '2026-11-25T00:30:00.000Z'],
  ["DateTime('Europe/Berlin')", '2026-07-01 02:00:00', '2026-07-01T00:00:00.000Z'],
  // Berlin goes from 02:00 to 03:00 on 2026-03-29 (at 01:00 UTC) and from 03:00 back to 02:00 on 2026-10-25 (at 01:00 UTC).
  ["DateTime('Europe/Berlin')", '2026-03-29 01:59:59', '2026-03-29T00:59:59.000Z'],
  ["DateTime('Europe/Berlin')", '2026-03-29 03:00:00', '2026-03-29T01:00:00.000Z'],
  ["DateTime('Europe/Berlin')", '2026-10-25 01:30:00', '2026-10-24T23:30:00.000Z'],
  ["DateTime('Europe/Berlin')", '2026-10-25 03:00:00', '2026-10-25T02:00:00.000Z'],
  ["DateTime64(3, 'America/New_York')", '1969-12-31 19:00:00.001', '1970-01-01T00:00:00.001Z'],
];
test.each(CASES)('%s %s', (type, text, expected) => expect(new Date(timeReader(type)?.(text) ?? NaN).toISOString()).toBe(expected));

test('of the hour that a clock shows twice the first is meant', () => {
  expect(timeReader("DateTime('Europe/Berlin')")?.('2026-10-25 02:30:00')).toBe(Date.UTC(2026, 9, 25, 0, 30));
});
test('null and what is no time stay out', () => {
  expect(timeReader('DateTime')?.(null)).toBeNull();
  expect(timeReader('DateTime')?.('never')).toBeNull();
  expect(timeReader('String')).toBeNull();
  expect(timeReader('Array(DateTime)')).toBeNull();
});
