import { goodState, type GoodInput } from './good';
import { isBlind } from './isBlind';
import type { GoodState } from './state';

const COVERED = { eligible: 1000, sampled: 100, scored: 100, recentEligible: 125, recentSampled: 12 };
const base: GoodInput = { n: 100, interval: { lower: 4.3, upper: 4.6 }, target: 4.2, coverage: COVERED };

const CASES: [string, Partial<GoodInput>, GoodState][] = [
  ['the whole interval above the target', {}, 'good'],
  ['the lower end on the target', { target: 4.3 }, 'good'],
  ['the target inside the interval', { target: 4.5 }, 'cannot_tell'],
  ['the upper end on the target', { target: 4.6 }, 'cannot_tell'],
  ['the whole interval below the target', { target: 4.7 }, 'not_good'],
  ['nobody has set a target', { target: null }, 'no_target'],
  ['nine judged answers, however good', { n: 9 }, 'cannot_tell'],
  ['ten judged answers', { n: 10 }, 'good'],
  [
    'no requests at all',
    { n: 0, interval: null, coverage: { eligible: 0, sampled: 0, scored: 0, recentEligible: 0, recentSampled: 0 } },
    'no_data',
  ],
  [
    'requests and no score',
    { n: 0, interval: null, coverage: { eligible: 500, sampled: 0, scored: 0, recentEligible: 60, recentSampled: 0 } },
    'judge_blind',
  ],
  [
    'a handful of requests and no score',
    { n: 0, interval: null, coverage: { eligible: 12, sampled: 0, scored: 0, recentEligible: 2, recentSampled: 0 } },
    'cannot_tell',
  ],
  [
    'every judgement failed',
    { n: 0, interval: null, coverage: { eligible: 500, sampled: 40, scored: 0, recentEligible: 60, recentSampled: 5 } },
    'judge_blind',
  ],
  [
    'good until scoring stopped',
    { coverage: { eligible: 4000, sampled: 350, scored: 350, recentEligible: 500, recentSampled: 0 } },
    'judge_blind',
  ],
];
test.each(CASES)('%s', (_name, change, expected) => expect(goodState({ ...base, ...change })).toBe(expected));

describe('collapse of coverage', () => {
  // 10 % of 3,500 earlier requests judged, so 50 of 500 are expected; P(X <= 9 | 50) is about 1e-12, 10 is a fifth.
  const earlier = { eligible: 4000, recentEligible: 500 };
  const rows: [string, number, boolean][] = [
    ['9 of 50 expected', 9, true],
    ['10 of 50 expected is a lower rate, not a collapse', 10, false],
    ['as many as expected', 50, false],
  ];
  test.each(rows)('%s', (_name, recentSampled, expected) =>
    expect(isBlind({ ...earlier, sampled: 350 + recentSampled, scored: 350 + recentSampled, recentSampled })).toBe(expected),
  );
  test('a night with few requests expects too little to tell', () =>
    expect(isBlind({ eligible: 4000, recentEligible: 90, sampled: 391, scored: 391, recentSampled: 0 })).toBe(false));
  test('a range that is all recent has nothing to compare with', () =>
    expect(isBlind({ eligible: 500, recentEligible: 500, sampled: 3, scored: 3, recentSampled: 3 })).toBe(false));
});
