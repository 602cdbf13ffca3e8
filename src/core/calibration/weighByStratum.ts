import type { LabelledAnswer } from './labelledAnswers';

/** How many judged answers there are to draw from: a row of `strataStatement` (src/core/sql/reviewSql.ts). */
export interface StratumCount {
  readonly evaluator: string;
  readonly epoch: string;
  readonly dimension: string;
  readonly stratum: string;
  readonly judged: number;
}

/**
 * What the review page has drawn weighs judged / labelled of its stratum instead of 1 / the stated probability: low scores
 * are drawn four times as often only until none is left, so whoever goes on labels the others more often than stated. The
 * weights of an epoch and dimension keep their sum, so labels from elsewhere count for as much beside them as before.
 */
export function weighByStratum(answers: readonly LabelledAnswer[], counts: readonly StratumCount[]): LabelledAnswer[] {
  const judged = new Map(counts.map((count) => [keyOf(count, count.stratum), count.judged]));
  const labelled = new Map<string, number>();
  for (const answer of answers)
    if (answer.drawn !== null) {
      const key = keyOf(answer, answer.drawn.stratum);
      labelled.set(key, (labelled.get(key) ?? 0) + 1);
    }
  // An answer that was judged anew may have left its stratum: there are never fewer than labels.
  const weightOf = (key: string): number => Math.max(1, (judged.get(key) ?? 0) / (labelled.get(key) ?? 1));
  const sums = new Map<string, { stated: number; own: number }>();
  for (const answer of answers)
    if (answer.drawn !== null) {
      const sum = sums.get(keyOf(answer)) ?? { stated: 0, own: 0 };
      sum.stated += 1 / answer.drawn.probability;
      sum.own += weightOf(keyOf(answer, answer.drawn.stratum));
      sums.set(keyOf(answer), sum);
    }
  return answers.map((answer): LabelledAnswer => {
    const sum = sums.get(keyOf(answer));
    if (answer.drawn === null || sum === undefined) return answer;
    const { stratum, probability } = answer.drawn;
    return { ...answer, weight: answer.weight * probability * weightOf(keyOf(answer, stratum)) * (sum.stated / sum.own) };
  });
}

const keyOf = ({ evaluator, epoch, dimension }: Pick<LabelledAnswer, 'evaluator' | 'epoch' | 'dimension'>, stratum = ''): string =>
  JSON.stringify([evaluator, epoch, dimension, stratum]);
