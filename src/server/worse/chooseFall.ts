import type { CellQuery } from './cellSource';
import type { MeasuredMetric } from './measureMetric';

/** The fall that an answer explains. */
export interface Fall {
  readonly measured: MeasuredMetric;
  /** Group-by columns of the segment, and its values; none for the whole selection. */
  readonly groupBy: readonly string[];
  readonly segment: readonly string[];
  /** Seconds since 1970-01-01 UTC of the hour at which it began. */
  readonly start: number;
  /** The whole selection, read from the evaluator of the segment that fell. */
  readonly cells: CellQuery;
}

/**
 * The clearest of the falls: the one whose evidence is furthest beyond what it had to reach.
 * @returns null when nothing is worse
 */
export function chooseFall(measured: readonly MeasuredMetric[]): Fall | null {
  const candidates = measured.flatMap((one) =>
    one.rows.flatMap(({ labels, numbers }) => {
      const { since, z, z_threshold: needed, firing } = numbers;
      if (firing !== 1 || since === null || z === null || needed === null || one.cells === null) return [];
      return [{ one, cells: one.cells, segment: labels.slice(1), start: since / 1000, evidence: z / needed }];
    }),
  );
  const [best] = candidates.sort((a, b) => b.evidence - a.evidence);
  if (best === undefined) return null;
  const { one, cells, segment, start } = best;
  return { measured: one, groupBy: cells.groupBy, segment, start, cells: wholeOf(one, cells, segment) };
}

function wholeOf({ judged }: MeasuredMetric, cells: CellQuery, segment: readonly string[]): CellQuery {
  const key = JSON.stringify(segment);
  const epoch = judged?.segments.get(key) ?? judged?.whole;
  const limit = cells.limits.get(key);
  return {
    ...cells,
    groupBy: [],
    judged: cells.judged && epoch ? { ...cells.judged, epochs: [{ segment: [], evaluator: epoch.evaluator, epoch: epoch.epoch }] } : null,
    limits: limit === undefined ? new Map() : new Map([['[]', limit]]),
  };
}
