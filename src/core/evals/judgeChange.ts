import { compareRuns } from './compareRuns';
import type { CaseResult } from './evalRun';
import { gateOf, type Gate, type GateRules } from './gate';

/** Two runs to a verdict. Pure; the same results give the same answer, in whatever order they come. */
export function judgeChange(before: readonly CaseResult[], after: readonly CaseResult[], rules: GateRules): Gate {
  return gateOf(compareRuns(before, after, rules.alpha), rules);
}
