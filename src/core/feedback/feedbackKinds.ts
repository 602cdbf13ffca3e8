/** What users say of an answer, and what they do after it. */

/** Kinds that a sender names. The number says what `value` has to be. */
export const EXPLICIT_KINDS = ['thumbs', 'stars', 'comment', 'copy', 'dwell', 'source_click', 'regenerate', 'custom'] as const;
export type ExplicitKind = (typeof EXPLICIT_KINDS)[number];

/** Kinds that rules find in the turns of a session (src/core/feedback/sessionSignals.ts). */
export const IMPLICIT_KINDS = ['rephrase', 'repeat', 'correction', 'doubt', 'frustration', 'abandonment', 'escalation'] as const;
export type ImplicitKind = (typeof IMPLICIT_KINDS)[number];

/** What an interaction is marked with, and the rates that follow from it. */
export const SIGNALS = [
  'thumbs_up',
  'thumbs_down',
  /** Stars were given; how many stands in `stars`. */
  'stars',
  'comment',
  'copy',
  /** The client said how long the answer was in view. */
  'read',
  /** Of these, in view for less than SHORT_READ_MS. */
  'short_read',
  'source_click',
  'regenerate',
  'custom',
  ...IMPLICIT_KINDS,
] as const;
export type Signal = (typeof SIGNALS)[number];

/** Nobody reads a sentence in less; the answer was passed over. Our choice. */
export const SHORT_READ_MS = 3000;
