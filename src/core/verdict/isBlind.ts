import { poissonAtMost } from '../stats/poisson';

/** Requests without a single score before the judge is called blind: at the usual 5 % an unlucky run of 30 happens once in five. */
const MIN_UNSCORED = 30;
/** Judgements that were to be expected in the newest part before their absence means anything. */
const MIN_EXPECTED = 10;
/** Chance that sampling alone leaves so few; one wrong call in ten thousand looks. */
const ALPHA = 1e-4;
/** A collapse, not a change of rate: less than a fifth of what was expected. */
const COLLAPSE = 0.2;

export interface Coverage {
  readonly eligible: number;
  /** Scored or failed. */
  readonly sampled: number;
  readonly scored: number;
  readonly recentEligible: number;
  readonly recentSampled: number;
}

/**
 * True when scores are missing that should be there: none at all for enough requests, only failures, or so few in the
 * newest part of the range that the coverage of the earlier part would leave so few once in ten thousand times.
 */
export function isBlind({ eligible, sampled, scored, recentEligible, recentSampled }: Coverage): boolean {
  if (scored === 0) return sampled > 0 ? sampled >= MIN_EXPECTED : eligible >= MIN_UNSCORED;
  const earlierEligible = eligible - recentEligible;
  if (earlierEligible <= 0) return false;
  const expected = (recentEligible * (sampled - recentSampled)) / earlierEligible;
  if (expected < MIN_EXPECTED || recentSampled >= expected * COLLAPSE) return false;
  return poissonAtMost(recentSampled, expected) < ALPHA;
}
