import { z } from 'zod';
import { hasAnswer, outcome, type Finding } from '../outcome';
import { validator } from '../validator';

const bound = z.number().int().nonnegative().optional();

/** The answer has to be as long as required: characters as people count them (code points), words, sentences. */
export const length = validator({
  name: 'length',
  isDefault: false,
  options: z.strictObject({
    min_characters: bound,
    max_characters: bound,
    min_words: bound,
    max_words: bound,
    min_sentences: bound,
    max_sentences: bound,
  }),
  compile: (bounds) => (subject) => {
    if (!hasAnswer(subject)) return null;
    const { answer } = subject.interaction;
    const findings: Finding[] = [];
    const hold = (unit: string, count: () => number, min: number | undefined, max: number | undefined): void => {
      if (min === undefined && max === undefined) return;
      const n = count();
      if (min !== undefined && n < min)
        findings.push({ kind: 'too_short', place: 'answer', message: `${n} ${unit}; at least ${min} are required.` });
      if (max !== undefined && n > max)
        findings.push({ kind: 'too_long', place: 'answer', message: `${n} ${unit}; at most ${max} are allowed.` });
    };
    hold('characters', () => codePoints(answer), bounds.min_characters, bounds.max_characters);
    hold('words', () => answer.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu)?.length ?? 0, bounds.min_words, bounds.max_words);
    hold('sentences', () => subject.answer.sentences().length, bounds.min_sentences, bounds.max_sentences);
    return outcome(findings);
  },
});

function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00) count += 1;
  return count;
}
