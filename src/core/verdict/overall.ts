import type { GoodState } from './state';

/** From what must be seen first to what may be seen last. A blind judge comes before all: its numbers are not to be trusted. */
const SEVERITY: readonly GoodState[] = ['judge_blind', 'not_good', 'cannot_tell', 'no_target', 'good', 'no_data'];

/** Place in the order of severity, 0 is the worst. */
export function severityOf(state: GoodState): number {
  return SEVERITY.indexOf(state);
}

/** The state that several together have: the worst of them; `no_data` for none. */
export function overallState(states: readonly GoodState[]): GoodState {
  return SEVERITY.find((state) => states.includes(state)) ?? 'no_data';
}
