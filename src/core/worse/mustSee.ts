import type { Rule } from './rules';

/** Share of the baseline that a fall must reach to be one that must be seen, unless the query says otherwise (statistics §4). */
const MUST_SEE_SHARE = 0.1;

/**
 * Smallest fall that the rule has to see within a day: what the query asks for; else what its ratio is about, or twice its
 * limit; else 10 % of the baseline's mean, or of a rate 10 points.
 * @param mean of the baseline, or what stands for it; null when nothing is known
 * @returns in the unit of the metric; null when it cannot be said
 */
export function mustSeeOf({ mustSee, condition, law }: Rule, mean: number | null): number | null {
  if (mustSee !== null) return mustSee;
  if (mean === null) return null;
  switch (condition.kind) {
    case 'ratio':
      return (condition.ratio - 1) * mean;
    case 'limit':
      // A rate that stands at twice its limit.
      return condition.limit;
    case 'difference':
      return law === 'rate' ? MUST_SEE_SHARE : MUST_SEE_SHARE * Math.abs(mean);
  }
}
