import type { ScoreCell } from './readSums';

/** What one dimension is read from: scores of two evaluators, or of two epochs of one, are never mixed. */
export interface ChosenEpoch {
  readonly dimension: string;
  readonly evaluator: string;
  readonly epoch: string;
  /** Seconds since 1970-01-01 UTC of its first hour, when an earlier epoch has scores in the range too; else null. */
  readonly since: number | null;
  /** Evaluators that scored the dimension too and are left out. */
  readonly otherEvaluators: readonly string[];
}

interface Candidate {
  readonly evaluator: string;
  readonly epoch: string;
  n: number;
  first: number;
  last: number;
}

/** For each dimension: the evaluator with the most scores, and of it the epoch that scored last. */
export function chooseEpochs(scores: readonly ScoreCell[]): ChosenEpoch[] {
  const dimensions = new Map<string, Map<string, Candidate>>();
  for (const cell of scores) {
    const candidates = dimensions.get(cell.dimension) ?? new Map<string, Candidate>();
    dimensions.set(cell.dimension, candidates);
    const key = JSON.stringify([cell.evaluator, cell.epoch]);
    const known = candidates.get(key) ?? { evaluator: cell.evaluator, epoch: cell.epoch, n: 0, first: cell.firstHour, last: cell.lastHour };
    known.n += cell.moments.n + cell.failed;
    known.first = Math.min(known.first, cell.firstHour);
    known.last = Math.max(known.last, cell.lastHour);
    candidates.set(key, known);
  }
  return [...dimensions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([dimension, candidates]) => choose(dimension, [...candidates.values()]));
}

function choose(dimension: string, candidates: readonly Candidate[]): ChosenEpoch[] {
  const counts = new Map<string, number>();
  for (const { evaluator, n } of candidates) counts.set(evaluator, (counts.get(evaluator) ?? 0) + n);
  const [main] = [...counts].sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1));
  const own = candidates.filter(({ evaluator }) => evaluator === main?.[0]).sort(newestFirst);
  const [newest, ...others] = own;
  if (newest === undefined) return [];
  return [
    {
      dimension,
      evaluator: newest.evaluator,
      epoch: newest.epoch,
      since: others.some(({ first }) => first < newest.first) ? newest.first : null,
      otherEvaluators: [...counts.keys()].filter((name) => name !== newest.evaluator).sort(),
    },
  ];
}

/** Hours are whole, so within the hour of the change both epochs are the last; the one that began later is the new one. */
function newestFirst(a: Candidate, b: Candidate): number {
  return b.last - a.last || b.first - a.first || (a.epoch < b.epoch ? -1 : 1);
}
