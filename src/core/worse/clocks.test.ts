/** Days on which clocks change, and weights that change on the way: what must not move an expectation. */
import type { Cell } from './cell';
import { makeBaseline } from './baseline';
import { scanCells } from './scanCells';
import type { ScanPlan } from './scanPlan';
import { seasonOf } from './seasonOf';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Last or first Sunday of a month, by counting days of UTC. */
function sunday(year: number, month: number, which: 'last' | 'first' | 'second'): number {
  const days = Array.from({ length: 31 }, (_, i) => new Date(Date.UTC(year, month - 1, i + 1))).filter(
    (day) => day.getUTCMonth() === month - 1 && day.getUTCDay() === 0,
  );
  const at = which === 'last' ? days.length - 1 : which === 'first' ? 0 : 1;
  return (days[at]?.getTime() ?? 0) / 1000;
}

/**
 * A second implementation, from the laws and not from a table of zones: Berlin is one hour ahead, two from the last Sunday of March,
 * 01:00 UTC, to that of October; New York five behind, four from the second Sunday of March, 02:00 by its clock, to the first of November.
 */
const OFFSET: Readonly<Record<string, (at: number) => number>> = {
  'Europe/Berlin': (at) => {
    const year = new Date(at * 1000).getUTCFullYear();
    const isSummer = at >= sunday(year, 3, 'last') + HOUR && at < sunday(year, 10, 'last') + HOUR;
    return isSummer ? 2 : 1;
  },
  'America/New_York': (at) => {
    const year = new Date(at * 1000).getUTCFullYear();
    const isSummer = at >= sunday(year, 3, 'second') + 7 * HOUR && at < sunday(year, 11, 'first') + 6 * HOUR;
    return isSummer ? -4 : -5;
  },
};

/** Hour of the week, Monday 00 h is 0: 1 January 1970 was a Thursday. */
function weekHour(at: number, zone: string): number {
  const local = Math.floor(at / HOUR) + (OFFSET[zone]?.(at) ?? 0);
  return (local + 3 * 24) % 168;
}

const CHANGES = [
  ['Europe/Berlin', 'forward', Date.UTC(2026, 2, 29) / 1000],
  ['Europe/Berlin', 'back', Date.UTC(2026, 9, 25) / 1000],
  ['America/New_York', 'forward', Date.UTC(2026, 2, 8) / 1000],
  ['America/New_York', 'back', Date.UTC(2026, 10, 1) / 1000],
] as const;

/** Answers an hour, so many that the prior of 50 draws no expectation away from its hour. */
const MANY = 50_000;

describe.each(CHANGES)('clocks of %s go %s', (zone, _direction, day) => {
  const hours = Array.from({ length: 6 * 24 }, (_, i) => day - 3 * DAY + i * HOUR);

  test('each hour is the one that the clock on the wall shows', () => {
    const season = seasonOf(zone);
    expect(hours.map(season)).toEqual(hours.map((hour) => weekHour(hour, zone)));
  });

  test('a habit of people is no fall after the change', () => {
    // Scored by the clock on the wall: 2 at nine and ten in the morning, else 4. The change lies between baseline and now.
    const end = day + 4 * DAY;
    const cells = Array.from({ length: 35 * 24 }, (_, i): Cell => {
      const hour = end - 35 * DAY + i * HOUR;
      const x = [9, 10].includes(weekHour(hour, zone) % 24) ? 2 : 4;
      return { hour, topic: 'a', n: MANY, w: MANY, w2: MANY, x: MANY * x, xx: MANY * (x * x + 0.1) };
    });
    const by = (timezone: string) =>
      scanCells(cells, { ...PLAN, end, recentFrom: end - 7 * DAY, baseFrom: end - 35 * DAY, baseTo: end - 7 * DAY, timezone });
    const wall = by(zone);
    expect(Math.abs(wall.worse?.fall ?? 0)).toBeLessThan(1e-3);
    // By the clock of UTC the habit moves by an hour, which some window takes for a change.
    const utc = by('UTC');
    expect(Math.max(Math.abs(utc.worse?.fall ?? 0), Math.abs(utc.better?.fall ?? 0))).toBeGreaterThan(0.01);
  });
});

const PLAN: ScanPlan = {
  law: 'mean',
  worse: 'lower',
  end: 0,
  recentFrom: 0,
  baseFrom: 0,
  baseTo: 0,
  season: 'day',
  timezone: 'UTC',
  windows: null,
  minSize: 30,
  minEvents: 0,
  condition: { kind: 'difference', difference: 0.05 },
};

describe('weights of 1 / p that change on the way', () => {
  const end = 840 * HOUR;
  const plan = { ...PLAN, end, recentFrom: end - 168 * HOUR, baseFrom: 0, baseTo: end - 168 * HOUR };
  /** Three scores of each hour, of as many requests as they stand for. */
  const cell = (hour: number, topic: string, mean: number, weight: number): Cell => {
    const scores = [mean - 1, mean, mean + 1];
    return {
      hour,
      topic,
      n: 3,
      w: 3 * weight,
      w2: 3 * weight * weight,
      x: weight * scores.reduce((sum, score) => sum + score, 0),
      xx: weight * scores.reduce((sum, score) => sum + score * score, 0),
    };
  };
  const stream = (weightOf: (hour: number) => number): Cell[] =>
    Array.from({ length: 840 }, (_, i) => i * HOUR).flatMap((hour) => [
      cell(hour, 'a', 4, weightOf(hour)),
      cell(hour, 'b', 3, weightOf(hour)),
    ]);

  test('leave the weighted mean where it is, in the baseline and since', () => {
    // Sampling goes from every second request to one in twenty in the middle of the baseline, and back within the week.
    const changing = stream((hour) => (hour > 400 * HOUR && hour < 740 * HOUR ? 20 : 2));
    expect(makeBaseline(changing, plan)?.mean).toBeCloseTo(3.5, 12);
    const scan = scanCells(changing, plan);
    expect(scan.recent.mean).toBeCloseTo(3.5, 12);
    expect(scan.worse?.fall).toBeCloseTo(0, 9);
    expect(scan.better?.fall).toBeCloseTo(0, 9);
  });

  test('cost answers: they are worth what Kish says', () => {
    // Half of the baseline's answers weigh 1, half 3: (Σw)² / Σw² = n · (1 + 3)² / (2 · (1 + 9)) = 0.8 n.
    const half = stream((hour) => (hour < 336 * HOUR ? 1 : 3));
    const baseline = makeBaseline(half, plan);
    expect(baseline?.n).toBe(672 * 6);
    expect(baseline?.size).toBeCloseTo(0.8 * 672 * 6, 6);
  });
});
