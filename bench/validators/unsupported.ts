/** One fault in an answer that people found grounded: a number changed, a name exchanged, a link invented. */
import type { ValidatorName } from '../../src/core/model/validatorNames';
import type { Validate } from '../../src/core/validators/createValidate';
import type { Figure } from '../validators';
import { seeded, share } from './figures';
import { interactionOf } from './interactionOf';
import type { GroundednessRow } from './trainGroundedness';

const KINDS: readonly ValidatorName[] = ['unsupported_number', 'unsupported_date', 'unsupported_link', 'unsupported_name'];
const NUMBER = /(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w]|[.,-]\d)/g;
const NAME = /(?<=[\p{Ll},] )\p{Lu}\p{Ll}{2,}/gu;
const OTHER_NAMES = ['Cornwall', 'Bergmann', 'Okafor', 'Petrova', 'Valencia', 'Tanaka', 'Lindqvist', 'Mombasa', 'Whitaker', 'Delacroix'];

export function measureUnsupported(rows: readonly GroundednessRow[], validate: Validate): Figure[] {
  const random = seeded(3);
  const good = rows.filter(({ label }) => label === 'Fully attributable');
  const failed = ({ message, knowledge }: GroundednessRow, answer: string): readonly string[] =>
    validate(interactionOf(message, answer, [knowledge]), { service: 's', topic: 't' }).columns.validators_failed;
  const flags = (row: GroundednessRow, answer: string, kinds: readonly string[]): boolean =>
    failed(row, answer).some((name) => kinds.includes(name));
  const exchanged = (expression: RegExp, other: (old: string) => string, kinds: readonly string[]): boolean[] =>
    good.flatMap((row) => {
      const places = [...row.response.matchAll(expression)].filter(([old]) => row.knowledge.includes(old));
      const place = places[Math.floor(random() * places.length)];
      if (place === undefined) return [];
      const [old] = place;
      return [flags(row, row.response.slice(0, place.index) + other(old) + row.response.slice(place.index + old.length), kinds)];
    });
  const numbers = exchanged(NUMBER, (old) => String(Number(old.replaceAll(',', '')) + 1 + Math.floor(random() * 30)), [
    'unsupported_number',
    'unsupported_date',
  ]);
  const names = exchanged(NAME, () => OTHER_NAMES[Math.floor(random() * OTHER_NAMES.length)] ?? '', ['unsupported_name']);
  const links = good.map((row, index) =>
    flags(row, `${row.response} See https://www.help-${index}.example.com/info for more.`, ['unsupported_link']),
  );
  const clean = good.map((row) => flags(row, row.response, KINDS));
  return [
    {
      figure: `number changed, found (${numbers.length})`,
      value: share(numbers),
      target: '>= 0.95',
      baseline: 'word coverage 0.17 at 5 % false alarms',
    },
    { figure: `name exchanged, found (${names.length})`, value: share(names), target: '>= 0.95', baseline: 'word coverage 0.17' },
    { figure: `link invented, found (${links.length})`, value: share(links), target: '>= 0.95', baseline: 'word coverage 0.93' },
    { figure: `clean answers flagged for number, date, name or link (${clean.length})`, value: share(clean), target: '<= 0.01' },
  ];
}
