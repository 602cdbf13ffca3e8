import type { Baseline } from './baseline';
import { addCell, noSums, type Cell, type CellSums } from './cell';

/** Sums of an hour over all topics, beside what was to be expected of the same answers. */
export interface HourSums extends CellSums {
  readonly hour: number;
  /** Σ w mu_c: the expected Σwx. */
  expected: number;
  /** Variance of `expected`, from the baseline's own chance. */
  expectedVariance: number;
}

/** Hours that have answers, in ascending order. */
export function hourSums(cells: readonly Cell[], baseline: Pick<Baseline, 'expected' | 'expectedVariance'>): HourSums[] {
  const hours = new Map<number, HourSums>();
  for (const [hour, topics] of byHourAndTopic(cells)) {
    const sums: HourSums = { hour, ...noSums(), expected: 0, expectedVariance: 0 };
    for (const [topic, cell] of topics) {
      addCell(sums, cell);
      sums.expected += cell.w * baseline.expected(hour, topic);
      // Squared: all answers of a cell are held against one and the same expectation.
      sums.expectedVariance += cell.w * cell.w * baseline.expectedVariance(hour, topic);
    }
    hours.set(hour, sums);
  }
  return [...hours.values()].sort((a, b) => a.hour - b.hour);
}

function byHourAndTopic(cells: readonly Cell[]): Map<number, Map<string, CellSums>> {
  const hours = new Map<number, Map<string, CellSums>>();
  for (const cell of cells) {
    if (!(cell.w > 0)) continue;
    const topics = hours.get(cell.hour) ?? new Map<string, CellSums>();
    hours.set(cell.hour, topics);
    const sums = topics.get(cell.topic) ?? noSums();
    topics.set(cell.topic, sums);
    addCell(sums, cell);
  }
  return hours;
}
