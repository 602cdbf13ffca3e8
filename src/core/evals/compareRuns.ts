/** Two runs of the same cases, held against each other case by case. */
import { lowerBound, upperBound } from '../stats/boundedMean';
import { ANSWERED, type CaseResult, type CaseScore } from './evalRun';

export interface Comparison {
  readonly dimension: string;
  readonly scale: readonly [worst: number, best: number];
  readonly isRate: boolean;
  /** Cases that both runs have a score of. */
  readonly pairs: number;
  /** Cases of the new run that were left out because one of the two has no score. */
  readonly unpaired: number;
  readonly before: number | null;
  readonly after: number | null;
  /** Mean of the differences, new minus old; null without pairs. */
  readonly difference: number | null;
  /** Each bound by itself holds with the confidence asked for. */
  readonly lower: number;
  readonly upper: number;
  /** Upper bound whose error is shared out between all dimensions, so that it may be said of any of them. */
  readonly upperOfAny: number;
  /** False where the two were not scored by one evaluator epoch: then nothing may be compared. */
  readonly isSameJudge: boolean;
}

/**
 * A row a dimension that the new run has, by name. Repeats of a case are averaged first: a case counts once, however often it
 * is asked, and repeats only take noise out of it.
 * @param alpha error of each bound
 */
export function compareRuns(before: readonly CaseResult[], after: readonly CaseResult[], alpha: number): Comparison[] {
  const [old, fresh] = [dimensionsOf(before), dimensionsOf(after)];
  return [...fresh]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, dimension]) => compare(name, old.get(name), dimension, { alpha, shared: alpha / fresh.size }));
}

interface Dimension {
  readonly scale: readonly [number, number];
  readonly isRate: boolean;
  /** Evaluator and epoch of the scores. */
  readonly judges: ReadonlySet<string>;
  /** Means over the repeats, by case; null where none has a score. */
  readonly cases: ReadonlyMap<string, number | null>;
}

function compare(
  name: string,
  old: Dimension | undefined,
  fresh: Dimension,
  errors: { readonly alpha: number; readonly shared: number },
): Comparison {
  const range = fresh.scale[1] - fresh.scale[0];
  const limits = { min: -range, max: range };
  const pairs = [...fresh.cases].flatMap(([id, value]) => {
    const earlier = old?.cases.get(id) ?? null;
    return value === null || earlier === null ? [] : [[earlier, value] as const];
  });
  const differences = pairs.map(([earlier, value]) => clamp(value - earlier, range));
  return {
    dimension: name,
    scale: fresh.scale,
    isRate: fresh.isRate,
    pairs: pairs.length,
    unpaired: fresh.cases.size - pairs.length,
    before: meanOf(pairs.map(([earlier]) => earlier)),
    after: meanOf(pairs.map(([, value]) => value)),
    difference: meanOf(differences),
    lower: lowerBound(differences, errors.alpha, limits),
    upper: upperBound(differences, errors.alpha, limits),
    upperOfAny: upperBound(differences, errors.shared, limits),
    isSameJudge: old !== undefined && sameSets(old.judges, fresh.judges),
  };
}

function dimensionsOf(results: readonly CaseResult[]): Map<string, Dimension> {
  const scores = results.flatMap((result) => [answered(result), ...result.scores].map((score) => ({ caseId: result.case_id, score })));
  const names = new Set(scores.map(({ score }) => score.name));
  const dimensions = [...names].map((name): [string, Dimension] => {
    const own = scores.filter(({ score }) => score.name === name);
    const values = new Map<string, number[]>();
    for (const { caseId, score } of own) {
      const ofCase = values.get(caseId) ?? [];
      if (score.value !== null) ofCase.push(score.value);
      values.set(caseId, ofCase);
    }
    return [
      name,
      {
        scale: own[0]?.score.scale ?? [0, 1],
        isRate: own.every(({ score }) => score.rate),
        // A failed judgement has no epoch that means anything.
        judges: new Set(own.filter(({ score }) => score.value !== null).map(({ score }) => `${score.evaluator} ${score.evaluator_epoch}`)),
        cases: new Map([...values].map(([id, ofCase]) => [id, meanOf(ofCase)])),
      },
    ];
  });
  return new Map(dimensions);
}

function answered({ error }: CaseResult): CaseScore {
  const value = error === '' ? 1 : 0;
  return { name: ANSWERED, value, scale: [0, 1], rate: true, evaluator: '', evaluator_epoch: '', error_type: '', explanation: error };
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sameSets(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}

/** A mean of repeats may leave the range by a rounding. */
function clamp(value: number, range: number): number {
  return Math.min(range, Math.max(-range, value));
}
