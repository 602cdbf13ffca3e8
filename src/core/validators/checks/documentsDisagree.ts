import { z } from 'zod';
import { outcome, quoteOf, type Finding } from '../outcome';
import type { SubjectDocument } from '../subject';
import type { AnalysedSentence } from '../text/analysedText';
import { mayBeSame } from '../text/dates';
import type { FoundNumber } from '../text/numbers';
import { allWords, contentWords } from '../text/words';
import { validator } from '../validator';

/** Share of the words of the shorter sentence that the other one has, from which on both speak of the same thing. */
const SAME = 0.7;
/** With fewer words than four all of them. */
const FEW_WORDS = 4;
const LEAST_WORDS = 3;
/** Bounds of the comparison; every sentence with a number is held against those of the other documents. */
const MOST_DOCUMENTS = 10;
const MOST_SENTENCES = 40;

/**
 * Two retrieved documents that say different numbers or dates about the same thing: a stale version beside the valid one,
 * most of all. Nothing here knows which of them is right, and the answer is not looked at.
 */
export const documentsDisagree = validator({
  name: 'documents_disagree',
  isDefault: true,
  options: z.strictObject({}),
  compile:
    () =>
    ({ documents }) => {
      const readable = (documents ?? []).filter(({ content }) => content !== '').slice(0, MOST_DOCUMENTS);
      if (readable.length < 2) return null;
      const claims = readable.map((document) => ({ document, claims: claimsOf(document) }));
      return outcome(
        claims.flatMap((first, index) =>
          claims.slice(index + 1).flatMap((second) => compare(first.document, first.claims, second.document, second.claims)),
        ),
      );
    },
});

/** A sentence with a number or a date, and the words beside them. */
interface Claim {
  readonly sentence: AnalysedSentence;
  readonly words: ReadonlySet<string>;
}

const known = new WeakMap<SubjectDocument['text'], readonly Claim[]>();

function claimsOf({ text }: SubjectDocument): readonly Claim[] {
  const before = known.get(text);
  if (before !== undefined) return before;
  const claims = text
    .sentences()
    .filter((sentence) => sentence.numbers().length > 0 || sentence.dates().length > 0)
    .slice(0, MOST_SENTENCES)
    .map((sentence) => ({
      sentence,
      words: new Set(sentence.content().filter((word) => !/^\d/.test(word) && !isNumberWord(sentence, word))),
    }))
    .filter(({ words }) => words.size >= LEAST_WORDS);
  known.set(text, claims);
  return claims;
}

function isNumberWord(sentence: AnalysedSentence, word: string): boolean {
  return sentence.numberWords().has(word);
}

function compare(a: SubjectDocument, claimsA: readonly Claim[], b: SubjectDocument, claimsB: readonly Claim[]): Finding[] {
  if (a.content === b.content) return [];
  const bestOfB = claimsB.map((claim) => best(claim, claimsA));
  return claimsA.flatMap((claim) => {
    const index = best(claim, claimsB);
    const other = claimsB[index];
    // Both have to be each other's best match: lists and tables repeat a sentence with another number in each line.
    if (other === undefined || claimsA[bestOfB[index] ?? -1] !== claim) return [];
    const difference = differs(claim.sentence, other.sentence, a, b);
    return difference === null ? [] : [findingOf(a, b, claim, other, difference)];
  });
}

/** Index of the claim about the same thing; -1 when there is none. */
function best(claim: Claim, others: readonly Claim[]): number {
  let [found, most] = [-1, SAME];
  others.forEach((other, index) => {
    const share = overlap(claim.words, other.words);
    if (share < 1 && Math.min(claim.words.size, other.words.size) < FEW_WORDS) return;
    if (share > most || (found < 0 && share === most)) [found, most] = [index, share];
  });
  return found;
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let both = 0;
  for (const word of small) if (large.has(word)) both += 1;
  return both / small.size;
}

interface Difference {
  readonly kind: 'number' | 'date';
  readonly first: string;
  readonly second: string;
}

/** Each sentence says one that the other does not, and that stands nowhere else in the other document either. */
function differs(first: AnalysedSentence, second: AnalysedSentence, a: SubjectDocument, b: SubjectDocument): Difference | null {
  const firstDate = first
    .dates()
    .find((date) => !second.dates().some((other) => date.readings.some((x) => other.readings.some((y) => mayBeSame(x, y)))));
  const secondDate = second
    .dates()
    .find((date) => !first.dates().some((other) => date.readings.some((x) => other.readings.some((y) => mayBeSame(x, y)))));
  if (firstDate !== undefined && secondDate !== undefined)
    return { kind: 'date', first: textOf(first, firstDate), second: textOf(second, secondDate) };
  const ownFirst = ownNumbers(first, second);
  const ownSecond = ownNumbers(second, first);
  const isNew = ({ values }: FoundNumber, { text }: SubjectDocument): boolean => !values.some((value) => text.numberValues().has(value));
  for (const x of ownFirst) {
    const y = ownSecond.find(
      (other) => (isNew(x, b) || isNew(other, a)) && isYear(x) === isYear(other) && sharesSurroundings(first, x, second, other),
    );
    if (y !== undefined) return { kind: 'number', first: textOf(first, x), second: textOf(second, y) };
  }
  return null;
}

/** Quantities that the other sentence does not say; "500 million" and a "500" that lost its million are no difference. */
function ownNumbers(own: AnalysedSentence, other: AnalysedSentence): FoundNumber[] {
  const others = new Set(other.numbers().flatMap(({ values, figure }) => [...values, figure]));
  return own
    .numbers()
    .filter(({ values, figure, isOrder }) => !isOrder && !others.has(figure) && !values.some((value) => others.has(value)));
}

/** A year is the answer to another question than an amount. */
function isYear({ values: [value = ''], figure }: FoundNumber): boolean {
  return value === figure && /^(?:1[5-9]|20)\d\d$/.test(value);
}

/** Words on each side of a number that say of what it is one. */
const NEAR = 4;

/** A sentence that speaks of the same thing may hold several quantities: "42 languages" does not contradict "500 million copies". */
function sharesSurroundings(first: AnalysedSentence, x: FoundNumber, second: AnalysedSentence, y: FoundNumber): boolean {
  const near = surroundings(first, x);
  return surroundings(second, y).some((word) => near.includes(word));
}

function surroundings(sentence: AnalysedSentence, { start, end }: FoundNumber): string[] {
  const isWord = (word: string): boolean => !/^\d/.test(word) && !sentence.numberWords().has(word);
  const before = contentWords(allWords(sentence.text.slice(Math.max(0, start - 80), start))).filter(isWord);
  const after = contentWords(allWords(sentence.text.slice(end, end + 80))).filter(isWord);
  return [...before.slice(-NEAR), ...after.slice(0, NEAR)];
}

const textOf = (sentence: AnalysedSentence, { start, end }: { readonly start: number; readonly end: number }): string =>
  sentence.text.slice(start, end);

function findingOf(a: SubjectDocument, b: SubjectDocument, claim: Claim, other: Claim, { kind, first, second }: Difference): Finding {
  return {
    kind,
    place: 'document',
    documentId: a.id,
    start: claim.sentence.start,
    quote: quoteOf(claim.sentence.text),
    message: `${nameOf(a)} says ${first}, ${nameOf(b)} says ${second}: “${quoteOf(other.sentence.text)}”`,
  };
}

const nameOf = ({ id, rank }: SubjectDocument): string => `${id} (rank ${rank})`;
