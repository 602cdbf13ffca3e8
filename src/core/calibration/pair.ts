/** One answer that a judge and at least one person scored, on the judge's scale. */
export interface Pair {
  readonly judge: number;
  /** Mean over the people. */
  readonly human: number;
  /** 1 / (probability of being judged × probability of being labelled). */
  readonly weight: number;
}

/** Weighted means, variances and covariance of pairs, by what adds up. */
export interface PairSums {
  readonly n: number;
  readonly w: number;
  readonly ww: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

const NONE: PairSums = { n: 0, w: 0, ww: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };

export function pairSums(pairs: readonly Pair[]): PairSums {
  return pairs.reduce((sums, pair) => addPair(sums, pair, 1), NONE);
}

/** @param times 1 adds the pair, -1 takes it out */
export function addPair(sums: PairSums, { judge, human, weight }: Pair, times: 1 | -1): PairSums {
  const w = times * weight;
  return {
    n: sums.n + times,
    w: sums.w + w,
    ww: sums.ww + times * weight * weight,
    x: sums.x + w * judge,
    y: sums.y + w * human,
    xx: sums.xx + w * judge * judge,
    yy: sums.yy + w * human * human,
    xy: sums.xy + w * judge * human,
  };
}

export interface PairMoments {
  readonly judge: number;
  readonly human: number;
  readonly judgeVariance: number;
  readonly humanVariance: number;
  readonly covariance: number;
  /** What the weighted pairs are worth in equally likely ones (Kish). */
  readonly size: number;
}

/** Population moments (divided by Σw); rounding below zero is zero. */
export function pairMoments({ w, ww, x, y, xx, yy, xy }: PairSums): PairMoments {
  const [judge, human] = [x / w, y / w];
  return {
    judge,
    human,
    judgeVariance: Math.max(0, xx / w - judge * judge),
    humanVariance: Math.max(0, yy / w - human * human),
    covariance: xy / w - judge * human,
    size: (w * w) / ww,
  };
}
