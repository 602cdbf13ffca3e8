import { datesOf, type FoundDate } from './dates';
import { linksOf, type FoundLink } from './links';
import { numbersOf, type FoundNumber } from './numbers';
import { sentencesOf, type Sentence } from './sentences';
import { allWords, contentWords, countNegations, stem } from './words';

/**
 * A text with what several validators ask of it. Each part is computed when it is first asked for, and once: one answer is
 * held against the same documents by six validators, and the same documents come back with the next answers.
 */
export class AnalysedText {
  constructor(readonly text: string) {}

  readonly lower = once(() => this.text.toLowerCase());
  /** Lower case, in order, small words included. */
  readonly words = once(() => allWords(this.text));
  /** Stems of the words that say something. */
  readonly content = once(() => contentWords(this.words()));
  /** Stems of all words, in order. */
  readonly stems = once(() => this.words().map(stem));
  readonly contentSet = once((): ReadonlySet<string> => new Set(this.content()));
  readonly wordSet = once((): ReadonlySet<string> => new Set(this.words()));
  readonly bigrams = once((): ReadonlySet<string> => new Set(bigramsOf(this.content())));
  readonly trigrams = once((): ReadonlySet<number> => trigramsOf(this.words()));
  readonly negations = once(() => countNegations(this.words()));
  readonly numbers = once((): readonly FoundNumber[] => numbersOf(this.text));
  readonly numberValues = once((): ReadonlySet<string> => new Set(this.numbers().flatMap(({ values }) => values)));
  readonly dates = once((): readonly FoundDate[] => datesOf(this.text));
  readonly links = once((): readonly FoundLink[] => linksOf(this.text));
  readonly sentences = once((): readonly AnalysedSentence[] => sentencesOf(this.text).map((sentence) => new AnalysedSentence(sentence)));
  /** First letters of all words: an acronym of words in the text is a part of it. */
  readonly initials = once(() =>
    this.words()
      .map((word) => word.charAt(0))
      .join(''),
  );
}

export class AnalysedSentence {
  readonly text: string;
  readonly start: number;
  constructor({ text, start }: Sentence) {
    this.text = text;
    this.start = start;
  }

  readonly content = once(() => contentWords(allWords(this.text)));
  readonly contentSet = once((): ReadonlySet<string> => new Set(this.content()));
  readonly numbers = once((): readonly FoundNumber[] => numbersOf(this.text));
  /** Stems of the words that numbers are written with. */
  readonly numberWords = once(
    (): ReadonlySet<string> => new Set(this.numbers().flatMap(({ start, end }) => contentWords(allWords(this.text.slice(start, end))))),
  );
  readonly dates = once((): readonly FoundDate[] => datesOf(this.text));
}

function once<T>(make: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: make() }).value;
}

export function bigramsOf(words: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 1; at < words.length; at++) found.push(`${words[at - 1]} ${words[at]}`);
  return found;
}

/** Three neighbouring characters of the words as one number. Ten bits each: letters of two alphabets may coincide, not within one. */
export function trigramsOf(words: readonly string[]): Set<number> {
  const text = words.join(' ');
  const found = new Set<number>();
  let packed = 0;
  for (let at = 0; at < text.length; at++) {
    packed = ((packed << 10) | (text.charCodeAt(at) & 0x3ff)) & 0x3fffffff;
    if (at >= 2) found.add(packed);
  }
  return found;
}
