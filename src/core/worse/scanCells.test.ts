import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Cell } from './cell';
import { scanCells } from './scanCells';
import { growingWindows, type ScanPlan } from './scanPlan';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** A rolling plan that ends at `end` (seconds), as the rule for scores has it. */
function scorePlan(end: number, change: Partial<ScanPlan> = {}): ScanPlan {
  return {
    law: 'mean',
    worse: 'lower',
    end,
    recentFrom: end - 7 * DAY,
    baseFrom: end - 35 * DAY,
    baseTo: end - 7 * DAY,
    season: 'day',
    timezone: 'UTC',
    windows: null,
    minSize: 30,
    minEvents: 0,
    condition: { kind: 'difference', difference: 0.05 },
    ...change,
  };
}

/** A cell of equal scores. */
function cell(hour: number, n: number, score: number, change: Partial<Cell> = {}): Cell {
  return { hour, topic: 'a', n, w: n, w2: n, x: n * score, xx: n * score * score, ...change };
}

interface Stream {
  readonly perDay: number;
  readonly seed: number;
  readonly noise: number;
  readonly firstHour: number;
  readonly counts: string;
  readonly expected: { readonly z: number; readonly fall: number; readonly hours: number; readonly tau: number };
}

/**
 * Four streams of shared/drift-sim/lib.mjs, `stream({perDay, hours: 940, noise, seed, shift})`, each with what `scanOD` of
 * detectors.mjs says at hour 939. They differ from ours where a window begins at an hour without scores, which none of
 * their maxima does.
 */
const STREAMS: Stream[] = JSON.parse(readFileSync(join(__dirname, '../../../tests/fixtures/drift/scanStreams.json'), 'utf8'));

function cellsOf({ counts, firstHour }: Stream): Cell[] {
  return counts.split(',').map((text, index) => {
    const c = text.split(' ').map(Number);
    const sum = (power: number): number => c.reduce((total, count, score) => total + count * (score + 1) ** power, 0);
    return { hour: (firstHour + index) * HOUR, topic: 'a', n: sum(0), w: sum(0), w2: sum(0), x: sum(1), xx: sum(2) };
  });
}

test.each(STREAMS.map((stream) => [stream.perDay, stream.noise, stream.seed, stream] as const))(
  'agrees with the reference detector at %i a day, noise %i, seed %i',
  (_perDay, _noise, _seed, stream) => {
    const { worse, baseline } = scanCells(cellsOf(stream), scorePlan((stream.firstHour + 840) * HOUR));
    expect(worse?.z).toBeCloseTo(stream.expected.z, 5);
    expect(worse?.fall).toBeCloseTo(stream.expected.fall, 5);
    expect(worse?.hours).toBe(stream.expected.hours);
    expect(Math.sqrt(baseline?.tau2 ?? -1)).toBeCloseTo(stream.expected.tau, 5);
  },
);

/**
 * By hand: 28 days of 10 scores of 4 and 10 of 2 at noon, then one day of 40 scores of 2 and 20 of 4 at noon.
 * mu = 3, v = 10 - 9 = 1, n0 = 560, every day's mean is 3: tau2 = max(0, 0 - 1/20) = 0. The cell has the mean of the
 * whole, so mu_c = 3. Window: N = 60, R = 180 - 160 = 20, fall = 1/3, z = (1/3) / sqrt(1/60 + 1/560) = 2.45376.
 */
test('the formula by hand', () => {
  const end = 100 * DAY;
  const days = Array.from({ length: 28 }, (_, day) => end - 35 * DAY + day * DAY + 12 * HOUR);
  const cells = [
    ...days.flatMap((hour) => [cell(hour, 10, 4), cell(hour, 10, 2)]),
    cell(end - 12 * HOUR, 40, 2),
    cell(end - 12 * HOUR, 20, 4),
  ];
  const { worse, better, baseline, recent } = scanCells(cells, scorePlan(end));
  expect(baseline).toEqual({ n: 560, size: 560, mean: 3, variance: 1, days: 28, tau2: 0 });
  expect(recent).toEqual({ n: 60, size: 60, mean: 160 / 60, expected: 3 });
  expect(worse).toMatchObject({ hours: 12, n: 60, size: 60, expected: 3, meets: true });
  expect(worse?.fall).toBeCloseTo(1 / 3, 12);
  expect(worse?.z).toBeCloseTo(1 / 3 / Math.sqrt(1 / 60 + 1 / 560), 12);
  expect(better?.z).toBeCloseTo(-(worse?.z ?? 0), 12);
});

/**
 * By hand: 28 days of 100 answers with 2 bad ones, then a day of 100 answers with 10. X = 56, N = 2800: q = 56.5 / 2801.
 * Every cell is the whole, so the expectation is (100·28·0.02 + 50·q)/(2800 + 50).
 */
