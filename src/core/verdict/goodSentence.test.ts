import { goodSentence, type SentenceRow } from './goodSentence';

const bad: SentenceRow = {
  dimension: 'factuality',
  state: 'not_good',
  mean: 3.1,
  lower: 2.9,
  upper: 3.4,
  target: 4.2,
  n: 214,
  moreNeeded: null,
  isRate: false,
  range: 4,
};
const good: SentenceRow = { ...bad, dimension: 'relevance', state: 'good', mean: 4.5, lower: 4.4, upper: 4.6, n: 1214 };
const rate: SentenceRow = { ...bad, dimension: 'format', mean: 0.9312, lower: 0.91, upper: 0.95, target: 0.975, isRate: true, range: 1 };

const CASES: [string, SentenceRow[], string][] = [
  ['nothing asked', [], 'No data: no requests in this time range'],
  ['no requests', [{ ...bad, state: 'no_data' }], 'No data: no requests in this time range'],
  ['one bad', [bad, good], 'Not good: factuality 3.1 (2.9 to 3.4) against 4.2, 214 judged answers'],
  ['a rate', [rate], 'Not good: format 93.1 % (91 % to 95 %) against 97.5 %, 214 judged answers'],
  // 1.1 of 4 points is 28 % of the scale, 4.4 of 100 is 4 %.
  [
    'two bad, the one that lacks more of its scale first',
    [rate, bad],
    'Not good: factuality 3.1 (2.9 to 3.4) against 4.2, 214 judged answers; and 1 more',
  ],
  ['one good', [good], 'Good: relevance 4.5 (4.4 to 4.6) against 4.2, 1,214 judged answers'],
  [
    'all good',
    [good, { ...good, dimension: 'safety', mean: 4.9 }],
    'Good: every dimension at or above its target; closest is relevance 4.5 (4.4 to 4.6) against 4.2, 1,214 judged answers',
  ],
  [
    'undecided',
    [good, { ...bad, state: 'cannot_tell', moreNeeded: 140 }],
    'Cannot tell yet: factuality needs about 140 more judged answers',
  ],
  ['on the target', [{ ...bad, state: 'cannot_tell' }], 'Cannot tell yet: factuality 3.1 (2.9 to 3.4) against 4.2, 214 judged answers'],
  ['nothing scored', [good, { ...bad, state: 'judge_blind', n: 0, mean: null }], 'Judge blind: factuality has no scores'],
  ['scoring stopped', [{ ...bad, state: 'judge_blind' }, bad], 'Judge blind: factuality is hardly scored any more'],
  ['no target', [{ ...bad, state: 'no_target', target: null, n: 1 }], 'No target set: factuality 3.1 (2.9 to 3.4), 1 judged answer'],
];
test.each(CASES)('%s', (_name, rows, expected) => expect(goodSentence(rows)).toBe(expected));
