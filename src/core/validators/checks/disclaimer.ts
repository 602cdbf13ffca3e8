import { z } from 'zod';
import { hasAnswer, outcome, PASSED } from '../outcome';
import { compilePhrases } from '../text/phrases';
import { validator } from '../validator';

const texts = z.array(z.string().min(1).max(2000)).default([]);

/** At least one of some sentences has to stand in the answer. */
export const disclaimer = validator({
  name: 'disclaimer',
  isDefault: false,
  options: z
    .strictObject({
      any_of: texts.describe('Phrases, one of which has to stand in the answer; letter case and white space aside'),
      patterns: texts.describe('Regular expressions in the syntax of RE2, for the same'),
    })
    .refine(({ any_of, patterns }) => any_of.length + patterns.length > 0, { message: 'needs any_of or patterns' }),
  compile: ({ any_of, patterns }) => {
    const find = compilePhrases(any_of, patterns);
    return (subject) => {
      if (!hasAnswer(subject)) return null;
      if (find(subject.answer.text) !== undefined) return PASSED;
      return outcome([
        {
          kind: 'missing',
          place: 'answer',
          message: `None of the required sentences stands in the answer: ${[...any_of, ...patterns].join(' | ').slice(0, 300)}`,
        },
      ]);
    };
  },
});
