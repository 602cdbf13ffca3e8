import { z } from 'zod';
import { hasAnswer, outcome } from '../outcome';
import type { AnalysedText } from '../text/analysedText';
import { namesOf, type FoundName } from '../text/names';
import { contentWords } from '../text/words';
import { validator } from '../validator';

/** Capital letters mark names in English; German writes every noun with one, and for most languages nobody has measured it. */
const LANGUAGES = new Set(['en', '']);

/** Names in the answer that stand in nothing that the model was given. English answers only. */
export const unsupportedName = validator({
  name: 'unsupported_name',
  isDefault: true,
  options: z.strictObject({
    allowed: z
      .array(z.string().min(1))
      .default([])
      .describe('Names that may always be said, such as that of the company; letter case aside'),
  }),
  compile: ({ allowed }) => {
    const known = new Set(allowed.flatMap((name) => name.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []));
    return (subject) => {
      const { sources, answer } = subject;
      if (sources === null || !hasAnswer(subject)) return null;
      if (!LANGUAGES.has(subject.languageOf(answer))) return null;
      const names = namesOf(answer.text).filter(({ word }) => !known.has(word.toLowerCase()));
      const missing = names.filter((name) => !sources.some(holds(name)) && !subject.givenElsewhere(holds(name)));
      return outcome(
        missing.map(({ word, start }) => ({
          kind: 'name',
          place: 'answer',
          start,
          quote: word,
          message: `The name ${word} stands in nothing that the model was given.`,
        })),
      );
    };
  },
});

/** As a word, with another ending, or as the first letters of words. */
function holds({ word }: FoundName): (text: AnalysedText) => boolean {
  const lower = word.normalize('NFKC').toLowerCase();
  const [stem] = contentWords([lower]);
  const isAcronym = word.length >= 2 && word.length <= 6 && word === word.toUpperCase();
  return (text) =>
    stem === undefined || text.wordSet().has(lower) || text.contentSet().has(stem) || (isAcronym && text.initials().includes(lower));
}
