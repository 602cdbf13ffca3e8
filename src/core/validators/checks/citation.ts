import { z } from 'zod';
import { isPlaceholder } from '../../masking/placeholder';
import { hasAnswer, outcome, quoteOf, type Finding } from '../outcome';
import type { Subject, SubjectDocument } from '../subject';
import type { AnalysedSentence } from '../text/analysedText';
import { validator } from '../validator';

/** Share of the words of a sentence that its document has at least, and that another document has when the citation is wrong. */
const COVERED = 0.3;
const CLEARLY_COVERED = 0.6;
const LEAST_WORDS = 4;
/** Citations of one answer that are looked at. */
const MOST_CITATIONS = 100;

/** [3] [^3] 【3】 【3†source】 */
const INDEXED = /\[\^?(\d{1,3}(?:\s?[,;]\s?\d{1,3}){0,10})\](?![(\w])|【(\d{1,3})(?:†[^】]{0,100})?】/g;
/** [return-policy-v1.md], [doc:42], (source: faq-7): a name with a sign in it that words do not have. */
const NAMED = /\[([\w./:-]{3,120})\](?!\()|\((?:source|quelle|fuente|see|siehe)s?:\s?([\w./:-]{2,120})\)/gi;
/** A file named in the text. */
const FILE = /(?<![\w/.-])([\w-]{2,100}\.(?:md|pdf|html?|docx?|txt|xlsx?|pptx?|csv))\b/gi;

/** What the answer cites was retrieved, and says what it is cited for. */
export const citation = validator({
  name: 'citation',
  isDefault: true,
  options: z.strictObject({ required: z.boolean().default(false).describe('True when an answer from documents has to cite at least one') }),
  compile:
    ({ required }) =>
    (subject) => {
      const { documents } = subject;
      if (documents === null || !hasAnswer(subject)) return null;
      const indexes = indexesIn(subject).slice(0, MOST_CITATIONS);
      const names = namesIn(subject).slice(0, MOST_CITATIONS);
      if (indexes.length + names.length === 0) {
        if (!required || documents.length === 0) return null;
        return outcome([{ kind: 'missing', place: 'answer', message: 'The answer cites none of its documents.' }]);
      }
      return outcome([
        ...indexes.flatMap((cited) => checkIndex(cited, documents, subject)),
        ...names.flatMap((cited) => checkName(cited, documents, subject)),
      ]);
    },
});

interface Cited {
  readonly name: string;
  readonly start: number;
}

function indexesIn({ answer: { text } }: Subject): Cited[] {
  return [...text.matchAll(INDEXED)].flatMap(({ 0: all, 1: list, 2: single, index }) =>
    // Code such as rows[0] cites nothing.
    /[\w\])]/.test(text.charAt(index - 1)) &&
    all.startsWith('[') &&
    /^\w/.test(text.charAt(index - 1)) &&
    /[=(;]/.test(text.charAt(index + all.length))
      ? []
      : (list ?? single ?? '').split(/[,;]/).map((name) => ({ name: name.trim(), start: index })),
  );
}

function namesIn({ answer: { text } }: Subject): Cited[] {
  const found = [...text.matchAll(NAMED)]
    .map(({ 1: bracketed, 2: source, index, 0: all }) => ({
      name: bracketed ?? source ?? '',
      start: index,
      isSource: source !== undefined,
      all,
    }))
    .filter(
      ({ name, isSource, all }) =>
        !isPlaceholder(all) && !/^\d+$/.test(name) && (isSource || (/[.:_-]/.test(name) && /[a-z]/i.test(name) && /\d|\.\w/.test(name))),
    );
  const files = [...text.matchAll(FILE)].map(({ 1: name = '', index }) => ({ name, start: index }));
  return [
    ...found,
    ...files.filter(
      ({ start, name }) => !found.some((other) => start >= other.start && start <= other.start + other.name.length + name.length),
    ),
  ];
}

function checkIndex({ name, start }: Cited, documents: readonly SubjectDocument[], subject: Subject): Finding[] {
  const document = documents[Number(name) - 1];
  if (document !== undefined) return checkSupport(document, `[${name}]`, start, subject);
  return [
    {
      kind: 'index_out_of_range',
      place: 'answer',
      start,
      quote: `[${name}]`,
      message: `[${name}] is cited, and ${documents.length} documents were retrieved.`,
    },
  ];
}

function checkName({ name, start }: Cited, documents: readonly SubjectDocument[], subject: Subject): Finding[] {
  const lower = name.toLowerCase();
  const document = documents.find(({ id }) => isSameName(id.toLowerCase(), lower));
  if (document !== undefined) return checkSupport(document, name, start, subject);
  // A document may name another one, and so may the person who asks.
  const isKnown =
    documents.some(({ text }) => text.lower().includes(lower)) || subject.givenElsewhere((text) => text.lower().includes(lower));
  return isKnown
    ? []
    : [
        {
          kind: 'not_retrieved',
          place: 'answer',
          start,
          quote: quoteOf(name),
          message: `${quoteOf(name)} is cited, and was not retrieved.`,
        },
      ];
}

/** Ids are cited with or without their folder, their ending and a prefix such as doc: */
function isSameName(id: string, cited: string): boolean {
  const bare = (name: string): string =>
    name
      .replace(/^[\w-]{1,20}:/, '')
      .replace(/^.*\//, '')
      .replace(/\.\w{1,5}$/, '');
  return id === cited || bare(id) === bare(cited);
}

function checkSupport(document: SubjectDocument, name: string, start: number, subject: Subject): Finding[] {
  const sentence = sentenceAt(subject.answer.sentences(), start);
  if (document.content === '' || sentence === undefined || sentence.content().length < LEAST_WORDS) return [];
  if (coverage(sentence, document) >= COVERED) return [];
  const better = (subject.documents ?? []).find((other) => other !== document && coverage(sentence, other) >= CLEARLY_COVERED);
  if (better === undefined) return [];
  return [
    {
      kind: 'wrong_document',
      place: 'answer',
      documentId: document.id,
      start,
      quote: quoteOf(sentence.text),
      message: `${name} does not say this; ${better.id} does.`,
    },
  ];
}

/** A citation behind the full stop belongs to the sentence before it. */
function sentenceAt(sentences: readonly AnalysedSentence[], at: number): AnalysedSentence | undefined {
  const index = sentences.findLastIndex(({ start }) => start <= at);
  const found = sentences[index];
  return found !== undefined && at === found.start && index > 0 ? sentences[index - 1] : found;
}

function coverage(sentence: AnalysedSentence, { text }: SubjectDocument): number {
  const words = sentence.content();
  return words.filter((word) => text.contentSet().has(word)).length / Math.max(1, words.length);
}
