import { z } from 'zod';
import { outcome, PASSED } from '../outcome';
import { validator } from '../validator';

/** What programs write where there is nothing. */
const NOTHING = /^(?:null|none|undefined|nan|n\/?a|\{\}|\[\]|""|''|\[object Object\])$/i;

/** A request that ended without an error has to be answered with something. */
export const empty = validator({
  name: 'empty',
  isDefault: true,
  options: z.strictObject({}),
  compile:
    () =>
    ({ interaction }) => {
      const { question, answer, isFailed, finishReason, isIncomplete } = interaction;
      const text = answer.trim();
      // Without the question as well nothing was sent here at all, and a call of a tool is an answer of its own kind.
      if (
        isFailed ||
        (text === '' && (isIncomplete || question === '' || finishReason === 'tool_call' || finishReason === 'content_filter'))
      )
        return null;
      if (text === '') return outcome([{ kind: 'empty', place: 'answer', message: 'The question was answered with nothing.' }]);
      if (NOTHING.test(text))
        return outcome([{ kind: 'placeholder', place: 'answer', start: 0, quote: text, message: `The answer is ${text}.` }]);
      if (!/[\p{L}\p{N}\p{S}\p{So}]/u.test(text.slice(0, 2000)))
        return outcome([
          {
            kind: 'no_words',
            place: 'answer',
            start: 0,
            quote: text.slice(0, 40),
            message: 'The answer has neither a letter nor a figure.',
          },
        ]);
      return PASSED;
    },
});
