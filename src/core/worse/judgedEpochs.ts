import type { Scale } from '../stats/scoreInterval';
import type { JudgedCell } from './readCoverage';

/** Scores of one epoch of one evaluator: two are never mixed. */
export interface JudgedEpoch {
  readonly evaluator: string;
  readonly epoch: string;
  /** Seconds since 1970-01-01 UTC of its first hour, when an earlier epoch was there in the time that is read; else null. */
  readonly since: number | null;
  /** Evaluators that scored the dimension too and are left out. */
  readonly otherEvaluators: readonly string[];
  readonly cells: readonly JudgedCell[];
}

/** One dimension: what the whole selection is read from, and what each segment is, which may have an evaluator of its own. */
export interface Judged {
  readonly dimension: string;
  readonly scale: Scale;
  readonly whole: JudgedEpoch;
  /** By the JSON text of the group-by values. */
  readonly segments: ReadonlyMap<string, JudgedEpoch>;
}

/** @param cells of all dimensions, evaluators, epochs and segments */
export function judgedEpochs(cells: readonly JudgedCell[]): Judged[] {
  return [...groupBy(cells, ({ dimension }) => dimension)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([dimension, own]) => {
      const whole = choose(own);
      if (whole === null) return [];
      const [first] = whole.cells;
      const segments = [...groupBy(own, ({ segment }) => JSON.stringify(segment))].flatMap(([key, some]): [string, JudgedEpoch][] => {
        const chosen = choose(some);
        return chosen === null ? [] : [[key, chosen]];
      });
      return [
        {
          dimension,
          scale: { min: first?.scaleMin ?? 0, max: first?.scaleMax ?? 1, isRate: whole.cells.every(({ isRate }) => isRate) },
          whole,
          segments: new Map(segments),
        },
      ];
    });
}

/**
 * The evaluator with the most scores, and of it the epoch that scores most now; when none does, the one that scored last.
 * Of several services that share a selection one may get a new evaluator without taking the others' baseline away.
 */
function choose(cells: readonly JudgedCell[]): JudgedEpoch | null {
  const evaluators = [...groupBy(cells, ({ evaluator }) => evaluator)].sort(
    ([nameA, a], [nameB, b]) => answers(b) - answers(a) || (nameA < nameB ? -1 : 1),
  );
  const [main] = evaluators;
  if (main === undefined) return null;
  const [evaluator, own] = main;
  const epochs = [...groupBy(own, ({ epoch }) => epoch)].sort(
    ([nameA, a], [nameB, b]) => newest(b) - newest(a) || last(b) - last(a) || first(b) - first(a) || (nameA < nameB ? -1 : 1),
  );
  const [chosen, ...others] = epochs;
  if (chosen === undefined) return null;
  const start = first(chosen[1]);
  return {
    evaluator,
    epoch: chosen[0],
    since: others.some(([, other]) => first(other) < start) ? start : null,
    otherEvaluators: evaluators
      .slice(1)
      .map(([name]) => name)
      .sort(),
    cells: chosen[1],
  };
}

const answers = (cells: readonly JudgedCell[]): number => cells.reduce((sum, { moments, failed }) => sum + moments.n + failed, 0);
const newest = (cells: readonly JudgedCell[]): number => cells.reduce((sum, { newestScored }) => sum + newestScored, 0);
const first = (cells: readonly JudgedCell[]): number => Math.min(...cells.map(({ firstHour }) => firstHour));
const last = (cells: readonly JudgedCell[]): number => Math.max(...cells.map(({ lastHour }) => lastHour));

function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
