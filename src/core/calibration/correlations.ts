/** Agreement of two raters, each figure with its 95 % interval. */
import { tQuantile } from '../stats/tQuantile';
import type { Interval } from '../stats/wilson';
import { addPair, pairMoments, pairSums, type Pair, type PairSums } from './pair';

export interface Estimate extends Interval {
  readonly value: number;
}

/** Below so many pairs there is no figure. */
export const MIN_PAIRS = 5;

/** Rounding of sums leaves a variance of this share of the squares where there is none. */
const ROUNDING = 1e-12;

/**
 * Quadratic weighted kappa: 1 - E(x-y)² / E(x-y')² with y' of another answer, so 2 cov / (v_x + v_y + (m_x - m_y)²), which is
 * also Lin's concordance (Cohen 1968; Lin 1989; equal by Fleiss and Cohen 1973). It needs no categories.
 */
export function quadraticKappa(pairs: readonly Pair[]): Estimate | null {
  return jackknife(pairs, (sums) => {
    const { judge, human, judgeVariance, humanVariance, covariance } = pairMoments(sums);
    const chance = judgeVariance + humanVariance + (judge - human) ** 2;
    return chance <= ROUNDING * ((sums.xx + sums.yy) / sums.w) ? null : (2 * covariance) / chance;
  });
}

export function pearson(pairs: readonly Pair[]): Estimate | null {
  return jackknife(pairs, (sums) => {
    const { judgeVariance, humanVariance, covariance } = pairMoments(sums);
    if (judgeVariance <= (ROUNDING * sums.xx) / sums.w || humanVariance <= (ROUNDING * sums.yy) / sums.w) return null;
    return covariance / Math.sqrt(judgeVariance * humanVariance);
  });
}

/** Pearson's correlation of weighted mid-ranks; interval by Fisher's z with variance (1 + r²/2) / (n - 3) (Bonett and Wright 2000). */
export function spearman(pairs: readonly Pair[]): Estimate | null {
  const judges = midRanks(pairs, ({ judge }) => judge);
  const humans = midRanks(pairs, ({ human }) => human);
  const ranked = pairs.map(({ weight }, index) => ({ judge: judges[index] ?? 0, human: humans[index] ?? 0, weight }));
  const found = pearson(ranked);
  if (found === null) return null;
  const { size } = pairMoments(pairSums(pairs));
  const half = 1.96 * Math.sqrt((1 + found.value ** 2 / 2) / Math.max(1, size - 3));
  return onFisher(found.value, half);
}

/** Cohen's kappa of the values as plain categories, without an order. */
export function cohenKappa(pairs: readonly Pair[]): number | null {
  if (pairs.length < MIN_PAIRS) return null;
  const judges = new Map<number, number>();
  const humans = new Map<number, number>();
  let all = 0;
  let same = 0;
  for (const { judge, human, weight } of pairs) {
    judges.set(judge, (judges.get(judge) ?? 0) + weight);
    humans.set(human, (humans.get(human) ?? 0) + weight);
    all += weight;
    if (judge === human) same += weight;
  }
  const chance = [...judges].reduce((sum, [value, weight]) => sum + (weight * (humans.get(value) ?? 0)) / (all * all), 0);
  return chance >= 1 ? null : (same / all - chance) / (1 - chance);
}

/**
 * Leave-one-out standard error on Fisher's scale, where a correlation is nearly normal; with weights the part of each pair is
 * what the statistic moves when it goes (infinitesimal jackknife by differences). Null below MIN_PAIRS or without variance.
 */
function jackknife(pairs: readonly Pair[], statistic: (sums: PairSums) => number | null): Estimate | null {
  if (pairs.length < MIN_PAIRS) return null;
  const sums = pairSums(pairs);
  const value = statistic(sums);
  if (value === null) return null;
  if (Math.abs(value) >= 1 - 1e-9) return { value, lower: value, upper: value };
  const centre = Math.atanh(value);
  const squares = pairs.reduce((sum, pair) => {
    const without = statistic(addPair(sums, pair, -1)) ?? value;
    return sum + (Math.atanh(Math.max(-1 + 1e-9, Math.min(1 - 1e-9, without))) - centre) ** 2;
  }, 0);
  const n = pairs.length;
  return onFisher(value, tQuantile(n - 1) * Math.sqrt(((n - 1) / n) * squares));
}

function onFisher(value: number, half: number): Estimate {
  const centre = Math.atanh(Math.max(-1 + 1e-9, Math.min(1 - 1e-9, value)));
  return { value, lower: Math.tanh(centre - half), upper: Math.tanh(centre + half) };
}

/** Rank of each value by the weight below it plus half of that of its equals. */
function midRanks(pairs: readonly Pair[], valueOf: (pair: Pair) => number): number[] {
  const order = pairs.map((pair, index) => ({ value: valueOf(pair), weight: pair.weight, index })).sort((a, b) => a.value - b.value);
  const ranks: number[] = Array<number>(pairs.length).fill(0);
  let below = 0;
  for (let at = 0; at < order.length;) {
    let end = at;
    let tied = 0;
    while (end < order.length && order[end]?.value === order[at]?.value) tied += order[end++]?.weight ?? 0;
    for (; at < end; at++) ranks[order[at]?.index ?? 0] = below + tied / 2;
    below += tied;
  }
  return ranks;
}
