import type { GoodSums } from './assembleGood';
import type { Labelled } from './goodFrames';
import { judgeGroup, sumMoments, type GroupNumbers } from './judgeGroup';
import type { Judged } from './judgedDimensions';
import { agreementNumbers, correctedNumbers } from './peopleNumbers';
import type { ScoreCell, TrafficCell } from './readSums';

type Sums = Pick<GoodSums, 'scores' | 'traffic' | 'trafficSince' | 'before' | 'labelled'>;

/**
 * A row a dimension, or a row a dimension and segment: every segment that had requests or scores, also with too little
 * data to say anything, so that an alert instance never goes missing.
 */
export function groupRows(dimensions: readonly Judged[], sums: Sums, grouped: boolean): Labelled<GroupNumbers>[] {
  const wholeOf = (judged: Judged): GroupNumbers =>
    withPeople(
      numbersOf(judged, { cells: judged.cells, traffic: trafficOf(sums, judged), usualCoverage: null, isJudged: true }),
      sums,
      judged,
    );
  if (!grouped) return dimensions.map((judged) => ({ labels: [judged.dimension], values: wholeOf(judged) }));
  const judgedIn = dimensionsBySegment(sums);
  const everywhere = [...bySegment([...dimensions.flatMap(({ cells }) => cells), ...sums.traffic]).keys()].sort();
  return dimensions.flatMap((judged) => {
    const whole = wholeOf(judged);
    const cells = bySegment(judged.cells);
    const segments = bySegment(trafficOf(sums, judged));
    return everywhere.map((key) => ({
      labels: [judged.dimension, ...(JSON.parse(key) as string[])],
      values: withPeopleIn(
        numbersOf(judged, {
          cells: cells.get(key) ?? [],
          traffic: segments.get(key) ?? [],
          usualCoverage: whole.coverage,
          isJudged: judgedIn.get(key)?.has(judged.dimension) ?? true,
        }),
        whole,
        sums,
        judged,
        key,
      ),
    }));
  });
}

function withPeople(numbers: GroupNumbers, { labelled }: Sums, judged: Judged): GroupNumbers {
  if (labelled === undefined || labelled.answers.length === 0) return numbers;
  const moments = sumMoments(judged.cells.map((cell) => cell.moments));
  return { ...numbers, ...agreementNumbers(labelled, judged), ...correctedNumbers(labelled, judged, moments, null) };
}

/** In a segment the judge is as calibrated as in the whole; its mean is corrected by its own labels alone. */
function withPeopleIn(numbers: GroupNumbers, whole: GroupNumbers, { labelled }: Sums, judged: Judged, key: string): GroupNumbers {
  if (labelled === undefined || labelled.answers.length === 0) return numbers;
  const own = judged.cells.filter(({ segment }) => JSON.stringify(segment) === key).map((cell) => cell.moments);
  const { calibrated, human_labels, kappa, kappa_lower, bias, bias_lower, bias_upper } = whole;
  return {
    ...numbers,
    ...{ calibrated, human_labels, kappa, kappa_lower, bias, bias_lower, bias_upper },
    ...correctedNumbers(labelled, judged, sumMoments(own), JSON.parse(key) as string[]),
  };
}

/** The dimensions that are or were judged in each segment in which any is. */
function dimensionsBySegment({ scores, before }: Sums): ReadonlyMap<string, ReadonlySet<string>> {
  const segments = new Map<string, Set<string>>();
  for (const { dimension, segment } of [...before, ...scores]) {
    const key = JSON.stringify(segment);
    segments.set(key, (segments.get(key) ?? new Set()).add(dimension));
  }
  return segments;
}

/** Requests that the epoch could have judged: those since its start. */
function trafficOf({ traffic, trafficSince }: Sums, { since }: Judged): readonly TrafficCell[] {
  return (since === null ? undefined : trafficSince.get(since)) ?? traffic;
}

interface Slice {
  readonly cells: readonly ScoreCell[];
  readonly traffic: readonly TrafficCell[];
  readonly usualCoverage: number | null;
  /** False where other dimensions are judged and this one never was: then its silence says nothing. */
  readonly isJudged: boolean;
}

function numbersOf(judged: Judged, { cells, traffic, usualCoverage, isJudged }: Slice): GroupNumbers {
  return judgeGroup({
    moments: sumMoments(cells.map(({ moments }) => moments)),
    failed: total(cells, ({ failed }) => failed),
    generated: total(cells, ({ generated }) => generated),
    recentScored: total(cells, ({ recentScored }) => recentScored),
    eligible: total(traffic, ({ requests }) => requests),
    recentEligible: total(traffic, ({ recentRequests }) => recentRequests),
    usualCoverage,
    isJudged,
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
