import type { Subject } from './subject';

export const PLACES = ['answer', 'question', 'document', 'tool'] as const;

/** One thing that a validator found. */
export interface Finding {
  /** Finer than the validator: `index_out_of_range` of `citation`. */
  readonly kind: string;
  readonly place: (typeof PLACES)[number];
  /** Of a document; of two that disagree the first. */
  readonly documentId?: string;
  /** UTF-16 units from the beginning of the text; absent when it is about the whole. */
  readonly start?: number;
  /** The words that it is about; never personal data. */
  readonly quote?: string;
  /** What is wrong, in a sentence for people. */
  readonly message: string;
}

/** What a validator says of an interaction. It has passed when it has no findings. */
export interface Outcome {
  readonly findings: readonly Finding[];
  /** 0 to 1, larger is better. */
  readonly score?: number;
  /** What it saw, also where nothing is wrong: the language, the types of personal data. */
  readonly labels?: readonly string[];
}

/** Null when there is nothing to say: no documents, no answer, another kind of request. That is not the same as passed. */
export type Check = (subject: Subject) => Outcome | null;

export const PASSED: Outcome = { findings: [] };

export function outcome(findings: readonly Finding[]): Outcome {
  return { findings };
}

/** True for an interaction that ended with an answer in words. */
export function hasAnswer({ interaction }: Subject): boolean {
  return interaction.answer.trim() !== '';
}

const QUOTE = 200;

/** At most 200 characters, never half of a pair of surrogates. */
export function quoteOf(text: string): string {
  const cut = text.length <= QUOTE ? text : `${text.slice(0, QUOTE - 1)}…`;
  return cut.replace(/[\ud800-\udbff](?=…$)/, '');
}
