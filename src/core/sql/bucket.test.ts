import { bucketStart, bucketWidth, knownZone } from './bucket';
import { printReadable } from './sql';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const WIDTHS: [string, number, number, number, number][] = [
  ['an hour is the finest', HOUR, 1000, 1, HOUR],
  ['a day in 60 points', DAY, 60, 0, HOUR],
  ['a week in 60 points is 2.8 hours a point', 7 * DAY, 60, 0, 3 * HOUR],
  ['a month in 60 points is 12 hours a point', 30 * DAY, 60, 0, 12 * HOUR],
  ['a quarter in 60 points', 90 * DAY, 60, 0, 7 * DAY],
  ['what was asked is not undercut', DAY, 1000, 5 * HOUR, 6 * HOUR],
  ['two years', 730 * DAY, 60, 0, 7 * DAY],
];
test.each(WIDTHS)('%s', (_name, range, points, asked, expected) => expect(bucketWidth(range, points, asked)).toBe(expected));

const STARTS: [number, string][] = [
  [HOUR, 'toUnixTimestamp(hour)'],
  [6 * HOUR, "toUnixTimestamp(toStartOfInterval(hour, toIntervalHour(6), 'Europe/Berlin'))"],
  [DAY, "toUnixTimestamp(toStartOfDay(hour, 'Europe/Berlin'))"],
  [7 * DAY, "toUnixTimestamp(toDateTime(toMonday(hour, 'Europe/Berlin'), 'Europe/Berlin'))"],
];
test.each(STARTS)('buckets of %i ms', (width, expected) => expect(printReadable(bucketStart(width, 'Europe/Berlin'))).toBe(expected));

const ZONES: [string, string][] = [
  ['Europe/Berlin', 'Europe/Berlin'],
  ['utc', 'UTC'],
  ['browser', 'UTC'],
  ['', 'UTC'],
  ['Mars/Olympus', 'UTC'],
  ['+05:30', 'UTC'],
  ["Europe/Berlin'); DROP TABLE x --", 'UTC'],
];
test.each(ZONES)('zone %j is read as %s', (asked, expected) => expect(knownZone(asked)).toBe(expected));
