/** Where something was found in a text: [start, end). */
export interface Found {
  readonly start: number;
  readonly end: number;
}

/**
 * Looks for one kind of personal data around a character that it cannot be without. Every look takes time that is
 * bounded by what it steps over, so that a text of any length is worked through in one pass.
 */
export interface Detector {
  readonly triggers: readonly Trigger[];
  /**
   * @param at where the trigger stands
   * @param from nothing before this index may be taken: start of the text, or end of what was found before
   * @param to end of the text
   */
  find(text: string, at: number, from: number, to: number): Found | undefined;
  /** One form for all ways to write a value, so that equal values have equal hashes. */
  canonical(match: string): string;
}

/** A pair of neighbouring characters at which to look: one of `at`, behind one of `before`. ASCII; few pairs are rarer than one character. */
export interface Trigger {
  readonly at: string;
  /** '' stands for the start of the text and for everything beyond ASCII; anything when absent. */
  readonly before?: readonly string[];
}

const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
export const DIGITS = '0123456789';
export const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The first digit of a run. */
export const NUMBER_STARTS: readonly Trigger[] = [{ at: DIGITS, before: ['', ...ASCII.filter((char) => !DIGITS.includes(char))] }];
