/**
 * What an answer has in common with the documents that cover it, as 13 numbers. Overlap of words, of pairs, of sequence and
 * of characters each see other changes of wording; what is new in the answer counts apart by kind.
 */
import { bigramsOf, trigramsOf, type AnalysedText } from '../text/analysedText';
import { contentWords } from '../text/words';
import { namesOf } from '../text/names';
import { commonLength } from './commonLength';
import { massOf } from './massOf';

export const FEATURES = [
  'word_share',
  'mass_share',
  'worst_sentence',
  'bigram_share',
  'sequence_share',
  'trigram_share',
  'new_numbers',
  'new_names',
  'new_links',
  'new_words',
  'new_from_question',
  'new_negations',
  'log_length',
] as const;

/** A sentence that says less than this (mass of its words) can be anything. */
const LEAST_MASS = 6;

/**
 * @param documents those that cover the answer best, a few
 * @returns in the order of FEATURES; null for an answer without a word that says something
 */
export function groundednessFeatures(
  answer: AnalysedText,
  question: AnalysedText,
  documents: readonly AnalysedText[],
): readonly number[] | null {
  const content = answer.content();
  if (content.length === 0) return null;
  const isKnown = (word: string): boolean => documents.some((document) => document.contentSet().has(word));
  const fresh = content.filter((word) => !isKnown(word));
  const bigrams = bigramsOf(content);
  const trigrams = trigramsOf(answer.words());
  const words = answer.words();
  const known = documents.reduce((most, document) => most + document.negations(), 0);
  return [
    1 - fresh.length / content.length,
    massShare(content, isKnown),
    worstSentence(answer, isKnown),
    bigrams.length === 0
      ? 1 - fresh.length / content.length
      : share(bigrams, (pair) => documents.some((document) => document.bigrams().has(pair))),
    words.length === 0
      ? 0
      : commonLength(
          answer.stems(),
          documents.flatMap((document) => document.stems()),
        ) / words.length,
    share([...trigrams], (trigram) => documents.some((document) => document.trigrams().has(trigram))),
    Math.min(
      3,
      answer
        .numbers()
        .filter((number) => !number.isWeak && !documents.some((d) => number.values.some((value) => d.numberValues().has(value)))).length,
    ),
    Math.min(4, newNames(answer, question, documents)),
    Math.min(2, newLinks(answer, documents)),
    Math.min(12, new Set(fresh).size),
    fresh.length === 0 ? 0 : share(fresh, (word) => question.contentSet().has(word)),
    Math.min(2, Math.max(0, answer.negations() - known)),
    Math.log(1 + words.length),
  ];
}

function share<T>(items: readonly T[], fits: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(fits).length / items.length;
}

function massShare(words: readonly string[], isKnown: (word: string) => boolean): number {
  let [all, known] = [0, 0];
  for (const word of words) {
    const mass = massOf(word);
    all += mass;
    if (isKnown(word)) known += mass;
  }
  return all === 0 ? 0 : known / all;
}

function worstSentence(answer: AnalysedText, isKnown: (word: string) => boolean): number {
  let worst = Number.POSITIVE_INFINITY;
  for (const sentence of answer.sentences()) {
    const words = sentence.content();
    if (words.reduce((sum, word) => sum + massOf(word), 0) <= LEAST_MASS) continue;
    worst = Math.min(worst, massShare(words, isKnown));
  }
  return Number.isFinite(worst) ? worst : massShare(answer.content(), isKnown);
}

function newNames(answer: AnalysedText, question: AnalysedText, documents: readonly AnalysedText[]): number {
  const names = new Set(namesOf(answer.text).flatMap(({ word }) => contentWords([word.toLowerCase()])));
  return [...names].filter((word) => ![question, ...documents].some((text) => text.contentSet().has(word))).length;
}

function newLinks(answer: AnalysedText, documents: readonly AnalysedText[]): number {
  return answer.links().filter(({ key }) => !documents.some((document) => document.lower().includes(key))).length;
}
