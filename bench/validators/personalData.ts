/** Recall by type on generated sentences: a value counts as found when a find of its type covers it or lies in it. */
import type { PiiType } from '../../src/core/masking/piiTypes';
import { personalDataFinder } from '../../src/core/validators/findPersonalData';
import type { Figure } from '../validators';
import { share } from './figures';
import { sharedRows } from './sharedRows';

interface Sentence {
  readonly text: string;
  /** Offsets count code points. */
  readonly spans: readonly (readonly [start: number, end: number, type: string])[];
}

const TYPES: readonly (readonly [PiiType, string, string, string])[] = [
  ['email', 'EMAIL_ADDRESS', '1', '1.000'],
  ['iban', 'IBAN_CODE', '1', '1.000'],
  ['us_ssn', 'US_SSN', '1', '1.000'],
  ['ip', 'IP_ADDRESS', '1', '1.000'],
  ['domain', 'DOMAIN_NAME', '1', '1.000'],
  ['card', 'CREDIT_CARD', '>= 0.99', '0.993'],
  ['phone', 'PHONE_NUMBER', '>= 0.85', '0.859'],
];

export function measurePersonalData(): Figure[] {
  const sentences = sharedRows<Sentence>('presidio-pii/synth_v2.jsonl.gz') ?? [];
  return TYPES.map(([type, name, target, reference]) => {
    const find = personalDataFinder([type]);
    const found = sentences.flatMap(({ text, spans }) => {
      const finds = find(text).map(({ start, end }) => text.slice(start, end));
      const letters = [...text];
      return spans
        .filter(([, , of]) => of === name)
        .map(([start, end]) => {
          const value = letters.slice(start, end).join('');
          return finds.some((one) => one.includes(value) || value.includes(one));
        });
    });
    return { figure: `personal data, ${type}, found (${found.length})`, value: share(found), target, baseline: `reference ${reference}` };
  });
}
