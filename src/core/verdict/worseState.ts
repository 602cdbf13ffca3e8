import { stateByCode } from './stateByCode';

/**
 * The verdicts of "is it getting worse?" as numbers, because an alert frame may carry numbers and stable labels only. The
 * codes are part of the contract with saved alert rules: add, never renumber.
 */
export const WORSE_STATES = {
  not_enough_data: 0,
  steady: 1,
  worse: 2,
  better: 3,
  judge_blind: 4,
  /** The evaluator changed and its new epoch has no baseline yet. */
  evaluator_changed: 5,
} as const;

export type WorseState = keyof typeof WORSE_STATES;

/** What a person reads for each state. */
export const WORSE_STATE_TEXT: Readonly<Record<WorseState, string>> = {
  not_enough_data: 'Not enough data',
  steady: 'Steady',
  worse: 'Worse',
  better: 'Better',
  judge_blind: 'Judge blind',
  evaluator_changed: 'Evaluator changed',
};

/** Why there is not enough data. */
export const WORSE_REASONS = {
  none: 0,
  /** The baseline has fewer than 200 answers, or answers on fewer than 7 days. */
  baseline_answers: 1,
  baseline_days: 2,
  /** No window since any start has enough answers, or enough events. */
  window_answers: 3,
  /** Every score of the baseline is the same, so there is nothing to measure chance with. */
  no_spread: 4,
  /** One of the two versions has fewer than 30 answers. */
  version_answers: 5,
} as const;

export type WorseReason = keyof typeof WORSE_REASONS;

/** State of a code as it stands in a frame; `not_enough_data` for a code that this version does not know. */
export const worseStateOf = stateByCode(WORSE_STATES, 'not_enough_data');
