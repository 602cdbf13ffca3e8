import { poissonAtMost } from '../stats/poisson';

/** Wrong calls: one in ten thousand looks at a judge that works. */
const ALPHA = 1e-4;
/** Requests that a sample of 5 %, the judge's usual one, leaves all unscored once in 1 / ALPHA times: ln ALPHA / ln 0.95. */
const MIN_UNSCORED = 180;
/** Scores that were to be expected before their absence means anything; also of failures in a row. exp(-10) is below ALPHA. */
const MIN_EXPECTED = 10;
/** A collapse, not a change of rate: less than a fifth of what was expected. */
const COLLAPSE = 0.2;

export interface Coverage {
  readonly eligible: number;
  /** Scored or failed. A failure is no score: a judge that only fails is blind. */
  readonly sampled: number;
  readonly scored: number;
  readonly recentEligible: number;
  readonly recentScored: number;
  /** Share of the requests that is scored elsewhere, for a segment the one of the whole; null when nothing is known. */
  readonly usual: number | null;
}

/**
 * True when scores are missing that should be there: only failures; none where enough were to be expected; or so few in
 * the newest part of the range that the coverage before it would leave as few only once in ten thousand times (Poisson).
 */
export function isBlind({ eligible, sampled, scored, recentEligible, recentScored, usual }: Coverage): boolean {
  if (scored === 0) {
    if (sampled >= MIN_EXPECTED) return true;
    return usual === null ? eligible >= MIN_UNSCORED : eligible * usual >= MIN_EXPECTED;
  }
  const earlierEligible = eligible - recentEligible;
  if (earlierEligible <= 0) return false;
  const expected = (recentEligible * (scored - recentScored)) / earlierEligible;
  if (expected < MIN_EXPECTED || recentScored >= expected * COLLAPSE) return false;
  return poissonAtMost(recentScored, expected) < ALPHA;
}
