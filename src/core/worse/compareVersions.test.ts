import { compareVersions, type TopicPair } from './compareVersions';

const RULE = { worse: 'lower', rho: 0.2, alpha: 0.05 } as const;

/** Sums of n scores, half of them `mean - 1` and half `mean + 1`: variance 1. */
function sums(n: number, mean: number, weight = 1) {
  return { n, w: n * weight, w2: n * weight * weight, x: n * mean * weight, xx: n * (mean * mean + 1) * weight };
}
const NONE = { n: 0, w: 0, w2: 0, x: 0, xx: 0 };
const pair = (old: TopicPair['old'], next: TopicPair['new'], topic = 'a'): TopicPair => ({ topic, old, new: next });

/** By hand: V = 1/400 + 1/200 = 0.0075; bound = sqrt(0.0075 · 0.0475 / 0.04 · (2 ln 10 + ln(0.0475 / 0.0075))). */
test('one topic: the formula of statistics 2.5', () => {
  const { fall, bound, old, new: next } = compareVersions([pair(sums(400, 4.2), sums(200, 3.8))], RULE);
  expect(fall).toBeCloseTo(0.4, 12);
  expect(bound).toBeCloseTo(Math.sqrt(((0.0075 * 0.0475) / 0.04) * (2 * Math.log(10) + Math.log(0.0475 / 0.0075))), 12);
  expect([old.mean, next.mean, old.n, next.n]).toEqual([4.2, 3.8, 400, 200]);
});

test('weights of one size change nothing; higher-is-worse turns the sign', () => {
  const plain = compareVersions([pair(sums(400, 4.2), sums(200, 3.8))], RULE);
  const weighted = compareVersions([pair(sums(400, 4.2, 7), sums(200, 3.8, 0.5))], RULE);
  expect(weighted.fall).toBeCloseTo(plain.fall ?? 9, 12);
  expect(weighted.bound).toBeCloseTo(plain.bound ?? 9, 12);
  expect(compareVersions([pair(sums(400, 4.2), sums(200, 3.8))], { ...RULE, worse: 'higher' }).fall).toBeCloseTo(-0.4, 12);
});

/** The new version gets mostly the hard topic: plain means differ by 1.2, within topics nothing differs. */
test('a new version that gets the hard topic is not worse', () => {
  const pairs = [pair(sums(900, 4.5), sums(100, 4.5), 'easy'), pair(sums(100, 3), sums(900, 3), 'hard')];
  const { fall, bound, old } = compareVersions(pairs, RULE);
  expect(fall).toBeCloseTo(0, 12);
  expect(old.mean).toBeCloseTo(0.1 * 4.5 + 0.9 * 3, 12);
  // By hand: old 1000 / 999 · (0.01/900 + 0.81/100), new 1000 / 999 / 1000.
  const variance = (1000 / 999) * (0.01 / 900 + 0.81 / 100 + 1 / 1000);
  expect(bound).toBeCloseTo(
    Math.sqrt(((variance * (variance + 0.04)) / 0.04) * (2 * Math.log(10) + Math.log((variance + 0.04) / variance))),
    10,
  );
});

test('topics that the old version never had are left out and counted', () => {
  const { fall, leftOut, new: next } = compareVersions([pair(sums(400, 4), sums(100, 4)), pair(NONE, sums(50, 1), 'new topic')], RULE);
  expect([fall, leftOut, next.n]).toEqual([0, 50, 100]);
});

test.each([
  ['no new answers', [pair(sums(400, 4), NONE)]],
  ['no old answers', [pair(NONE, sums(400, 4))]],
  ['nothing', []],
])('%s: nothing to say, no NaN', (_name, pairs) => {
  expect(compareVersions(pairs, RULE)).toMatchObject({ fall: null, bound: null, moreNeeded: null });
});

test('scores without any spread', () => {
  const flat = (n: number, score: number) => ({ n, w: n, w2: n, x: n * score, xx: n * score * score });
  const same = compareVersions([pair(flat(100, 5), flat(100, 5))], RULE);
  expect([same.fall, same.bound]).toEqual([0, 0]);
  const apart = compareVersions([pair(flat(100, 5), flat(100, 4))], RULE);
  expect(apart.fall ?? 0).toBeGreaterThan(apart.bound ?? 9);
});

test('answers still needed: the bound is as narrow as rho after about that many', () => {
  const few = compareVersions([pair(sums(120, 4.2), sums(40, 4.2))], RULE);
  const more = few.moreNeeded ?? 0;
  const grown = (40 + more) / 40;
  const later = compareVersions([pair(sums(120 * grown, 4.2), sums(40 * grown, 4.2))], RULE);
  expect(few.bound ?? 0).toBeGreaterThan(0.2);
  expect(later.bound ?? 9).toBeCloseTo(0.2, 2);
  expect(later.moreNeeded).toBe(0);
});
