/** Whether a change may pass: each dimension held against what it may lose at most. */
import type { Comparison } from './compareRuns';
import type { CaseResult } from './evalRun';
import { EXPECTATIONS } from './evalRun';

export const DIMENSION_VERDICTS = ['better', 'not_worse', 'worse', 'cannot_tell', 'not_comparable'] as const;
export type DimensionVerdict = (typeof DIMENSION_VERDICTS)[number];

export const GATE_VERDICTS = ['pass', 'worse', 'cannot_tell', 'failed_cases', 'not_comparable'] as const;
export type GateVerdict = (typeof GATE_VERDICTS)[number];

/** Exit codes of `plumbline eval run`; 2 is a command that could not be carried out. */
export const EXIT_CODES: Readonly<Record<GateVerdict, number>> = {
  pass: 0,
  worse: 1,
  failed_cases: 1,
  cannot_tell: 3,
  not_comparable: 3,
};

export interface GateRules {
  /** What a dimension may lose, as a share of its scale. */
  readonly margin: number;
  /** Error of letting a change pass that loses the margin or more, and of calling one worse that is not. */
  readonly alpha: number;
}

export interface DimensionGate extends Comparison {
  readonly verdict: DimensionVerdict;
  /** The margin on the dimension's own scale. */
  readonly margin: number;
  /** About how many further cases it takes; null when it is decided, or when more cases would not help. */
  readonly moreCases: number | null;
}

export interface Gate {
  readonly verdict: GateVerdict;
  readonly dimensions: readonly DimensionGate[];
}

/**
 * A change passes when no dimension loses the margin. Every dimension has to pass by itself at an error of `alpha`, so that
 * of changes that lose the margin in some dimension at most that share passes. "Worse" is said when any dimension fell, so
 * that claim is shared out between them. Neither of the two means that the cases do not tell.
 */
export function gateOf(comparisons: readonly Comparison[], { margin, alpha }: GateRules): Gate {
  const dimensions = comparisons.map((comparison): DimensionGate => {
    const allowed = margin * (comparison.scale[1] - comparison.scale[0]);
    const verdict = verdictOf(comparison, allowed);
    const moreCases = verdict === 'cannot_tell' ? moreCasesFor(comparison, allowed, alpha) : null;
    return { ...comparison, verdict, margin: allowed, moreCases };
  });
  const has = (verdict: DimensionVerdict): boolean => dimensions.some((dimension) => dimension.verdict === verdict);
  if (dimensions.length === 0 || has('not_comparable')) return { verdict: has('worse') ? 'worse' : 'not_comparable', dimensions };
  return { verdict: has('worse') ? 'worse' : has('cannot_tell') ? 'cannot_tell' : 'pass', dimensions };
}

function verdictOf({ lower, upperOfAny, pairs, isSameJudge }: Comparison, allowed: number): DimensionVerdict {
  if (!isSameJudge) return 'not_comparable';
  if (pairs === 0) return 'cannot_tell';
  if (lower > 0) return 'better';
  if (lower > -allowed) return 'not_worse';
  return upperOfAny < 0 ? 'worse' : 'cannot_tell';
}

/**
 * Cases until the margin is out of reach if the differences stay as they are: those that a bound of this kind takes for the
 * range alone, and for their scatter, which the present bound tells: its distance shrinks with the root of the cases.
 */
function moreCasesFor({ pairs, lost, difference, lower, scale }: Comparison, allowed: number, alpha: number): number | null {
  if (difference === null || difference <= -allowed || lost > 0) return null;
  const room = difference + allowed;
  const scatter = pairs * ((difference - lower) / room) ** 2;
  const range = ((scale[1] - scale[0]) * -Math.log(alpha)) / room;
  return Math.max(1, Math.ceil(Math.max(scatter, range)) - pairs);
}

/** A run without a baseline: every case that expects something has to meet it, and every one has to be answered. */
export function gateAlone(results: readonly CaseResult[]): Gate {
  const isFailed = ({ error, scores }: CaseResult): boolean =>
    error !== '' || scores.some(({ name, value }) => name === EXPECTATIONS && value === 0);
  return { verdict: results.length === 0 ? 'cannot_tell' : results.some(isFailed) ? 'failed_cases' : 'pass', dimensions: [] };
}
