import { z } from 'zod';
import { hasAnswer, outcome, PASSED, quoteOf } from '../outcome';
import { validator } from '../validator';

/** The answer ends where the model wanted to end it, and not at a limit or in the middle of a block. */
export const truncatedAnswer = validator({
  name: 'truncated_answer',
  isDefault: true,
  options: z.strictObject({}),
  compile: () => (subject) => {
    const { answer, finishReason, isIncomplete } = subject.interaction;
    if (finishReason === 'length') {
      const quote = quoteOf(answer.slice(-80));
      return outcome([
        {
          kind: 'limit',
          place: 'answer',
          start: Math.max(0, answer.length - 80),
          quote,
          message: 'The model stopped at its limit of output tokens.',
        },
      ]);
    }
    // Text that was cut on its way here says nothing about its end.
    if (!hasAnswer(subject) || isIncomplete) return null;
    if ((answer.match(/^[ \t]{0,8}```/gm)?.length ?? 0) % 2 === 1)
      return outcome([
        { kind: 'open_fence', place: 'answer', quote: quoteOf(answer.slice(-80)), message: 'A code block is opened and not closed.' },
      ]);
    return finishReason === '' ? null : PASSED;
  },
});
