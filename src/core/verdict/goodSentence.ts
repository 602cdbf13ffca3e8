import { overallState } from './overall';
import type { GoodState } from './state';

/** What the sentence needs of one dimension. */
export interface SentenceRow {
  readonly dimension: string;
  readonly state: GoodState;
  readonly mean: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly target: number | null;
  readonly n: number;
  readonly moreNeeded: number | null;
  readonly isRate: boolean;
  /** Best minus worst possible score. */
  readonly range: number;
}

/**
 * The answer to "is it good?" in one line, with the numbers that decide it, for panels and alert messages:
 * "Not good: factuality 3.1 (2.9 to 3.4) against 4.2, 214 judged answers".
 */
export function goodSentence(rows: readonly SentenceRow[]): string {
  const state = overallState(rows.map((row) => row.state));
  const those = rows.filter((row) => row.state === state).sort((a, b) => gapOf(a) - gapOf(b));
  const [worst] = those;
  if (worst === undefined || state === 'no_data') return 'No data: no requests in this time range';
  const also = those.length > 1 ? `; and ${those.length - 1} more` : '';
  switch (state) {
    case 'good':
      return rows.length === 1 ? `Good: ${figures(worst)}` : `Good: every dimension at or above its target; closest is ${figures(worst)}`;
    case 'not_good':
      return `Not good: ${figures(worst)}${also}`;
    case 'cannot_tell':
      return worst.moreNeeded === null
        ? `Cannot tell yet: ${figures(worst)}${also}`
        : `Cannot tell yet: ${worst.dimension} needs about ${count(worst.moreNeeded, 'more judged answer')}${also}`;
    case 'judge_blind':
      return `Judge blind: ${worst.dimension} ${worst.n === 0 ? 'has no scores' : 'is hardly scored any more'}${also}`;
    case 'no_target':
      return `No target set: ${figures(worst)}${also}`;
  }
}

function figures({ dimension, mean, lower, upper, target, n, isRate }: SentenceRow): string {
  const write = (value: number | null): string =>
    value === null ? '?' : isRate ? `${Number((value * 100).toPrecision(3))} %` : value.toFixed(1);
  const against = target === null ? '' : ` against ${isRate ? write(target) : Number(target.toFixed(2))}`;
  return `${dimension} ${write(mean)} (${write(lower)} to ${write(upper)})${against}, ${count(n, 'judged answer')}`;
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}

/** How far the mean is above the target, as a share of the scale; without both it is the least urgent. */
function gapOf({ mean, target, range }: SentenceRow): number {
  return mean === null || target === null ? Number.MAX_VALUE : (mean - target) / range;
}
