import { stateByCode } from './stateByCode';

/**
 * The verdicts of "is it good?" as numbers, because an alert frame may carry numbers and stable labels only. The codes
 * are part of the contract with saved alert rules: add, never renumber.
 */
export const GOOD_STATES = {
  no_data: 0,
  good: 1,
  not_good: 2,
  cannot_tell: 3,
  judge_blind: 4,
  /** Scores exist, but no target is set to hold them against. */
  no_target: 5,
} as const;

export type GoodState = keyof typeof GOOD_STATES;

/** What a person reads for each state. */
export const GOOD_STATE_TEXT: Readonly<Record<GoodState, string>> = {
  no_data: 'No data',
  good: 'Good',
  not_good: 'Not good',
  cannot_tell: 'Cannot tell yet',
  judge_blind: 'Judge blind',
  no_target: 'No target set',
};

/** State of a code as it stands in a frame; `no_data` for a code that this version does not know. */
export const goodStateOf = stateByCode(GOOD_STATES, 'no_data');
