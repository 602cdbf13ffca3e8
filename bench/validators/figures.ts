/** Area under the ROC curve: how often a positive one has the larger score; equal scores count half. */
export function areaUnderCurve(scores: readonly number[], isPositive: readonly boolean[]): number {
  const order = scores.map((score, i) => ({ score, positive: isPositive[i] === true })).sort((a, b) => a.score - b.score);
  let [ranks, positives] = [0, 0];
  for (let i = 0; i < order.length;) {
    let end = i;
    while (end < order.length && order[end]?.score === order[i]?.score) end += 1;
    const found = order.slice(i, end).filter(({ positive }) => positive).length;
    ranks += (found * (i + end + 1)) / 2;
    positives += found;
    i = end;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (order.length - positives));
}

export interface Detection {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export function detection(flagged: readonly boolean[], isPositive: readonly boolean[]): Detection {
  const count = (flag: boolean, positive: boolean): number => flagged.filter((f, i) => f === flag && isPositive[i] === positive).length;
  const [hits, falseAlarms, misses] = [count(true, true), count(true, false), count(false, true)];
  const precision = hits / (hits + falseAlarms);
  const recall = hits / (hits + misses);
  return { precision, recall, f1: (2 * hits) / (2 * hits + falseAlarms + misses) };
}

export function share(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length / flags.length;
}

/** Numbers from 0 to 1 that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
