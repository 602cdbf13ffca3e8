import { z } from 'zod';
import { hasAnswer, outcome } from '../outcome';
import type { AnalysedText } from '../text/analysedText';
import { mayBeSame, type FoundDate } from '../text/dates';
import { validator } from '../validator';

/** Dates of the answer that stand in nothing that the model was given, in whichever form. */
export const unsupportedDate = validator({
  name: 'unsupported_date',
  isDefault: true,
  options: z.strictObject({}),
  compile: () => (subject) => {
    const { sources, answer } = subject;
    if (sources === null || !hasAnswer(subject)) return null;
    const holds = (date: FoundDate) => (text: AnalysedText) => holdsDate(text, date);
    const missing = answer.dates().filter((date) => !sources.some(holds(date)) && !subject.givenElsewhere(holds(date)));
    return outcome(
      missing.map(({ start, end }) => {
        const quote = answer.text.slice(start, end);
        return { kind: 'date', place: 'answer', start, quote, message: `The date ${quote} stands in nothing that the model was given.` };
      }),
    );
  },
});

/** A year that the source does not say with the date has to stand somewhere in it. */
function holdsDate(text: AnalysedText, { readings }: FoundDate): boolean {
  return readings.some((claimed) =>
    text
      .dates()
      .some((date) =>
        date.readings.some(
          (known) =>
            mayBeSame(claimed, known) &&
            (claimed.day === null || known.day !== null) &&
            (claimed.year === null || known.year !== null || text.numberValues().has(String(claimed.year))),
        ),
      ),
  );
}