test('a rate by hand: signed root, divisor, and a baseline without wobble', () => {
  const end = 100 * DAY;
  const bad = (hour: number, n: number, x: number): Cell => ({ hour, topic: 'a', n, w: n, w2: n, x, xx: x });
  const days = Array.from({ length: 28 }, (_, day) => end - 35 * DAY + day * DAY + 12 * HOUR);
  const plan = scorePlan(end, {
    law: 'rate',
    worse: 'higher',
    windows: growingWindows(1),
    minSize: 20,
    minEvents: 3,
    condition: { kind: 'ratio', ratio: 2 },
  });
  const { worse, baseline } = scanCells([...days.map((hour) => bad(hour, 100, 2)), bad(end - 12 * HOUR, 100, 10)], plan);
  const q0 = 56.5 / 2801;
  const q = (56 + 50 * ((56 + 50 * q0) / 2850)) / 2850;
  expect(baseline?.mean).toBeCloseTo(q0, 12);
  expect(baseline?.tau2).toBe(0);
  const root = Math.sqrt(200 * (0.1 * Math.log(0.1 / q) + 0.9 * Math.log(0.9 / (1 - q))));
  expect(worse?.z).toBeCloseTo(root / Math.sqrt(1 + 100 / 2800), 10);
  // 12 hours, the first window of 1, 2, 3, 5, 8, 12, … that reaches the answers.
  expect(worse).toMatchObject({ hours: 12, n: 100, observed: 0.1, meets: true });
  expect(worse?.fall).toBeCloseTo(0.1 - q, 12);
});

test('a fixed limit needs no baseline and has no divisor', () => {
  const end = 100 * DAY;
  const plan = scorePlan(end, {
    law: 'rate',
    worse: 'higher',
    windows: [4],
    minSize: 20,
    minEvents: 3,
    condition: { kind: 'limit', limit: 0.05 },
  });
  const { worse, better, baseline } = scanCells([{ hour: end - 2 * HOUR, topic: 'a', n: 50, w: 50, w2: 50, x: 10, xx: 10 }], plan);
  expect(baseline).toBeNull();
  expect(worse?.z).toBeCloseTo(Math.sqrt(100 * (0.2 * Math.log(4) + 0.8 * Math.log(0.8 / 0.95))), 10);
  expect(worse).toMatchObject({ hours: 4, expected: 0.05, meets: true });
  expect(better?.meets ?? false).toBe(false);
});

/** A window of 20 answers with 2 events is not looked at; with 3 it is. */
test.each([
  [2, null],
  [3, 1],
])('a rate with %i events', (events, hours) => {
  const end = 100 * DAY;
  const plan = scorePlan(end, {
    law: 'rate',
    worse: 'higher',
    windows: [1],
    minSize: 20,
    minEvents: 3,
    condition: { kind: 'limit', limit: 0.01 },
  });
  const { worse } = scanCells([{ hour: end - HOUR, topic: 'a', n: 20, w: 20, w2: 20, x: events, xx: events }], plan);
  expect(worse?.hours ?? null).toBe(hours);
});

/** By hand: 27 days at $2 a request, 10 requests a day; then 10 requests at $3: S = 30, E = 20, squares 90. */
test('a cost by hand: own squares and the variance of the expectation', () => {
  const end = 100 * DAY;
  const days = Array.from({ length: 27 }, (_, day) => end - 29 * DAY + day * DAY + 12 * HOUR);
  const plan = scorePlan(end, {
    law: 'cost',
    worse: 'higher',
    recentFrom: end - DAY,
    baseFrom: end - 29 * DAY,
    baseTo: end - 2 * DAY,
    windows: Array.from({ length: 24 }, (_, i) => i + 1),
    minSize: 1,
    condition: { kind: 'ratio', ratio: 1.3 },
  });
  const { worse } = scanCells([...days.map((hour) => cell(hour, 10, 2)), cell(end - 12 * HOUR, 10, 3)], plan);
  // Second moment 4; the cell has 270 answers: var of the expected sum = 10² · 4 / (270 + 50).
  expect(worse?.z).toBeCloseTo(10 / Math.sqrt(90 + (100 * 4) / 320), 10);
  expect(worse).toMatchObject({ hours: 12, observed: 3, expected: 2, fall: 1, meets: true });
});

