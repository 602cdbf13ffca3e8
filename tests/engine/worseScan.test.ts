/**
 * The scan in SQL against the scan in TypeScript (src/core/worse/scanCells.ts, which its own tests hold to the reference
 * detector), on random streams of cells: statistics §7, row 18.
 */
import type { Metric } from '../../src/core/query/worse';
import { print } from '../../src/core/sql/sql';
import { sizeOf, type Cell } from '../../src/core/worse/cell';
import type { Peak } from '../../src/core/worse/peak';
import { scanCells } from '../../src/core/worse/scanCells';
import { growingWindows, type ScanPlan } from '../../src/core/worse/scanPlan';
import { cellSource, type CellQuery } from '../../src/server/worse/cellSource';
import { readScan, readSums } from '../../src/server/worse/readScan';
import { scanStatement, sumsStatement } from '../../src/server/worse/scanSql';
import { insertQuality, insertTraffic, scoredCell, trafficCell, type QualityCell, type TrafficCell } from '../testkit/hourlyCells';
import type { TestStore } from '../testkit/store';
import { forEachDriver } from './drivers';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** The week after clocks in Berlin went back. */
const END = Date.UTC(2026, 9, 28, 17) / 1000;
const SEGMENTS = 16;
const NEAR = 1e-6;

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

/**
 * Streams of every size and shape: from three scores a day to hundreds, with falls, rises and gaps, weights of their own or
 * equal ones, topics that vanish or turn up late, and constant scores.
 */
function makeStreams(): { quality: QualityCell[]; traffic: TrafficCell[] } {
  const random = randomFrom(20261125);
  const quality: QualityCell[] = [];
  const traffic: TrafficCell[] = [];
  for (let segment = 0; segment < SEGMENTS; segment++) {
    const perHour = 0.1 * 1.9 ** (segment % 8);
    const shift = random() < 0.5 ? 0 : 2 * random() - 1;
    const since = END - Math.floor(random() * 200) * HOUR;
    const weighted = segment % 3 === 0;
    const constant = segment === 5;
    for (let hour = END - 37 * DAY; hour < END + 2 * HOUR; hour += HOUR) {
      if (random() < 0.2) continue;
      for (const topic of ['a', 'b', 'c']) {
        if ((topic === 'b' && hour > END - 5 * DAY) || (topic === 'c' && hour < END - 3 * DAY)) continue;
        const n = Math.floor(perHour * 2 * random() + random());
        if (n === 0) continue;
        const mean = 3.6 + (hour >= since ? shift : 0) - (topic === 'b' ? 0.5 : 0);
        const scores = Array.from({ length: n }, () =>
          constant ? 4 : Math.min(5, Math.max(1, Math.round(mean + 1.5 * (random() + random() - 1)))),
        );
        const place = { hour, topic, service: `s${segment}`, prompt_version: random() < 0.4 ? 'v1' : 'v2' };
        quality.push(scoredCell(scores, weighted ? 1 + Math.floor(random() * 20) : 10, place));
        const costs = scores.map((score) => score * random() ** 3);
        traffic.push(
          trafficCell({
            ...place,
            n: BigInt(n),
            n_format_checked: BigInt(n),
            n_format_failed: BigInt(scores.filter((score) => score < 3).length),
            n_cost: BigInt(n),
            cost: costs.reduce((sum, cost) => sum + cost, 0),
            cost2: costs.reduce((sum, cost) => sum + cost * cost, 0),
          }),
        );
      }
    }
  }
  return { quality, traffic };
}

const { quality, traffic } = makeStreams();

/** What statistics §2.4 computes with, from the rollups' columns. */
const FROM_SCORES = (x: 'score' | 'failed') => (row: QualityCell) => {
  const failed = row.w1 + row.w2;
  return { n: Number(row.n), w: row.sw, w2: row.sw2, ...(x === 'score' ? { x: row.swx, xx: row.swxx } : { x: failed, xx: failed }) };
};
const FROM_TRAFFIC = (kind: 'format' | 'cost') => (row: TrafficCell) => {
  const n = Number(kind === 'format' ? row.n_format_checked : row.n_cost);
  const failed = Number(row.n_format_failed);
  return { n, w: n, w2: n, ...(kind === 'format' ? { x: failed, xx: failed } : { x: row.cost, xx: row.cost2 }) };
};

const week = { end: END, recentFrom: END - 7 * DAY, baseFrom: END - 35 * DAY, baseTo: END - 7 * DAY } as const;
const base: ScanPlan = {
  law: 'mean',
  worse: 'lower',
  ...week,
  season: 'day',
  timezone: 'UTC',
  windows: null,
  minSize: 30,
  minEvents: 0,
  condition: { kind: 'difference', difference: 0.05 },
};
const rate: ScanPlan = {
  ...base,
  law: 'rate',
  worse: 'higher',
  windows: growingWindows(1),
  minSize: 20,
  minEvents: 3,
  condition: { kind: 'ratio', ratio: 1.2 },
};
const cost: ScanPlan = {
  ...base,
  law: 'cost',
  worse: 'higher',
  recentFrom: END - DAY,
  baseFrom: END - 29 * DAY,
  baseTo: END - 2 * DAY,
  windows: Array.from({ length: 24 }, (_, i) => i + 1),
  condition: { kind: 'ratio', ratio: 1.05 },
};

const SCORE: Metric = { kind: 'score', dimension: 'factuality' };
const FAILED: Metric = { kind: 'fail_rate', dimension: 'factuality' };
const FORMAT: Metric = { kind: 'rate', rate: 'format_failure' };
const release = { field: 'prompt_version', version: 'v1' } as const;

