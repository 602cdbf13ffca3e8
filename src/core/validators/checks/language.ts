import { z } from 'zod';
import { hasAnswer, outcome, PASSED } from '../outcome';
import type { AnalysedText } from '../text/analysedText';
import { validator } from '../validator';

/** Letters below which a language is guessed rather than seen. */
const LEAST_LETTERS = 20;

/** The answer is in the language of the question, or in one that the configuration requires. */
export const language = validator({
  name: 'language',
  isDefault: true,
  options: z.strictObject({
    expected: z
      .array(z.string().regex(/^[a-z]{2}$/, 'is not a code of ISO 639-1 such as en'))
      .min(1)
      .optional()
      .describe('Languages that an answer may be in, by ISO 639-1; that of the question when absent'),
  }),
  compile:
    ({ expected }) =>
    (subject) => {
      if (!hasAnswer(subject) || !isLong(subject.answer)) return null;
      const found = subject.languageOf(subject.answer);
      if (found === '') return null;
      const asked = expected === undefined && isLong(subject.question) ? subject.languageOf(subject.question) : '';
      const allowed = expected ?? (asked === '' ? undefined : [asked]);
      const labels = [found];
      if (allowed === undefined) return { ...PASSED, labels };
      if (allowed.includes(found)) return { ...PASSED, labels };
      const wanted = expected === undefined ? `the question is in ${asked}` : `only ${expected.join(', ')} is allowed`;
      return { ...outcome([{ kind: 'other_language', place: 'answer', message: `The answer is in ${found}; ${wanted}.` }]), labels };
    },
});

function isLong({ text }: AnalysedText): boolean {
  return (text.slice(0, 400).match(/\p{L}/gu)?.length ?? 0) >= LEAST_LETTERS;
}