describe('not fooled', () => {
  const end = 100 * DAY;
  const hours = Array.from({ length: 35 * 24 }, (_, i) => end - 35 * DAY + i * HOUR);

  test('by a mix that shifts to a hard topic', () => {
    const cells = hours.flatMap((hour) => {
      const hard = hour >= end - 3 * DAY ? 9 : 1;
      return [4, 5].flatMap((score) => [cell(hour, 10, score, { topic: 'easy' }), cell(hour, hard, score - 2, { topic: 'hard' })]);
    });
    expect(Math.abs(scanCells(cells, scorePlan(end)).worse?.z ?? 9)).toBeLessThan(1);
  });

  test('by the hour of the day, by the clock of the viewer, also when that clock changes', () => {
    // 2026-10-25, 01:00 UTC: clocks in Berlin go back. Scores are lower from 18 h on by Berlin's clock.
    const last = Date.UTC(2026, 9, 26, 17) / 1000;
    const berlin = (hour: number): number =>
      Number(new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', hour: '2-digit', hourCycle: 'h23' }).format(hour * 1000));
    const cells = Array.from({ length: 35 * 24 }, (_, i) => last - 35 * DAY + i * HOUR).flatMap((hour) => {
      const low = berlin(hour) >= 18 ? 1 : 0;
      return [cell(hour, 20, 5 - low), cell(hour, 20, 4 - low)];
    });
    // The last hour is 17 h in Berlin; in winter that is 16 h UTC, which in summer was an hour of low scores.
    const zoned = scanCells(cells, scorePlan(last, { timezone: 'Europe/Berlin' }));
    const fixed = scanCells(cells, scorePlan(last, { timezone: 'UTC' }));
    expect(Math.abs(zoned.worse?.z ?? 9)).toBeLessThan(0.6);
    expect(Math.abs(zoned.better?.z ?? 9)).toBeLessThan(0.6);
    expect(fixed.better?.z ?? 0).toBeGreaterThan(2);
  });

  test('by scores that are all the same: nothing to measure chance with, no NaN', () => {
    const { worse, better, baseline } = scanCells(
      hours.map((hour) => cell(hour, 5, 5)),
      scorePlan(end),
    );
    expect([worse, better]).toEqual([null, null]);
    expect(baseline).toMatchObject({ variance: 0, tau2: 0 });
  });

  test.each([
    ['one bad answer among 60', 1, 1, false],
    ['a collapse from 5 to 1', 60, 1, true],
  ])('by equal scores before: %s', (_name, bad, score, fires) => {
    const before = hours.slice(0, 28 * 24).map((hour) => cell(hour, 5, 5));
    const { worse } = scanCells(
      [...before, cell(end - HOUR, bad, score), ...(bad < 60 ? [cell(end - HOUR, 60 - bad, 5)] : [])],
      scorePlan(end),
    );
    expect((worse?.z ?? 0) >= 4).toBe(fires);
  });
});

const seed = fc.integer({ min: 0, max: 2 ** 31 });

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function randomCells(start: number): Cell[] {
  const random = randomFrom(start);
  return Array.from({ length: 35 * 24 }, (_, i) => i).flatMap((i) => {
    const score = 1 + Math.floor(5 * random() ** 0.4);
    return random() < 0.3
      ? []
      : [cell(65 * DAY + i * HOUR, 1 + Math.floor(random() * 9), Math.min(5, score), { topic: random() < 0.5 ? 'a' : 'b' })];
  });
}

describe('properties', () => {
  const runs = { numRuns: 25 };

  test('equal weights of any size change nothing', () => {
    fc.assert(
      fc.property(seed, fc.double({ min: 0.01, max: 200, noNaN: true }), (start, weight) => {
        const cells = randomCells(start);
        const weighted = cells.map((c) => ({ ...c, w: c.w * weight, w2: c.w2 * weight * weight, x: c.x * weight, xx: c.xx * weight }));
        const plain = scanCells(cells, scorePlan(100 * DAY)).worse;
        const other = scanCells(weighted, scorePlan(100 * DAY)).worse;
        expect(other?.z).toBeCloseTo(plain?.z ?? Number.NaN, 8);
        expect(other?.fall).toBeCloseTo(plain?.fall ?? Number.NaN, 8);
        expect(other?.hours).toBe(plain?.hours);
      }),
      runs,
    );
  });

  test('a scale turned over swaps worse and better', () => {
    fc.assert(
      fc.property(seed, (start) => {
        const cells = randomCells(start);
        const turned = cells.map((c) => ({ ...c, x: 6 * c.w - c.x, xx: 36 * c.w - 12 * c.x + c.xx }));
        const plain = scanCells(cells, scorePlan(100 * DAY));
        const other = scanCells(turned, scorePlan(100 * DAY));
        expect(other.better?.z).toBeCloseTo(plain.worse?.z ?? Number.NaN, 8);
        expect(other.worse?.z).toBeCloseTo(plain.better?.z ?? Number.NaN, 8);
      }),
      runs,
    );
  });

  test('neither order nor the cutting of cells matters', () => {
    fc.assert(
      fc.property(seed, (start) => {
        const cells = randomCells(start);
        const halves = cells
          .flatMap((c) => [1, 1].map(() => ({ ...c, n: c.n / 2, w: c.w / 2, w2: c.w2 / 2, x: c.x / 2, xx: c.xx / 2 })))
          .reverse();
        expect(scanCells(halves, scorePlan(100 * DAY)).worse?.z).toBeCloseTo(
          scanCells(cells, scorePlan(100 * DAY)).worse?.z ?? Number.NaN,
          8,
        );
      }),
      runs,
    );
  });

  test('data after the end and before the baseline do not count', () => {
    fc.assert(
      fc.property(seed, (start) => {
        const cells = randomCells(start);
        const more = [...cells, cell(100 * DAY, 50, 1), cell(65 * DAY - HOUR, 50, 1)];
        expect(scanCells(more, scorePlan(100 * DAY))).toEqual(scanCells(cells, scorePlan(100 * DAY)));
      }),
      runs,
    );
  });
});
