import { z } from 'zod';
import { PII_TYPES } from '../../masking/piiTypes';
import { personalDataFinder } from '../findPersonalData';
import { hasAnswer, outcome } from '../outcome';
import { validator } from '../validator';

/** Not names of hosts, which answers are full of. */
export const DEFAULT_PII = PII_TYPES.filter((type) => type !== 'domain' && type !== 'ip');

export const piiOptions = z.strictObject({
  types: z.array(z.enum(PII_TYPES)).min(1).default(DEFAULT_PII).describe('Kinds of personal data that are looked for'),
});

/** Personal data in the answer, masked before or not. What was found is told by type and place alone. */
export const pii = validator({
  name: 'pii',
  isDefault: true,
  options: piiOptions,
  compile: ({ types }) => {
    const find = personalDataFinder(types);
    return (subject) => {
      if (!hasAnswer(subject)) return null;
      const found = find(subject.answer.text);
      return {
        ...outcome(
          found.map(({ type, start, isMasked }) => ({
            kind: type,
            place: 'answer',
            start,
            message: `Personal data of the type ${type}${isMasked ? ', masked' : ''}.`,
          })),
        ),
        labels: [...new Set(found.map(({ type }) => type))],
      };
    };
  },
});
