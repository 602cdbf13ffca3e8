/**
 * Bounds for the mean of values that are known to lie between two limits, valid for every sample size and every shape of
 * the values. A gate that lets a change pass must not be wrong more often than it says, also when most differences are 0
 * and the few others are large, where an interval made of a standard deviation promises far too much.
 *
 * A claim "the mean is at most m" is bet against: whoever stakes a share b of the capital on each value multiplies it by
 * (1 − b) + b x / m, whose expectation is at most 1 if the claim holds. Averaged over shares, so that nobody has to know the
 * best one, the capital after all values exceeds 1/α with a probability of at most α (Markov). Shares are weighted as in
 * Cover's universal portfolio (arcsine law): Orabona and Jun, "Tight Concentrations and Confidence Sequences from the Regret
 * of Universal Portfolio", 2021. As every share stays the same for all values, their order does not matter.
 */

/** Chebyshev nodes of the arcsine law on 0 to 1. Any set of shares gives a valid bound; more of them cost only time. */
const NODES = 64;
const SHARES = Array.from({ length: NODES }, (_, k) => (1 - Math.cos(((k + 0.5) * Math.PI) / NODES)) / 2);

/** Values of 0 to 1 with how often each occurs: scores have few different values. */
type Counts = readonly (readonly [value: number, times: number])[];

export interface Limits {
  readonly min: number;
  readonly max: number;
}

/**
 * Natural logarithm of the evidence against "the mean is at most `mean`". Above −ln α the claim is refused, at an error of α.
 * @param values within the limits
 * @throws RangeError for a value outside of them
 */
export function evidenceAbove(values: readonly number[], mean: number, limits: Limits): number {
  return logEvidence(countsOf(values, limits), shareOf(mean, limits));
}

/**
 * The mean is above this with an error of at most `alpha`.
 * @returns the lower limit itself where nothing can be said, such as without values
 */
export function lowerBound(values: readonly number[], alpha: number, limits: Limits): number {
  const counts = countsOf(values, limits);
  const needed = -Math.log(alpha);
  // Evidence falls as the claimed mean rises; at 0 it is unlimited unless every value is 0.
  let [low, high] = [0, 1];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (logEvidence(counts, middle) >= needed) low = middle;
    else high = middle;
  }
  return limits.min + low * (limits.max - limits.min);
}

/** The mean is below this with an error of at most `alpha`. */
export function upperBound(values: readonly number[], alpha: number, { min, max }: Limits): number {
  return -lowerBound(
    values.map((value) => -value),
    alpha,
    { min: -max, max: -min },
  );
}

function logEvidence(counts: Counts, mean: number): number {
  if (mean >= 1) return Number.NEGATIVE_INFINITY;
  if (mean <= 0) return counts.some(([value]) => value > 0) ? Number.POSITIVE_INFINITY : 0;
  const capitals = SHARES.map((share) => counts.reduce((sum, [value, times]) => sum + times * Math.log1p(share * (value / mean - 1)), 0));
  const most = Math.max(...capitals);
  if (!Number.isFinite(most)) return most;
  return most + Math.log(capitals.reduce((sum, capital) => sum + Math.exp(capital - most), 0) / NODES);
}

function countsOf(values: readonly number[], limits: Limits): Counts {
  const counts = new Map<number, number>();
  for (const value of values) {
    const share = shareOf(value, limits);
    if (!(share >= 0 && share <= 1)) throw new RangeError(`${value} does not lie between ${limits.min} and ${limits.max}.`);
    counts.set(share, (counts.get(share) ?? 0) + 1);
  }
  return [...counts];
}

function shareOf(value: number, { min, max }: Limits): number {
  return (value - min) / (max - min);
}
