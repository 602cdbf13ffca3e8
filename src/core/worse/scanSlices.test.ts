import fc from 'fast-check';
import { scanSlices, type SliceCell } from './scanSlices';

const RULE = { fields: ['topic', 'prompt_version'], topicField: 'topic', worse: 'lower', isRate: false } as const;

/** n scores, half of them 1 above and half 1 below the mean. */
const sums = (n: number, mean: number) => ({ n, w: n, w2: n, x: n * mean, xx: n * (mean * mean + 1) });
const cell = (topic: string, prompt: string, before: [number, number], now: [number, number]): SliceCell => ({
  values: [topic, prompt],
  before: sums(...before),
  now: sums(...now),
});
const TOPICS = ['a', 'b', 'c', 'd'];
const PROMPTS = ['v1', 'v2'];
const grid = (now: (topic: string, prompt: string) => [number, number]): SliceCell[] =>
  TOPICS.flatMap((topic) => PROMPTS.map((prompt) => cell(topic, prompt, [400, 4], now(topic, prompt))));

const named = (slices: ReturnType<typeof scanSlices>['causes']): string[] =>
  slices.map(({ fixed }) => fixed.map(([field, value]) => `${field}=${value}`).join(' ') || 'all');

test.each([
  ['one topic', (topic: string) => (topic === 'b' ? 3 : 4), ['topic=b']],
  ['one prompt', (_topic: string, prompt: string) => (prompt === 'v2' ? 3.2 : 4), ['prompt_version=v2']],
  ['one pair', (topic: string, prompt: string) => (topic === 'c' && prompt === 'v1' ? 2.5 : 4), ['topic=c prompt_version=v1']],
  ['everything', () => 3.5, ['all']],
  ['nothing', () => 4, []],
  ['a rise', () => 4.6, []],
])('a fall in %s', (_name, mean, expected) => {
  expect(
    named(
      scanSlices(
        grid((topic, prompt) => [50, mean(topic, prompt)]),
        RULE,
      ).causes,
    ),
  ).toEqual(expected);
});

test('two causes are found one after the other', () => {
  const cells = grid((topic) => [80, topic === 'a' ? 2.5 : topic === 'd' ? 3.3 : 4]);
  const { causes } = scanSlices(cells, RULE);
  expect(named(causes)).toEqual(['topic=a', 'topic=d']);
  expect(causes.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1, 2);
});

/** By hand: v = 1; of a E = 4 · 50, S = 3.5 · 50, R = 25, V = 50 (1 + 50/420); b loses nothing, so all has the same R and twice the V. */
test('the formula by hand, and no slice that holds the same answers as another', () => {
  const { ranking } = scanSlices([cell('a', 'v1', [400, 4], [50, 3.5]), cell('b', 'v1', [400, 4], [50, 4])], RULE);
  const variance = 50 * (1 + 50 / 420);
  expect(named(ranking)).toEqual(['topic=a', 'all', 'topic=b']);
  const [one, all] = ranking;
  expect(all).toMatchObject({ fixed: [], n: 100, shortfall: 25, share: 1, fall: 0.25, observed: 3.75, expected: 4 });
  expect(all?.gain).toBeCloseTo(625 / (4 * variance), 10);
  expect(all?.z).toBeCloseTo(25 / Math.sqrt(2 * variance), 10);
  expect(one?.gain).toBeCloseTo(625 / (2 * variance) - 1.5, 10);
  expect(all?.upper).toBeCloseTo(0.25 + (1.959964 * Math.sqrt(2 * variance)) / 100, 6);
});

test('a small slice is shown drawn to its parent: (n m + 20 m_parent) / (n + 20)', () => {
  const { ranking } = scanSlices([cell('a', 'v1', [400, 4], [6, 1]), cell('b', 'v1', [400, 4], [194, 4])], RULE);
  const slice = ranking.find(({ fixed }) => fixed.length === 1 && fixed[0]?.[1] === 'a');
  const whole = (6 * 1 + 194 * 4) / 200;
  expect(slice?.shrunk).toBeCloseTo((6 * 1 + 20 * whole) / 26, 10);
});

test('a version that nobody had before is held against its topic', () => {
  const cells = [
    ...TOPICS.map((topic) => cell(topic, 'v1', [400, 4], [40, 4])),
    ...TOPICS.map((topic) => cell(topic, 'v2', [0, 0], [40, 3.4])),
  ];
  expect(named(scanSlices(cells, RULE).causes)).toEqual(['prompt_version=v2']);
});

test('fewer than five answers are no slice', () => {
  const { ranking } = scanSlices([cell('a', 'v1', [400, 4], [4, 1]), cell('b', 'v1', [400, 4], [100, 4])], RULE);
  expect(named(ranking).filter((name) => name.includes('topic=a'))).toEqual([]);
});

test('for events more is worse', () => {
  const events = (n: number, x: number) => ({ n, w: n, w2: n, x, xx: x });
  const cells = TOPICS.map((topic) => ({ values: [topic, 'v1'], before: events(500, 10), now: events(100, topic === 'c' ? 20 : 2) }));
  expect(named(scanSlices(cells, { ...RULE, worse: 'higher', isRate: true }).causes)).toEqual(['topic=c']);
});

test('equal weights change neither order nor gain; q-values are between 0 and 1', () => {
  const count = fc.integer({ min: 0, max: 60 });
  const mean = fc.double({ min: 1, max: 5, noNaN: true });
  const one = fc.tuple(fc.constantFrom(...TOPICS), fc.constantFrom(...PROMPTS), fc.tuple(count, mean), fc.tuple(count, mean));
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 12 }), fc.double({ min: 0.1, max: 50, noNaN: true }), (list, weight) => {
      const cells = list.map(([topic, prompt, before, now]) => cell(topic, prompt, before, now));
      const heavy = (s: SliceCell['now']) => ({ n: s.n, w: s.w * weight, w2: s.w2 * weight ** 2, x: s.x * weight, xx: s.xx * weight });
      const weighted = cells.map(({ values, before, now }) => ({ values, before: heavy(before), now: heavy(now) }));
      const gains = scanSlices(cells, RULE).ranking.map(({ gain }) => gain);
      scanSlices(weighted, RULE).ranking.forEach(({ gain, q, z }, index) => {
        expect(gain).toBeCloseTo(gains[index] ?? Number.NaN, 6);
        expect(q).toBeGreaterThanOrEqual(0);
        expect(q).toBeLessThanOrEqual(1);
        expect(Number.isFinite(z)).toBe(true);
      });
    }),
    { numRuns: 60 },
  );
});
