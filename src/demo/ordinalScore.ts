/**
 * Scores 1 to 5 as a judge gives them: a hidden normal quality is cut at four fixed places (ordered probit). The cuts
 * belong to a judge that is usually content: 2, 3, 8, 22 and 65 % for 1 to 5, a mean of 4.45. Moving the hidden quality
 * moves the mean; the form of the distribution follows.
 */
const USUAL = [0.02, 0.03, 0.08, 0.22, 0.65] as const;

const CUTS = [USUAL[0], USUAL[0] + USUAL[1], USUAL[0] + USUAL[1] + USUAL[2], 1 - USUAL[4]].map(normalQuantile);

/** Hidden qualities by mean score, filled as they are asked for: finding one takes a bisection. */
const QUALITY_BY_MEAN = new Map<number, number>();

/**
 * Score at the quantile `u` of the judge's distribution when its mean is `mean`.
 * @param mean wanted mean score; kept within 1.1 to 4.95, rounded to 0.01
 * @param u uniform in [0, 1)
 * @returns 1, 2, 3, 4 or 5
 */
export function ordinalScore(mean: number, u: number): number {
  const key = Math.round(Math.min(4.95, Math.max(1.1, mean)) * 100) / 100;
  let quality = QUALITY_BY_MEAN.get(key);
  if (quality === undefined) {
    quality = bisect((candidate) => meanScore(candidate) - key, -6, 6);
    QUALITY_BY_MEAN.set(key, quality);
  }
  const shift = quality;
  return 1 + CUTS.filter((cut) => u >= normalCdf(cut - shift)).length;
}

/** A score above a cut counts one more point, so the mean is 1 plus the chances of passing each cut. */
function meanScore(quality: number): number {
  return CUTS.reduce((sum, cut) => sum + 1 - normalCdf(cut - quality), 1);
}

function normalQuantile(p: number): number {
  return bisect((x) => normalCdf(x) - p, -9, 9);
}

/** Standard normal distribution by its power series around 0 (Marsaglia, 2004); exact to 1e-14 within 6 deviations. */
function normalCdf(x: number): number {
  if (x < -8) return 0;
  if (x > 8) return 1;
  let sum = 0;
  for (let term = x, i = 3; sum + term !== sum; i += 2) {
    sum += term;
    term *= (x * x) / i;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Root of an increasing function. */
function bisect(f: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  for (let i = 0; i < 60; i++) {
    const middle = (from + to) / 2;
    if (f(middle) < 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
