/** Buckets by the viewer's clock on the real engine, with the starts worked out by hand from the zones' rules. */
import { bucketStart } from '../../src/core/sql/bucket';
import { param, print, sql } from '../../src/core/sql/sql';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const H = 3_600_000;
const DAY = 24 * H;

/** Berlin: UTC+1, from 2026-03-29 01:00 to 2026-10-25 01:00 UTC UTC+2. Kolkata: UTC+5:30. New York in July: UTC-4. */
const CASES: [zone: string, width: number, hour: string, start: string][] = [
  ['UTC', H, '2026-03-29T01', '2026-03-29T01:00'],
  ['UTC', 6 * H, '2026-03-29T11', '2026-03-29T06:00'],
  ['UTC', DAY, '2026-03-29T23', '2026-03-29T00:00'],
  ['UTC', 7 * DAY, '2026-03-29T23', '2026-03-23T00:00'],
  // The day has 23 hours: 00:00 to 06:00 are five.
  ['Europe/Berlin', 6 * H, '2026-03-28T23', '2026-03-28T23:00'],
  ['Europe/Berlin', 6 * H, '2026-03-29T03', '2026-03-28T23:00'],
  ['Europe/Berlin', 6 * H, '2026-03-29T04', '2026-03-29T04:00'],
  ['Europe/Berlin', 6 * H, '2026-03-29T21', '2026-03-29T16:00'],
  ['Europe/Berlin', 12 * H, '2026-03-29T09', '2026-03-28T23:00'],
  ['Europe/Berlin', 12 * H, '2026-03-29T10', '2026-03-29T10:00'],
  ['Europe/Berlin', DAY, '2026-03-29T21', '2026-03-28T23:00'],
  ['Europe/Berlin', DAY, '2026-03-29T22', '2026-03-29T22:00'],
  ['Europe/Berlin', 7 * DAY, '2026-03-29T21', '2026-03-22T23:00'],
  ['Europe/Berlin', 7 * DAY, '2026-03-29T22', '2026-03-29T22:00'],
  // The day has 25 hours: 00:00 to 06:00 are seven.
  ['Europe/Berlin', 6 * H, '2026-10-24T22', '2026-10-24T22:00'],
  ['Europe/Berlin', 6 * H, '2026-10-25T04', '2026-10-24T22:00'],
  ['Europe/Berlin', 6 * H, '2026-10-25T05', '2026-10-25T05:00'],
  ['Europe/Berlin', DAY, '2026-10-25T22', '2026-10-24T22:00'],
  ['Europe/Berlin', DAY, '2026-10-25T23', '2026-10-25T23:00'],
  // Hours are whole in UTC, so midnight in Kolkata (18:30 UTC) lies inside one, which counts to the day in which it begins.
  ['Asia/Kolkata', DAY, '2026-03-29T18', '2026-03-28T18:30'],
  ['Asia/Kolkata', DAY, '2026-03-29T19', '2026-03-29T18:30'],
  ['Asia/Kolkata', 6 * H, '2026-03-29T19', '2026-03-29T18:30'],
  ['Asia/Kolkata', 6 * H, '2026-03-30T00', '2026-03-29T18:30'],
  ['Asia/Kolkata', 6 * H, '2026-03-30T01', '2026-03-30T00:30'],
  ['America/New_York', DAY, '2026-07-02T03', '2026-07-01T04:00'],
  ['America/New_York', DAY, '2026-07-02T04', '2026-07-02T04:00'],
];

forEachDriver('buckets', (open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  test.each(CASES)('%s, %i ms, %s', async (zone, width, hour, start) => {
    const seconds = Date.parse(`${hour}:00Z`) / 1000;
    const { rows } = await store.driver.query(
      print(sql`SELECT ${bucketStart(width, zone)} FROM (SELECT ${param(seconds, "DateTime('UTC')")} AS hour)`),
    );
    expect(new Date(Number(rows[0]?.[0]) * 1000).toISOString().slice(0, 16)).toBe(start);
  });
});
