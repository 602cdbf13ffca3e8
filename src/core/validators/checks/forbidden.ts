import { z } from 'zod';
import { hasAnswer, outcome, PASSED, quoteOf } from '../outcome';
import { compilePhrases } from '../text/phrases';
import { validator } from '../validator';

const texts = z.array(z.string().min(1).max(2000)).default([]);

/** Some phrases must not stand in the answer. */
export const forbidden = validator({
  name: 'forbidden',
  isDefault: false,
  options: z
    .strictObject({
      phrases: texts.describe('Phrases that must not stand in the answer; letter case and white space aside'),
      patterns: texts.describe('Regular expressions in the syntax of RE2, for the same'),
    })
    .refine(({ phrases, patterns }) => phrases.length + patterns.length > 0, { message: 'needs phrases or patterns' }),
  compile: ({ phrases, patterns }) => {
    const find = compilePhrases(phrases, patterns);
    return (subject) => {
      if (!hasAnswer(subject)) return null;
      const found = find(subject.answer.text);
      if (found === undefined) return PASSED;
      const quote = quoteOf(subject.answer.text.slice(found.start, found.end));
      return outcome([{ kind: 'phrase', place: 'answer', start: found.start, quote, message: `“${quote}” must not stand in an answer.` }]);
    };
  },
});
