/**
 * Probability of at most k events where `expected` are expected (Poisson). Summed directly, in logarithms where the
 * first term would vanish; exact enough for the k below a few thousand that coverage counts have.
 */
export function poissonAtMost(k: number, expected: number): number {
  if (expected <= 0) return 1;
  let logTerm = -expected;
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= Math.floor(k); i++) {
    logTerm += Math.log(expected / i);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}
