import { z } from 'zod';
import { bestSource, groundednessScore } from '../groundedness/groundednessScore';
import { WEIGHTS } from '../groundedness/weights';
import { hasAnswer, outcome, quoteOf } from '../outcome';
import { isUnspaced } from '../text/words';
import { validator } from '../validator';

/** Words of an answer below which there is nothing to compare: "Yes.", "You're welcome!" */
const LEAST_WORDS = 4;

/** About 1 % of the good answers of BEGIN lie below. The threshold with the best F1 there (WEIGHTS.threshold) flags many more. */
const LEAST_SCORE = 0.1;

/**
 * How far the words of the answer come from its documents: 1 when all of them do. It sees answers that leave their documents;
 * it does not see a wrong document, a number that was changed (others do) or a "not".
 */
export const groundedness = validator({
  name: 'groundedness',
  isDefault: true,
  options: z.strictObject({
    min_score: z.number().min(0).max(1).default(LEAST_SCORE).describe('Answers with a lower score fail'),
  }),
  compile:
    ({ min_score }) =>
    (subject) => {
      const { answer, question, sources } = subject;
      if (sources === null || !hasAnswer(subject) || answer.content().length < LEAST_WORDS || isUnspaced(answer.text)) return null;
      const [first] = answer.sentences();
      const nearest = first === undefined ? undefined : bestSource(first, sources);
      // A translation shares no words with what it translates.
      if (nearest === undefined || isOtherLanguage(subject.languageOf(answer), subject.languageOf(nearest))) return null;
      const found = groundednessScore(answer, question, sources, WEIGHTS);
      if (found === null) return null;
      const { score, worst } = found;
      if (score >= min_score) return { ...outcome([]), score };
      const where = worst === undefined ? {} : { start: worst.sentence.start, quote: quoteOf(worst.sentence.text) };
      const message = `Groundedness ${score.toFixed(2)}; at least ${min_score.toFixed(2)} is required.`;
      return { ...outcome([{ kind: 'below_threshold', place: 'answer', ...where, message }]), score };
    },
});

const isOtherLanguage = (a: string, b: string): boolean => a !== '' && b !== '' && a !== b;
