import type { GoodSums } from './assembleGood';
import type { Labelled } from './goodFrames';
import { judgeGroup, sumMoments, type GroupNumbers } from './judgeGroup';
import type { Judged } from './judgedDimensions';
import type { ScoreCell, TrafficCell } from './readSums';

type Traffic = Pick<GoodSums, 'traffic' | 'trafficSince'>;

/**
 * A row a dimension, or a row a dimension and segment: every segment that had requests or scores, also with too little
 * data to say anything, so that an alert instance never goes missing.
 */
export function groupRows(dimensions: readonly Judged[], traffic: Traffic, grouped: boolean): Labelled<GroupNumbers>[] {
  const everywhere = [...bySegment([...dimensions.flatMap(({ cells }) => cells), ...traffic.traffic]).keys()].sort();
  return dimensions.flatMap((judged) => {
    const requests = trafficOf(traffic, judged);
    const whole = numbersOf(judged, judged.cells, requests, null);
    if (!grouped) return [{ labels: [judged.dimension], values: whole }];
    const cells = bySegment(judged.cells);
    const segments = bySegment(requests);
    return everywhere.map((key) => ({
      labels: [judged.dimension, ...(JSON.parse(key) as string[])],
      values: numbersOf(judged, cells.get(key) ?? [], segments.get(key) ?? [], whole.coverage),
    }));
  });
}

/** Requests that the epoch could have judged: those since its start. */
function trafficOf({ traffic, trafficSince }: Traffic, { since }: Judged): readonly TrafficCell[] {
  return (since === null ? undefined : trafficSince.get(since)) ?? traffic;
}

function numbersOf(
  judged: Judged,
  cells: readonly ScoreCell[],
  traffic: readonly TrafficCell[],
  usualCoverage: number | null,
): GroupNumbers {
  return judgeGroup({
    moments: sumMoments(cells.map(({ moments }) => moments)),
    failed: total(cells, ({ failed }) => failed),
    generated: total(cells, ({ generated }) => generated),
    recentScored: total(cells, ({ recentScored }) => recentScored),
    eligible: total(traffic, ({ requests }) => requests),
    recentEligible: total(traffic, ({ recentRequests }) => recentRequests),
    usualCoverage,
    scale: judged.scale,
    target: judged.target,
    epochSince: judged.since === null ? null : judged.since * 1000,
  });
}

function total<T>(list: readonly T[], value: (item: T) => number): number {
  return list.reduce((sum, item) => sum + value(item), 0);
}

function bySegment<T extends { readonly segment: readonly string[] }>(cells: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const cell of cells) {
    const key = JSON.stringify(cell.segment);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cell]);
    else group.push(cell);
  }
  return groups;
}
