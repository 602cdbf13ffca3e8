import { parseRange } from './parseRange';

const NOW = Date.UTC(2026, 10, 25, 12);
const HOUR = 3_600_000;

test.each([
  ['24h', NOW - 24 * HOUR, NOW],
  ['7d', NOW - 168 * HOUR, NOW],
  ['2026-11-01/2026-11-08', Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 8)],
  ['2026-11-01T06:00/2026-11-01T09:00:00Z', Date.UTC(2026, 10, 1, 6), Date.UTC(2026, 10, 1, 9)],
  ['2026-11-01T06:00+02:00/2026-11-02', Date.UTC(2026, 10, 1, 4), Date.UTC(2026, 10, 2)],
])('%s', (text, from, to) => {
  expect(parseRange(text, NOW)).toEqual({ from, to });
});

test.each(['', '7', 'd', 'yesterday', '2026-11-08/2026-11-01', '2026-11-01', '2026-11-01/', 'a/b', '2026-11-01/2026-11-02/2026-11-03'])(
  '"%s" is no range',
  (text) => {
    expect(parseRange(text, NOW)).toBeUndefined();
  },
);
