import { bucketFloor, bucketQuantile, latencyLimit } from './latencyLimit';
import { rankChanges, type ChangeCandidate } from './rankChanges';
import { segmentThreshold } from './segmentThreshold';
import { seasonOf } from './seasonOf';
import { answersFactor, sensitivity } from './sensitivity';
import { growingWindows } from './scanPlan';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 19, 9);

function change(name: string, hoursBefore: number, reach: number | null): ChangeCandidate {
  return { kind: 'prompt', service: 's', name, version: 'v', previous: 'u', firstSeen: START - hoursBefore * HOUR, traceId: '', reach };
}

test('changes: near and within the traffic first, far and untouched last', () => {
  const ranked = rankChanges(
    [
      change('near but elsewhere', 1, 0),
      change('long ago', 240, 1),
      change('near and within', 2, 1),
      change('unknown', 2, null),
      change('a day before', 24, 1),
    ],
    START,
  );
  expect(ranked.map(({ name }) => name)).toEqual(['near and within', 'a day before', 'unknown', 'near but elsewhere', 'long ago']);
});

test('changes: one soon after the estimated start counts, one long after does not', () => {
  const ranked = rankChanges(
    [change('three hours after', -3, 1), change('two days after', -48, 1), change('a month before', 720, 1)],
    START,
  );
  expect(ranked.map(({ name, hoursBefore }) => [name, hoursBefore])).toEqual([['three hours after', -3]]);
});

/** sqrt(16 + 2 ln 60) = 4.92 (statistics 2.4). */
test('threshold of 60 segments', () => {
  expect(segmentThreshold(4, 60)).toBeCloseTo(4.92, 2);
  expect(segmentThreshold(4, 1)).toBe(4);
  expect(segmentThreshold(4, 0)).toBe(4);
});

/** Statistics §4: 200 judged a day, wobble 0.04: 0.39 in a day, 0.16 in a week; four times more judging: 0.26 in a day. */
test('sensitivity as the statistics state it', () => {
  const yardstick = { variance: 0.94, size: 5600, days: 28, tau2: 0.0016 };
  const plan = { condition: { kind: 'difference', difference: 0.05 } } as const;
  const day = { z: 4, perDay: 200, hours: 24 };
  expect(sensitivity(day, yardstick, plan)).toBeCloseTo(0.39, 2);
  expect(sensitivity({ ...day, hours: 168 }, yardstick, plan)).toBeCloseTo(0.16, 1);
  expect(sensitivity({ ...day, perDay: 800 }, yardstick, plan)).toBeCloseTo(0.26, 1);
  expect(sensitivity({ ...day, perDay: 0 }, yardstick, plan)).toBeNull();
});

test('answers that a wanted sensitivity takes, and that no number of them beats the wobble', () => {
  const yardstick = { variance: 0.94, size: 5600, days: 28, tau2: 0.0016 };
  const plan = { condition: { kind: 'difference', difference: 0.05 } } as const;
  const rule = { z: 4, perDay: 200, hours: 24 };
  const factor = answersFactor(0.3, rule, yardstick, plan) ?? 0;
  expect(sensitivity({ ...rule, perDay: 200 * factor }, yardstick, plan)).toBeCloseTo(0.3, 10);
  expect(answersFactor(0.15, rule, yardstick, plan)).toBeNull();
});

test('windows of a rate grow by half', () => {
  expect(growingWindows(1)).toEqual([1, 2, 3, 5, 8, 12, 18, 27, 41, 62, 93, 140]);
  expect(growingWindows(24)).toEqual([24, 36, 54, 81, 122]);
});

describe('latency buckets', () => {
  test('a limit is rounded up to a bucket, at most 9 %', () => {
    for (const ms of [0, 1, 37, 800, 2000, 61_234]) {
      const limit = latencyLimit(ms);
      expect(limit.ms).toBeGreaterThanOrEqual(ms - 1e-6);
      expect(limit.ms).toBeLessThan((ms + 1) * 1.0906);
    }
    expect(latencyLimit(bucketFloor(80)).bucket).toBe(80);
  });

  /** 90 in the bucket from 1023 ms on, 10 in the one from 2047 ms on: the p95 is in the middle of the second. */
  test('quantile within a bucket', () => {
    const counts = new Map([
      [88, 10],
      [80, 90],
    ]);
    expect(bucketQuantile(counts, 0.95)).toBeCloseTo((2047 + (2 ** (89 / 8) - 1)) / 2, 6);
    expect(bucketQuantile(new Map(), 0.95)).toBeNull();
  });
});

describe('hour of the week by the clock of a zone', () => {
  test.each([
    ['UTC', Date.UTC(2026, 10, 23, 0), 0],
    ['UTC', Date.UTC(2026, 10, 22, 23), 167],
    ['Europe/Berlin', Date.UTC(2026, 10, 22, 23), 0],
    ['Asia/Kolkata', Date.UTC(2026, 10, 23, 0), 5],
    ['America/New_York', Date.UTC(2026, 10, 23, 0), 6 * 24 + 19],
  ])('%s at %i', (zone, ms, expected) => expect(seasonOf(zone)(ms / 1000)).toBe(expected));
});
