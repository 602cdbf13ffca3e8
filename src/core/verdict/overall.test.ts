import { overallState } from './overall';
import type { GoodState } from './state';

const CASES: [string, GoodState[], GoodState][] = [
  ['nothing asked', [], 'no_data'],
  ['all good', ['good', 'good'], 'good'],
  ['one bad among good ones', ['good', 'not_good', 'good'], 'not_good'],
  ['a blind judge hides everything else', ['not_good', 'judge_blind', 'good'], 'judge_blind'],
  ['one undecided among good ones', ['good', 'cannot_tell'], 'cannot_tell'],
  ['a dimension without data does not spoil the others', ['good', 'no_data'], 'good'],
  ['a dimension without a target is said, but less than an undecided one', ['good', 'no_target'], 'no_target'],
];
test.each(CASES)('%s', (_name, states, expected) => expect(overallState(states)).toBe(expected));
