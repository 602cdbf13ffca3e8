/** The data of one judgement, each field between boundary lines that its text cannot forge. */
import { normaliseText } from './normaliseText';

export interface JudgedDocument {
  readonly id: string;
  readonly version: string;
  readonly content: string;
}

export interface JudgedText {
  readonly question: string;
  readonly answer: string;
  /** By rank. */
  readonly documents: readonly JudgedDocument[];
}

export interface UserPrompt {
  readonly text: string;
  /** Text by label, as the judge saw it but without marks between words: what quotes are looked up in. */
  readonly fields: ReadonlyMap<string, string>;
  readonly nonce: string;
  /** Hidden characters and template tokens that were taken out, and characters that did not fit. */
  readonly hidden: number;
  readonly tokens: number;
  readonly left: number;
}

export interface PromptOptions {
  /** Characters for question, answer and documents together. */
  readonly maxChars: number;
  readonly isMarked: boolean;
  /** A new random text of at least 16 hex digits at each call. */
  readonly nonce: () => string;
}

/** Documents beyond these are not what an answer was made from. */
const MOST_DOCUMENTS = 30;

/** A question may take an eighth of the room, an answer a quarter; what they leave is the documents'. */
export function userPrompt(
  { question, answer, documents }: JudgedText,
  { maxChars, isMarked, nonce: newNonce }: PromptOptions,
): UserPrompt {
  const fields = new Map<string, string>();
  const sums = { hidden: 0, tokens: 0, left: 0 };
  const add = (label: string, raw: string, budget: number): void => {
    const { text, hidden, tokens, left } = normaliseText(raw, budget);
    fields.set(label, text);
    sums.hidden += hidden;
    sums.tokens += tokens;
    sums.left += left;
  };
  add('question', question, Math.floor(maxChars / 8));
  add('answer', answer, Math.floor(maxChars / 4));
  const used = [...fields.values()].reduce((sum, { length }) => sum + length, 0);
  const shown = documents.slice(0, MOST_DOCUMENTS);
  const room = roomOf(shown, Math.max(0, maxChars - used));
  shown.forEach((document, index) => add(`D${index + 1}`, `${headOf(document)}\n${document.content}`, room + headOf(document).length + 1));
  const nonce = freshNonce(newNonce, [...fields.values()]);
  return { text: printed(fields, nonce, isMarked), fields, nonce, ...sums };
}

/** Characters for each document, so that short ones leave their room to long ones. */
function roomOf(documents: readonly JudgedDocument[], total: number): number {
  const lengths = documents.map(({ content }) => content.length).toSorted((a, b) => a - b);
  let left = total;
  for (const [index, length] of lengths.entries()) {
    const share = Math.floor(left / (lengths.length - index));
    if (length > share) return share;
    left -= length;
  }
  return total;
}

/** Ids and versions are of the outside as well: they stand within the boundaries, on one line. */
function headOf({ id, version }: JudgedDocument): string {
  const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 200);
  return `[id ${oneLine(id)}; version ${oneLine(version) || 'unknown'}]`;
}

/** Somebody who guesses 64 random bits guesses once: a text that holds the nonce gets another one. */
function freshNonce(newNonce: () => string, texts: readonly string[]): string {
  for (let tries = 0; tries < 8; tries++) {
    const nonce = newNonce();
    if (!/^[0-9a-f]{16,}$/.test(nonce)) throw new Error('A nonce has at least 16 hex digits.');
    if (!texts.some((text) => text.toLowerCase().includes(nonce))) return nonce;
  }
  throw new Error('No random boundary could be found that the text does not hold.');
}

function printed(fields: ReadonlyMap<string, string>, nonce: string, isMarked: boolean): string {
  const blocks = [...fields].map(([label, text]) => {
    const shown = isMarked ? text.replaceAll(' ', '^') : text;
    return `${label}, ${shown.length} characters${rankOf(label)}\nBEGIN ${nonce}\n${shown}\nEND ${nonce}`;
  });
  return [`Boundary: ${nonce}`, ...blocks, 'Grade the answer now. Reply with the JSON object alone.'].join('\n\n');
}

function rankOf(label: string): string {
  const [, rank] = /^D(\d+)$/.exec(label) ?? [];
  return rank === undefined ? '' : `, rank ${rank}`;
}
