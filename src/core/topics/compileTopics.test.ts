import fc from 'fast-check';
import { compileTopics, MAX_TEXT } from './compileTopics';
import type { TopicRule } from './topicRule';

const rule = (topic: string, more: Partial<TopicRule>): TopicRule => ({ topic, phrases: [], patterns: [], ...more });

const RULES = [
  rule('return policy', { phrases: ['return', 'send back', 'C++ (old)'], patterns: ['refund(s|ed)?\\b'] }),
  rule('opening hours', { patterns: ['\\bopen(ing)? (hours|times?)\\b'] }),
  rule('vip', { attribute: { key: 'tier', values: ['gold', 'black'] } }),
  rule('beta', { attribute: { key: 'experiment', values: [] } }),
  rule('billing', { phrases: ['Größe', 'invoice'], service: 'billing' }),
  rule('unreachable', { phrases: ['send back'] }),
];
const topicOf = compileTopics(RULES);

test.each<[string, Partial<{ text: string; service: string; hint: string; attributes: Record<string, string> }>, string]>([
  ['phrase', { text: 'Can I return it?' }, 'return policy'],
  ['letter case aside', { text: 'RETURN!' }, 'return policy'],
  ['not inside a word', { text: 'the returning customer' }, 'other'],
  ['not at the end of a word', { text: 'pre-paid noreturn' }, 'other'],
  ['any white space', { text: 'may I send\n  back this' }, 'return policy'],
  ['signs in a phrase mean themselves', { text: 'what about c++ (OLD) code' }, 'return policy'],
  ['pattern', { text: 'I was refunded' }, 'return policy'],
  ['pattern of the second rule', { text: 'Opening times please' }, 'opening hours'],
  ['first match wins', { text: 'opening hours for a return' }, 'return policy'],
  ['attribute with a listed value', { attributes: { tier: 'gold' } }, 'vip'],
  ['attribute with another value', { attributes: { tier: 'silver' } }, 'other'],
  ['attribute with any value', { attributes: { experiment: '' } }, 'beta'],
  ['rule of the service', { text: 'invoice', service: 'billing' }, 'billing'],
  ['rule of another service', { text: 'invoice', service: 'shop' }, 'other'],
  ['letters of any script are word characters', { text: 'Größenangabe', service: 'billing' }, 'other'],
  ['letters beyond ASCII, letter case aside', { text: 'GRÖßE?', service: 'billing' }, 'billing'],
  ['hint of the sender', { text: 'hello', hint: 'greeting' }, 'greeting'],
  ['a rule before the hint', { text: 'return', hint: 'greeting' }, 'return policy'],
  ['nothing', { text: '' }, 'other'],
  ['only the beginning is read', { text: `${'a '.repeat(MAX_TEXT / 2)}return` }, 'other'],
])('%s', (_name, { text = '', service = 'shop', hint = '', attributes = {} }, expected) => {
  expect(topicOf({ text, service, hint, attribute: (key) => attributes[key] })).toBe(expected);
});

test('any text can be a phrase and is found by itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (phrase) => {
      fc.pre(phrase.trim() !== '');
      const find = compileTopics([rule('mine', { phrases: [phrase] })]);
      expect(find({ text: `. ${phrase} .`, service: '', hint: '', attribute: () => undefined })).toBe('mine');
    }),
  );
});

test.each([
  ['repetition in repetition', '(a+)+$'],
  ['nested deeper', '((ab)*c)*'],
  ['words', '(\\w+\\s?)*x'],
  ['alternatives in a repetition', '(a|aa)+$'],
  ['non-capturing', '(?:a|b)*'],
  ['open count', '([a-z]{2,}){3,}'],
  ['a high bound is no bound', '(a+){1,40}'],
  ['bounded inside', '(a{1,40})+'],
  ['too many', '.*a.*b.*c'],
])('refuses a pattern that could take for ever: %s', (_name, pattern) => {
  expect(() => compileTopics([rule('slow', { patterns: [pattern] })])).toThrow(/topic "slow".*very long/);
});

test.each(['return.*policy', 'a+b+', '(refund|return)s?', '[()|+*]+', '\\(a+\\)+', '(a{1,3}){1,3}', '(?<!un)paid', '\\p{L}+'])(
  'takes %s',
  (pattern) => {
    expect(() => compileTopics([rule('fine', { patterns: [pattern] })])).not.toThrow();
  },
);

test('what is no regular expression is refused with its topic', () => {
  expect(() => compileTopics([rule('broken', { patterns: ['('] })])).toThrow(/topic "broken"/);
});
