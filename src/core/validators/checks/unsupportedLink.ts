import { z } from 'zod';
import { hasAnswer, outcome, quoteOf } from '../outcome';
import type { AnalysedText } from '../text/analysedText';
import { validator } from '../validator';

/** Web and mail addresses of the answer that stand in nothing that the model was given. */
export const unsupportedLink = validator({
  name: 'unsupported_link',
  isDefault: true,
  options: z.strictObject({}),
  compile: () => (subject) => {
    const { sources, answer } = subject;
    if (sources === null || !hasAnswer(subject)) return null;
    const missing = answer.links().filter(({ key }) => !sources.some(holds(key)) && !subject.givenElsewhere(holds(key)));
    return outcome(
      missing.map(({ key, start }) => ({
        kind: key.includes('@') ? 'mail' : 'link',
        place: 'answer',
        start,
        quote: key.includes('@') ? '' : quoteOf(key),
        message: `The ${key.includes('@') ? 'mail address' : 'link'} stands in nothing that the model was given.`,
      })),
    );
  },
});

/** As a link, or the beginning of one: shop.com where shop.com/help is known. In plain text, too, where no mark shows a link. */
function holds(key: string): (text: AnalysedText) => boolean {
  return (text) =>
    text.links().some((link) => link.key === key || link.key.startsWith(`${key}/`) || link.key.endsWith(`@${key}`)) ||
    text.lower().includes(key);
}
