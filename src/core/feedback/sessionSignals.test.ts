import fc from 'fast-check';
import { ABANDONED_AFTER_MS, sessionSignals, type Turn } from './sessionSignals';
import { wordOverlap, wordsOf } from './words';

const SECOND = 1000;
const turn = (n: number, question: string, more: Partial<Turn> = {}): Turn => ({
  traceId: `t${n}`,
  time: n * 60 * SECOND,
  end: n * 60 * SECOND + SECOND,
  question,
  answer: 'You can return it within 30 days.',
  isFailed: false,
  finishReason: 'stop',
  tools: [],
  ...more,
});
const Q = 'how long can I return my shoes';
/** Kinds of each trace, `t1:rephrase`, while the conversation still goes on. */
const found = (turns: readonly Turn[], now = 0): string[] => sessionSignals(turns, now).map(({ traceId, kind }) => `${traceId}:${kind}`);

describe('the next turn of the user', () => {
  test.each<[name: string, second: Turn, expected: readonly string[]]>([
    ['other words of the same question', turn(2, 'for how long can I return the shoes'), ['t1:rephrase']],
    ['the same words', turn(2, '  How long can I return my SHOES?? '), ['t1:repeat']],
    ['the same words, eleven minutes later', turn(12, Q), []],
    ['other words, more than three minutes later', turn(4.1, 'for how long can I return the shoes'), []],
    ['another question', turn(2, 'and what does shipping to Norway cost'), []],
    ['a correction', turn(2, "No, that's not what I asked"), ['t1:correction']],
    ['a correction in German', turn(2, 'Das stimmt nicht, es sind 60 Tage'), ['t1:correction']],
    ['no as a part of a word', turn(2, 'Norwegian shoes then'), []],
    ['a word with no in front', turn(2, 'no problem, thanks'), []],
    ['doubt', turn(2, 'Are you sure?'), ['t1:doubt']],
    ['doubt in Spanish', turn(2, '¿Estás seguro?'), ['t1:doubt']],
    ['really, but no question', turn(2, 'I really like it'), []],
    ['an insult', turn(2, 'this is useless'), ['t1:frustration']],
    ['capitals', turn(2, 'TELL ME THE NUMBER OF DAYS'), ['t1:frustration']],
    ['few capitals', turn(2, 'OK VAT ID'), []],
    ['two exclamation marks', turn(2, 'come on!!'), ['t1:frustration']],
    ['a person is asked for', turn(2, 'can I talk to a human please'), ['t1:escalation']],
    ['an agent as a topic', turn(2, 'what does the travel agency cost'), []],
    ['a tool hands over', turn(2, 'hm', { tools: ['search', 'escalate_to_support'] }), ['t2:escalation']],
  ])('%s', (_name, second, expected) => expect(found([turn(1, Q), second])).toEqual(expected));

  test('no to a question of the assistant is no correction', () =>
    expect(found([turn(1, Q, { answer: 'Is it still unworn?' }), turn(2, 'No, that is too late')])).toEqual([]));
  test('a repeat after an error stays a repeat, and rephrasing wants an answer in between', () => {
    expect(found([turn(1, Q, { isFailed: true, answer: '' }), turn(2, Q)])).toEqual(['t1:repeat']);
    expect(found([turn(1, Q, { isFailed: true, answer: '' }), turn(2, `${Q} please`)])).toEqual([]);
  });
});

describe('abandonment', () => {
  const silent = 2 * 60 * SECOND + SECOND + ABANDONED_AFTER_MS;
  test.each<[name: string, last: Turn, now: number, expected: readonly string[]]>([
    ['a good answer ends a conversation', turn(2, 'and shipping'), silent, []],
    ['the assistant declined', turn(2, 'and shipping', { answer: "I'm sorry, but I can't help with that." }), silent, ['t2:abandonment']],
    ['a filter declined', turn(2, 'and shipping', { finishReason: 'content_filter' }), silent, ['t2:abandonment']],
    ['it failed', turn(2, 'and shipping', { isFailed: true }), silent, ['t2:abandonment']],
    ['its question stayed open', turn(2, 'and shipping', { answer: 'To which country?' }), silent, ['t2:abandonment']],
    ['asked again before', turn(2, `${Q} please`), silent, ['t1:rephrase', 't2:abandonment']],
    ['not silent for long enough', turn(2, 'and shipping', { isFailed: true }), silent - 1, []],
  ])('%s', (_name, last, now, expected) => expect(found([turn(1, Q), last], now)).toEqual(expected));
});

test('the order in which turns settle makes no difference', () => {
  const turns = [
    turn(1, Q),
    turn(2, `${Q} please`),
    turn(3, 'are you sure?'),
    turn(4, 'useless'),
    turn(5, 'talk to a human', { isFailed: true }),
  ];
  const expected = found(turns, 1e9);
  fc.assert(
    fc.property(fc.shuffledSubarray(turns, { minLength: turns.length }), (shuffled) => {
      expect(found(shuffled, 1e9)).toEqual(expected);
    }),
  );
});

/** Published figures of the rule (judging §6): 30 % of the words dropped and half of the rest reordered; by hand 7 of 10 words stay. */
test.each([
  ['a b c d e f g h i j', 'a c e g i j b', 0.7],
  ['a b', 'c d', 0],
  ['a a b', 'b a', 1],
  ['', '', 0],
  ['größe Größe', 'GRÖSSE größe', 1 / 2],
])('overlap of "%s" and "%s"', (a, b, expected) => expect(wordOverlap(wordsOf(a), wordsOf(b))).toBeCloseTo(expected, 12));
