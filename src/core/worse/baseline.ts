import { addCell, noSums, sizeOf, type Cell, type CellSums } from './cell';
import { HOUR_SECONDS, type ScanPlan } from './scanPlan';
import { seasonOf } from './seasonOf';

/** Answers that the mean one level up counts for in the expectation of a cell (statistics §2.4, step 1). */
export const PRIOR_ANSWERS = 50;
/** Baseline answers from which hours of the week can be told apart (statistics §2.4, step 1). */
export const WEEK_ANSWERS = 50_000;

/** What was usual, and what a cell is to be expected by it. */
export interface Baseline extends BaselineSums {
  /** Expected mean of the cells of this hour and topic. */
  readonly expected: (hour: number, topic: string) => number;
  /** Variance of that expectation, for the law of costs. */
  readonly expectedVariance: (hour: number, topic: string) => number;
}

export interface BaselineSums {
  /** Answers, and what they are worth (Kish). */
  readonly n: number;
  readonly size: number;
  /** Mean; for a rate (X + 0.5) / (N + 1), so that a baseline without an event is no certainty. */
  readonly mean: number;
  /** Variance of one answer. */
  readonly variance: number;
  /** Blocks of 24 hours with at least one answer. */
  readonly days: number;
}

export function isBaseline(cell: Cell, { baseFrom, baseTo }: Pick<ScanPlan, 'baseFrom' | 'baseTo'>): boolean {
  return cell.hour >= baseFrom && cell.hour < baseTo && cell.base !== false;
}

/**
 * Expected score of a cell (topic, hour of day), by indirect standardisation (statistics §2.4, step 1):
 * mu_c = (S_c + 50 mu_topic) / (n_c + 50), mu_topic = (S_topic + 50 mu) / (n_topic + 50). So neither the mix of topics nor
 * the time of day can fire an alert. A cell or topic that the baseline does not have takes the mean one level up.
 * @returns null when the baseline is empty
 */
export function makeBaseline(cells: readonly Cell[], plan: ScanPlan): Baseline | null {
  const whole = noSums();
  const topics = new Map<string, CellSums>();
  const seasons = new Map<string, CellSums>();
  const season = seasonOf(plan.timezone);
  const inBase = cells.filter((cell) => isBaseline(cell, plan));
  const answers = inBase.reduce((sum, { n }) => sum + n, 0);
  const length = plan.season === 'week' && answers > WEEK_ANSWERS ? 168 : 24;
  const keyOf = (hour: number, topic: string): string => `${season(hour) % length} ${topic}`;
  const days = new Set<number>();
  for (const cell of inBase) {
    addCell(whole, cell);
    addCell(entry(topics, cell.topic), cell);
    addCell(entry(seasons, keyOf(cell.hour, cell.topic)), cell);
    if (cell.n > 0) days.add(Math.floor((cell.hour - plan.baseFrom) / (24 * HOUR_SECONDS)));
  }
  if (!(whole.w > 0)) return null;
  const size = sizeOf(whole);
  const plain = whole.x / whole.w;
  const mean = plan.law === 'rate' ? (size * plain + 0.5) / (size + 1) : plain;
  const second = whole.xx / whole.w;
  const variance = plan.law === 'rate' ? mean * (1 - mean) : Math.max(0, second - plain * plain);
  const topicMean = (topic: string): number => shrink(topics.get(topic), mean);
  return {
    n: whole.n,
    size,
    mean,
    variance,
    days: days.size,
    expected: (hour, topic) => shrink(seasons.get(keyOf(hour, topic)), topicMean(topic)),
    expectedVariance: (hour, topic) => second / (sizeOf(seasons.get(keyOf(hour, topic)) ?? noSums()) + PRIOR_ANSWERS),
  };
}

function shrink(sums: CellSums | undefined, above: number): number {
  if (sums === undefined || !(sums.w > 0)) return above;
  const size = sizeOf(sums);
  return (size * (sums.x / sums.w) + PRIOR_ANSWERS * above) / (size + PRIOR_ANSWERS);
}

function entry(map: Map<string, CellSums>, key: string): CellSums {
  const known = map.get(key) ?? noSums();
  map.set(key, known);
  return known;
}
