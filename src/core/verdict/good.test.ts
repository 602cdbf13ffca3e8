import { goodState, type GoodInput } from './good';
import { isBlind, type Coverage } from './isBlind';
import type { GoodState } from './state';

const COVERED: Coverage = { eligible: 1000, sampled: 100, scored: 100, recentEligible: 125, recentScored: 12, usual: null };
const NOTHING: Coverage = { eligible: 0, sampled: 0, scored: 0, recentEligible: 0, recentScored: 0, usual: null };
const base: GoodInput = { n: 100, interval: { lower: 4.3, upper: 4.6 }, target: 4.2, coverage: COVERED };
const unscored = (coverage: Partial<Coverage>): Partial<GoodInput> => ({ n: 0, interval: null, coverage: { ...NOTHING, ...coverage } });

const CASES: [string, Partial<GoodInput>, GoodState][] = [
  ['the whole interval above the target', {}, 'good'],
  ['the lower end on the target', { target: 4.3 }, 'good'],
  ['the target inside the interval', { target: 4.5 }, 'cannot_tell'],
  ['the upper end on the target', { target: 4.6 }, 'cannot_tell'],
  ['the whole interval below the target', { target: 4.7 }, 'not_good'],
  ['nobody has set a target', { target: null }, 'no_target'],
  ['nine judged answers, however good', { n: 9 }, 'cannot_tell'],
  ['ten judged answers', { n: 10 }, 'good'],
  ['no requests at all', unscored({}), 'no_data'],
  ['many requests and no score', unscored({ eligible: 500 }), 'judge_blind'],
  ['a handful of requests and no score', unscored({ eligible: 12 }), 'cannot_tell'],
  ['every judgement failed', unscored({ eligible: 500, sampled: 40 }), 'judge_blind'],
  [
    'good until scoring stopped',
    { coverage: { ...COVERED, eligible: 4000, sampled: 350, scored: 350, recentEligible: 500, recentScored: 0 } },
    'judge_blind',
  ],
];
test.each(CASES)('%s', (_name, change, expected) => expect(goodState({ ...base, ...change })).toBe(expected));

const BLIND: [string, Partial<Coverage>, boolean][] = [
  // 0.95^179 = 1.03e-4, 0.95^180 = 0.98e-4.
  ['179 requests, none scored', { eligible: 179 }, false],
  ['180 requests, none scored', { eligible: 180 }, true],
  // exp(-10) = 4.5e-5.
  ['a segment where 10 scores were to be expected', { eligible: 200, usual: 0.05 }, true],
  ['a segment where 9 were to be expected', { eligible: 180, usual: 0.05 }, false],
  ['nine failures', { eligible: 100, sampled: 9 }, false],
  ['ten failures', { eligible: 100, sampled: 10 }, true],
  // 10 % of 3,500 earlier requests scored, so 50 of the newest 500 are expected; P(X <= 9 | 50) is about 1e-12, 10 is a fifth.
  ['9 of 50 expected', { eligible: 4000, sampled: 359, scored: 359, recentEligible: 500, recentScored: 9 }, true],
  [
    '10 of 50 expected is a lower rate, not a collapse',
    { eligible: 4000, sampled: 360, scored: 360, recentEligible: 500, recentScored: 10 },
    false,
  ],
  ['as many as expected', { eligible: 4000, sampled: 400, scored: 400, recentEligible: 500, recentScored: 50 }, false],
  [
    'judged as often as before, but only failing',
    { eligible: 4000, sampled: 400, scored: 350, recentEligible: 500, recentScored: 0 },
    true,
  ],
  // P(X <= 1 | 10) = 11 exp(-10) = 5.0e-4.
  ['1 of 10 expected can be chance', { eligible: 4000, sampled: 391, scored: 391, recentEligible: 100, recentScored: 1 }, false],
  ['a night with few requests expects too little to tell', { eligible: 4000, sampled: 390, scored: 390, recentEligible: 90 }, false],
  [
    'a range that is all new has nothing to compare with',
    { eligible: 500, recentEligible: 500, sampled: 3, scored: 3, recentScored: 3 },
    false,
  ],
];
test.each(BLIND)('%s', (_name, coverage, expected) => expect(isBlind({ ...NOTHING, ...coverage })).toBe(expected));