interface Case {
  readonly name: string;
  readonly metric: Metric;
  readonly plan: ScanPlan;
  readonly release?: typeof release;
}

const CASES: Case[] = [
  { name: 'a mean', metric: SCORE, plan: base },
  { name: 'a mean by the clock of Berlin', metric: SCORE, plan: { ...base, timezone: 'Europe/Berlin' } },
  { name: 'a mean in a zone that is off by three quarters', metric: SCORE, plan: { ...base, timezone: 'Asia/Kathmandu' } },
  { name: 'a mean by hours of the week', metric: SCORE, plan: { ...base, season: 'week', timezone: 'America/New_York' } },
  { name: 'a mean of which more is worse', metric: SCORE, plan: { ...base, worse: 'higher' } },
  { name: 'a mean against a release', metric: SCORE, plan: { ...base, baseFrom: END - 180 * DAY }, release },
  { name: 'a mean against a pinned range with a gap', metric: SCORE, plan: { ...base, baseFrom: END - 30 * DAY, baseTo: END - 12 * DAY } },
  { name: 'a rate of judged answers', metric: FAILED, plan: rate },
  { name: 'a rate that falls', metric: FAILED, plan: { ...rate, worse: 'lower', condition: { kind: 'difference', difference: 0.01 } } },
  { name: 'a rate against a limit', metric: FAILED, plan: { ...rate, condition: { kind: 'limit', limit: 0.1 } } },
  { name: 'a rate of requests', metric: FORMAT, plan: rate },
  { name: 'a cost', metric: { kind: 'cost' }, plan: cost },
];

function cellsOf({ metric, release: version }: Case, service: string): Cell[] {
  const pick = <T extends QualityCell | TrafficCell>(rows: readonly T[], read: (row: T) => Omit<Cell, 'hour' | 'topic'>): Cell[] =>
    rows
      .filter((row) => row.service === service)
      .map((row) => ({
        hour: row.hour,
        topic: row.topic,
        ...read(row),
        ...(version && { base: row.prompt_version === version.version }),
      }));
  switch (metric.kind) {
    case 'score':
      return pick(quality, FROM_SCORES('score'));
    case 'fail_rate':
      return pick(quality, FROM_SCORES('failed'));
    case 'cost':
      return pick(traffic, FROM_TRAFFIC('cost'));
    default:
      return pick(traffic, FROM_TRAFFIC('format'));
  }
}

/** Windows of equal evidence may change places by rounding; evidence itself may not. */
function expectSame(actual: Peak | null, expected: Peak | null, where: string): void {
  expect([where, actual === null]).toEqual([where, expected === null]);
  if (actual === null || expected === null) return;
  for (const key of ['z', 'fall', 'observed', 'expected', 'hours', 'n', 'size'] as const) {
    expect([where, key, Math.abs(actual[key] - expected[key]) < NEAR]).toEqual([where, key, true]);
  }
  expect([where, actual.meets]).toEqual([where, expected.meets]);
}

forEachDriver('the scan', (open) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
    await insertQuality(store.driver, quality);
    await insertTraffic(store.driver, traffic);
  });
  afterAll(() => store.close());

  test.each(CASES)('of $name is that of the reference, all in SQL and sums in SQL', async (one) => {
    const { metric, plan } = one;
    const isJudged = metric.kind === 'score' || metric.kind === 'fail_rate';
    const query: CellQuery = {
      metric,
      judged: isJudged ? { dimension: 'factuality', isRate: false, epochs: [{ segment: [], evaluator: 'judge', epoch: 'e1' }] } : null,
      from: plan.baseFrom,
      to: plan.end,
      filters: [],
      groupBy: ['service'],
      release: one.release ?? null,
      limits: new Map(),
    };
    const whole = readScan((await store.driver.query(print(scanStatement(cellSource(query), plan, 1)))).rows, plan, 1);
    const sums = readSums((await store.driver.query(print(sumsStatement(cellSource(query), plan, 1)))).rows, plan, 1);
    expect([whole.length, sums.length]).toEqual([SEGMENTS, SEGMENTS]);
    let found = 0;
    for (const { segment, result } of [...whole, ...sums]) {
      const service = segment[0] ?? '';
      const expected = scanCells(cellsOf(one, service), plan);
      const { baseline } = expected;
      expect([service, result.baseline === null]).toEqual([service, baseline === null]);
      if (baseline !== null && result.baseline !== null) {
        for (const key of ['n', 'size', 'mean', 'variance', 'days', 'tau2'] as const) {
          expect([service, key, Math.abs(result.baseline[key] - baseline[key]) < NEAR]).toEqual([service, key, true]);
        }
      }
      expect(result.recent.n).toBe(expected.recent.n);
      expect(result.recent.mean ?? 0).toBeCloseTo(expected.recent.mean ?? 0, 8);
      expect(result.recent.expected ?? 0).toBeCloseTo(expected.recent.expected ?? 0, 8);
      expectSame(result.worse, expected.worse, `${service} worse`);
      expectSame(result.better, expected.better, `${service} better`);
      if (expected.worse !== null) found++;
    }
    // The comparison must be about something: most streams have windows to look at.
    expect(found).toBeGreaterThan((2 * SEGMENTS) / 3);
  });
});

test('the streams have unequal weights', () => {
  const { sw, sw2 } = quality
    .filter(({ service }) => service === 's9')
    .reduce((sum, cell) => ({ sw: sum.sw + cell.sw, sw2: sum.sw2 + cell.sw2 }), { sw: 0, sw2: 0 });
  const n = quality.filter(({ service }) => service === 's9').reduce((sum, cell) => sum + Number(cell.n), 0);
  expect(sizeOf({ w: sw, w2: sw2 })).toBeLessThan(0.9 * n);
});
