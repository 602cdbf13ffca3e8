import { z } from 'zod';
import { hasAnswer, outcome, quoteOf } from '../outcome';
import type { PersonalData } from '../findPersonalData';
import type { AnalysedText } from '../text/analysedText';
import type { FoundNumber } from '../text/numbers';
import { validator } from '../validator';

/** Of a number its surroundings are shown as well: "within 60 days" says more than "60". */
const AROUND = 24;

/**
 * Numbers of the answer that stand in no document, no result of a tool, not in the question and not in the rest of what the
 * model was given. Numbers of dates, links, citations and lists are left to others; counts such as "one" and "first" too.
 */
export const unsupportedNumber = validator({
  name: 'unsupported_number',
  isDefault: true,
  options: z.strictObject({}),
  compile: () => (subject) => {
    const { sources, answer } = subject;
    if (sources === null || !hasAnswer(subject)) return null;
    const holds = (number: FoundNumber) => (text: AnalysedText) => number.values.some((value) => text.numberValues().has(value));
    const missing = claimedNumbers(answer, subject.personalData()).filter(
      (number) => !sources.some(holds(number)) && !subject.givenElsewhere(holds(number)),
    );
    return outcome(
      missing.map(({ start, end }) => ({
        kind: 'number',
        place: 'answer',
        start,
        quote: quoteOf(answer.text.slice(Math.max(0, start - AROUND), end + AROUND).trim()),
        message: `The number ${answer.text.slice(start, end)} stands in nothing that the model was given.`,
      })),
    );
  },
});

/** @param personal what is told as personal data and not as numbers */
function claimedNumbers(answer: AnalysedText, personal: readonly PersonalData[]): FoundNumber[] {
  const { text } = answer;
  const strong = answer.numbers().filter(({ isWeak }) => !isWeak);
  if (strong.length === 0) return [];
  const others = [...answer.dates(), ...answer.links(), ...personal];
  return strong.filter(
    ({ start, end }) =>
      !others.some((other) => start < other.end && end > other.start) &&
      // Item of a list at the beginning of a line; [3] and 【3】 are citations.
      !(/^[.)]\s/.test(text.slice(end, end + 2)) && /(?:^|\n)[\s>*#-]*$/.test(text.slice(Math.max(0, start - 12), start))) &&
      !(/^[\]】†]/.test(text.slice(end, end + 1)) && /[[【^,\s]$/.test(text.slice(Math.max(0, start - 1), start))),
  );
}
