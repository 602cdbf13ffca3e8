/** Which of the documents that were given to a model its answer rests on. */
import { allWords, contentWords } from '../validators/text/words';

/** `cited`: the answer names it. `used`: it explains words of the answer. `unknown`: there is no text to tell by. */
export type DocumentUse = 'cited' | 'used' | 'not used' | 'unknown';

export interface GivenDocument {
  readonly id: string;
  /** Text of the document; empty when it was not recorded. */
  readonly content: string;
}

/** A document must explain this many words of the answer, and this share of them. Our choice. */
const MIN_WORDS = 2;
const MIN_SHARE = 0.15;
/** Characters looked at: the beginning of a long text tells as well, and settling has to stay quick. */
const MAX_TEXT = 20_000;

/**
 * Words of the answer that the question does not have are given to the document that holds most of them, what is left to
 * the next, and so on. A document to which too little is given was not used: its words came from a better one, as those of
 * an old version do when the answer follows the new one.
 * @param documents in the order of their ranks; the earlier one wins when two explain equally much
 */
export function usedDocuments(question: string, answer: string, documents: readonly GivenDocument[]): DocumentUse[] {
  const asked = new Set(wordsOf(question));
  const open = new Set(wordsOf(answer).filter((word) => !asked.has(word)));
  const all = open.size;
  const held = documents.map(({ content }) => new Set(content === '' ? [] : wordsOf(content)));
  const uses = documents.map(({ id, content }): DocumentUse => {
    if (answer === '') return 'unknown';
    if (isCited(id, answer)) return 'cited';
    return content === '' ? 'unknown' : 'not used';
  });
  const left = new Set(documents.keys());
  while (left.size > 0) {
    const [best, words] = mostExplained(left, held, open);
    if (words.length < MIN_WORDS || words.length < MIN_SHARE * all) break;
    left.delete(best);
    for (const word of words) open.delete(word);
    if (uses[best] === 'not used') uses[best] = 'used';
  }
  return uses;
}

function mostExplained(
  left: ReadonlySet<number>,
  held: readonly ReadonlySet<string>[],
  open: ReadonlySet<string>,
): readonly [index: number, words: readonly string[]] {
  let best = -1;
  let most: readonly string[] = [];
  for (const index of left) {
    const words = [...open].filter((word) => held[index]?.has(word) === true);
    if (best === -1 || words.length > most.length) [best, most] = [index, words];
  }
  return [best, most];
}

function wordsOf(text: string): string[] {
  return contentWords(allWords(text.slice(0, MAX_TEXT)));
}

/** Ids shorter than this occur in answers by chance. */
const MIN_ID = 4;

function isCited(id: string, answer: string): boolean {
  return id.length >= MIN_ID && answer.toLowerCase().includes(id.toLowerCase());
}
