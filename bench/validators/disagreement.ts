/** Two versions of a passage: one number changed and a fifth of the words dropped; the same without the change; neighbours. */
import type { Validate } from '../../src/core/validators/createValidate';
import { AnalysedText } from '../../src/core/validators/text/analysedText';
import type { Figure } from '../validators';
import { seeded, share } from './figures';
import { interactionOf } from './interactionOf';
import type { GroundednessRow } from './trainGroundedness';

/** A number that stands alone, not a part of a name such as B2C or of a range. */
const NUMBER = /(?<![\w.,–-])\d+(?![\w.,–-]\w|\w)/g;
const LEAST_WORDS = 8;
const DROPPED = 0.2;
const NEIGHBOURS = 4;

export function measureDisagreement(rows: readonly GroundednessRow[], validate: Validate): Figure[] {
  const random = seeded(7);
  const passages = [...new Set(rows.map(({ knowledge }) => knowledge))];
  const numbered = passages.filter((text) => text.match(NUMBER) !== null && text.split(' ').length >= LEAST_WORDS);
  const disagree = (a: string, b: string): boolean =>
    validate(interactionOf('', '', [a, b]), { service: 's', topic: 't' }).columns.validators_failed.includes('documents_disagree');
  const dropped = (text: string, kept: string): string =>
    text
      .split(' ')
      .filter((word) => (kept !== '' && word.includes(kept)) || random() > DROPPED)
      .join(' ');
  const changed = numbered.map((text) => {
    const places = [...text.matchAll(NUMBER)];
    const place = places[Math.floor(random() * places.length)];
    const [old = ''] = place ?? [];
    const fresh = String(Number(old) + 1 + Math.floor(random() * 9));
    const at = place?.index ?? 0;
    return disagree(text, dropped(text.slice(0, at) + fresh + text.slice(at + old.length), fresh));
  });
  const copies = numbered.map((text) => disagree(text, dropped(text, '')));
  const near = neighbours(passages).map(([a, b]) => disagree(a, b));
  return [
    { figure: `disagreement found (${changed.length})`, value: share(changed), target: '>= 0.95', baseline: 'reference 0.953' },
    { figure: `copies without a change flagged (${copies.length})`, value: share(copies), target: '<= 0.01', baseline: 'reference 0.013' },
    { figure: `pairs of near neighbours flagged (${near.length})`, value: share(near), target: '<= 0.01', baseline: 'reference 0.0035' },
  ];
}

/** Each passage with the four that share most words with it. */
function neighbours(passages: readonly string[]): (readonly [string, string])[] {
  const sets = passages.map((text) => ({ text, words: new AnalysedText(text).contentSet() }));
  return sets.flatMap(({ text, words }) =>
    sets
      .filter((other) => other.text !== text)
      .map((other) => ({
        text: other.text,
        near: [...words].filter((word) => other.words.has(word)).length / Math.sqrt(words.size * other.words.size),
      }))
      .sort((a, b) => b.near - a.near)
      .slice(0, NEIGHBOURS)
      .map((other) => [text, other.text] as const),
  );
}
