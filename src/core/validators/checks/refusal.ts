import { z } from 'zod';
import { hasAnswer, outcome, PASSED, quoteOf } from '../outcome';
import { validator } from '../validator';
import { answerKind } from '../text/answerKind';

const MESSAGES = {
  refusal: 'The answer refuses.',
  no_information: 'The answer says that it does not know.',
  redirect: 'The answer sends the person elsewhere instead of answering.',
} as const;

/** The answer does what was asked. What it does instead is the kind of the finding. */
export const refusal = validator({
  name: 'refusal',
  isDefault: true,
  options: z.strictObject({
    also: z
      .array(z.enum(['no_information', 'redirect']))
      .default([])
      .describe('What counts as a refusal besides one: no_information ("I don\'t know"), redirect ("please contact support")'),
  }),
  compile:
    ({ also }) =>
    (subject) => {
      if (subject.interaction.finishReason === 'content_filter')
        return {
          ...outcome([{ kind: 'content_filter', place: 'answer', message: 'A content filter stopped the answer.' }]),
          labels: ['refusal'],
        };
      if (!hasAnswer(subject)) return null;
      const { kind, start, end } = answerKind(subject.answer.text);
      const labels = [kind];
      if (kind === 'answer' || kind === 'disclaimer_then_answer') return { ...PASSED, labels };
      if (kind !== 'refusal' && !also.includes(kind)) return { ...PASSED, labels };
      return {
        ...outcome([
          { kind, place: 'answer', start, quote: quoteOf(subject.answer.text.slice(start, end).trim()), message: MESSAGES[kind] },
        ]),
        labels,
      };
    },
});
