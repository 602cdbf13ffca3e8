import { erfc } from '../../src/core/stats/erfc';
import type { Random } from './random';

/** Shares of the scores 1 to 5 where nothing is wrong: mean 4.20, standard deviation 0.97 (statistics §3). */
export const USUAL_SHARES = [0.02, 0.05, 0.12, 0.33, 0.48] as const;
/** Means are told apart down to this; the shares of one are computed once. */
const STEP = 0.002;
const LOWEST = 1.1;
const HIGHEST = 4.95;

const normalBelow = (z: number): number => erfc(-z / Math.SQRT2) / 2;

function normalQuantile(p: number): number {
  return bisect((z) => normalBelow(z) < p, -9, 9);
}

function bisect(isBelow: (x: number) => boolean, low: number, high: number): number {
  let [a, b] = [low, high];
  for (let i = 0; i < 70; i++) {
    const middle = (a + b) / 2;
    if (isBelow(middle)) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

const CUTS = [0.02, 0.07, 0.19, 0.52].map(normalQuantile);

function sharesAt(location: number): number[] {
  const below = [0, ...CUTS.map((cut) => normalBelow(cut - location)), 1];
  return below.slice(1).map((share, index) => share - (below[index] ?? 0));
}

const meanOf = (shares: readonly number[]): number => shares.reduce((sum, share, index) => sum + share * (index + 1), 0);

const known = new Map<number, readonly number[]>();

/**
 * Ordered probit: a normal value cut at four places. The mean is moved by moving the value, so high scores become fewer and
 * low ones more, as they do in use.
 * @returns shares of the scores 1 to 5, whose mean is the one asked for
 */
export function scoreShares(mean: number): readonly number[] {
  const key = Math.round(Math.min(HIGHEST, Math.max(LOWEST, mean)) / STEP);
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const shares = sharesAt(bisect((location) => meanOf(sharesAt(location)) < key * STEP, -6, 6));
  known.set(key, shares);
  return shares;
}

/** Counts of the scores 1 to 5 among n. */
export function drawScores(random: Random, n: number, mean: number): number[] {
  const shares = scoreShares(mean);
  const counts = [0, 0, 0, 0, 0];
  if (n === 0) return counts;
  let [left, rest] = [n, 1];
  // From the most frequent end down, so that most of the work is over early.
  for (let step = 4; step > 0; step--) {
    const share = shares[step] ?? 0;
    const drawn = random.binomial(left, Math.min(1, share / rest));
    counts[step] = drawn;
    left -= drawn;
    rest -= share;
  }
  counts[0] = left;
  return counts;
}

/** One score. */
export function drawScore(random: Random, mean: number): number {
  const shares = scoreShares(mean);
  let u = random.uniform();
  for (let step = 4; step > 0; step--) {
    u -= shares[step] ?? 0;
    if (u < 0) return step + 1;
  }
  return 1;
}
