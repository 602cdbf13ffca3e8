import { addCell, noSums, reaches, sizeOf, type CellSums } from './cell';
import type { SliceCell } from './scanSlices';

/** Answers that the topic's mean counts for in the expectation of a cell (statistics §2.6). */
const PRIOR_ANSWERS = 20;

export interface ExpectedCell {
  readonly values: readonly string[];
  readonly n: number;
  readonly w: number;
  readonly x: number;
  readonly expected: number;
  /** Variance of w · (expected - observed mean): w² v (1 / n + 1 / (n0 + 20)), which is n v (1 + n / (n0 + 20)) unweighted. */
  readonly variance: number;
}

/**
 * What each cell was to be expected since the start, from what it was before: (S + 20 mu_topic) / (n + 20). A cell that
 * was seen fewer than 20 times before, such as those of a new prompt version, is held against its topic, so the certainty
 * of its expectation is the topic's.
 * @param topic place of the topic among the values; -1 when there is none
 */
export function expectCells(
  cells: readonly SliceCell[],
  { topic, isRate }: { readonly topic: number; readonly isRate: boolean },
): ExpectedCell[] {
  const whole = noSums();
  const topics = new Map<string, CellSums>();
  for (const { values, before } of cells) {
    addCell(whole, before);
    const name = values[topic] ?? '';
    const sums = topics.get(name) ?? noSums();
    topics.set(name, sums);
    addCell(sums, before);
  }
  const mean = whole.w > 0 ? whole.x / whole.w : 0;
  const size = sizeOf(whole);
  const rate = (size * mean + 0.5) / (size + 1);
  const variance = isRate ? rate * (1 - rate) : Math.max(0, whole.w > 0 ? whole.xx / whole.w - mean * mean : 0);
  return cells
    .filter(({ now }) => now.w > 0)
    .map(({ values, before, now }) => {
      const ofTopic = topics.get(values[topic] ?? '') ?? noSums();
      const certainty = (reaches(sizeOf(before), PRIOR_ANSWERS) ? sizeOf(before) : sizeOf(ofTopic)) + PRIOR_ANSWERS;
      return {
        values,
        n: now.n,
        w: now.w,
        x: now.x,
        expected: drawn(before, drawn(ofTopic, mean)),
        variance: now.w * now.w * variance * (1 / sizeOf(now) + 1 / certainty),
      };
    });
}

function drawn(sums: Readonly<CellSums>, above: number): number {
  const size = sizeOf(sums);
  return ((sums.w > 0 ? (size * sums.x) / sums.w : 0) + PRIOR_ANSWERS * above) / (size + PRIOR_ANSWERS);
}
