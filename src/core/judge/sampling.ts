/**
 * Which interactions are judged, and with which probability each was chosen. The choice is a hash of the trace against a
 * probability, so it is the same on every replica and after every restart; one draw serves all parts, so the exact
 * probability is the largest of those that apply (the uniform or stratum rate, and each trigger's).
 */
import type { Segments } from '../model/segments';
import type { Sampling, Where } from './evaluatorSchema';
import { SEGMENT_NAMES } from '../model/segments';

export interface Candidate extends Segments {
  readonly trace_id: string;
  readonly session_id: string;
  /** Names of the validators that the answer failed. */
  readonly validatorsFailed: readonly string[];
  /** What its users did and said: thumbs_down, rephrase and others. */
  readonly signals: readonly string[];
}

export interface Decision {
  readonly isSampled: boolean;
  /** In (0, 1]; 0 for what can never be chosen. */
  readonly probability: number;
  /** Probability of its stratum before triggers. */
  readonly baseProbability: number;
  /** Stratum, or the trigger that gave the larger probability. */
  readonly stratum: string;
}

const UNIFORM = 'uniform';

/**
 * @param thinning what a budget that runs out leaves of the uniform part and the strata, in (0, 1]; triggers are kept whole
 * @param hash 32 hex digits of a text
 */
export function sample(candidate: Candidate, sampling: Sampling, thinning: number, hash: (text: string) => string): Decision {
  const stratum = sampling.strata.find(({ where }) => fits(candidate, where));
  const base = { stratum: stratum?.name ?? UNIFORM, probability: (stratum?.rate ?? sampling.rate) * thinning };
  return decide(candidate, base, sampling, hash);
}

/**
 * Looks again at an interaction that was decided before, because a validator or a user has spoken since. The uniform part stays
 * as it was drawn; a trigger can only raise the probability. Undefined when nothing changes.
 */
export function sampleAgain(
  candidate: Candidate,
  earlier: Pick<Decision, 'probability' | 'baseProbability' | 'stratum'>,
  sampling: Sampling,
  hash: (text: string) => string,
): Decision | undefined {
  const decision = decide(candidate, { stratum: earlier.stratum, probability: earlier.baseProbability }, sampling, hash);
  return decision.probability > earlier.probability ? decision : undefined;
}

function decide(
  candidate: Candidate,
  base: { readonly stratum: string; readonly probability: number },
  sampling: Sampling,
  hash: (text: string) => string,
): Decision {
  const best = [base, ...triggersOf(candidate, sampling)].reduce((a, b) => (b.probability > a.probability ? b : a));
  return {
    ...best,
    baseProbability: base.probability,
    isSampled: best.probability > 0 && drawOf(candidate, sampling, hash) < best.probability,
  };
}

function triggersOf(
  { validatorsFailed, signals }: Candidate,
  { triggers }: Sampling,
): { readonly stratum: string; readonly probability: number }[] {
  return [
    ...triggers.validators
      .filter(({ name }) => validatorsFailed.includes(name) || (name === '*' && validatorsFailed.length > 0))
      .map(({ name, rate }) => ({ stratum: `validator:${name}`, probability: rate })),
    ...triggers.signals
      .filter(({ name }) => signals.includes(name))
      .map(({ name, rate }) => ({ stratum: `signal:${name}`, probability: rate })),
  ];
}

/** Uniform in [0, 1). The text before the id keeps the draw apart from other uses of the same hash. */
function drawOf({ trace_id, session_id }: Candidate, { unit }: Sampling, hash: (text: string) => string): number {
  const key = unit === 'conversation' && session_id !== '' ? `conversation:${session_id}` : `interaction:${trace_id}`;
  return Number.parseInt(hash(`judge:${key}`).slice(0, 13), 16) / 2 ** 52;
}

/** True when each named segment has one of its values. */
export function fits(segments: Segments, where: Where): boolean {
  return SEGMENT_NAMES.every((name) => where[name]?.includes(segments[name]) ?? true);
}
