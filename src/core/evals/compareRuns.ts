/** Two runs of the same cases, held against each other case by case. */
import { lowerBound, upperBound } from '../stats/boundedMean';
import { ANSWERED, type CaseResult, type CaseScore } from './evalRun';

export interface Comparison {
  readonly dimension: string;
  readonly scale: readonly [worst: number, best: number];
  readonly isRate: boolean;
  /** Cases that both runs have a score of. */
  readonly pairs: number;
  /** Cases that the earlier run has a score of and the new one has not: `lower` counts each as the worst that can be. */
  readonly lost: number;
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
 * A row a dimension that either run has, by name: one that vanished must not be what makes a change pass. Repeats of a case
 * are averaged first: a case counts once, however often it is asked, and repeats only take noise out of it.
 * @param alpha error of each bound
 */
export function compareRuns(before: readonly CaseResult[], after: readonly CaseResult[], alpha: number): Comparison[] {
  const asked = new Set(after.map(({ case_id }) => case_id));
  const [old, fresh] = [dimensionsOf(before.filter(({ case_id }) => asked.has(case_id))), dimensionsOf(after)];
  const names = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return names.map((name) => compare(name, old.get(name), fresh.get(name), { alpha, shared: alpha / names.length }));
}

interface Dimension {
  readonly scale: readonly [number, number];
  readonly isRate: boolean;
  /** Evaluator and epoch of the scores. */
  readonly judges: ReadonlySet<string>;
  /** Means over the repeats, by case; null where none has a score. */
  readonly cases: ReadonlyMap<string, number | null>;
}

const NOTHING: Dimension = { scale: [0, 1], isRate: true, judges: new Set(), cases: new Map() };

function compare(
  name: string,
  old: Dimension | undefined,
  fresh: Dimension | undefined,
  errors: { readonly alpha: number; readonly shared: number },
): Comparison {
  const { scale, isRate } = fresh ?? old ?? NOTHING;
  const range = scale[1] - scale[0];
  const limits = { min: -range, max: range };
  const values = fresh?.cases ?? NOTHING.cases;
  const earlier = [...(old?.cases ?? NOTHING.cases)].flatMap(([id, value]) => (value === null ? [] : [[id, value] as const]));
  const pairs = earlier.flatMap(([id, was]) => {
    const value = values.get(id) ?? null;
    return value === null ? [] : [[was, value] as const];
  });
  const differences = pairs.map(([was, value]) => clamp(value - was, range));
  const lost = earlier.length - pairs.length;
  return {
    dimension: name,
    scale,
    isRate,
    pairs: pairs.length,
    lost,
    before: meanOf(pairs.map(([was]) => was)),
    after: meanOf(pairs.map(([, value]) => value)),
    difference: meanOf(differences),
    lower: lowerBound([...differences, ...Array.from({ length: lost }, () => -range)], errors.alpha, limits),
    upper: upperBound(differences, errors.alpha, limits),
    upperOfAny: upperBound(differences, errors.shared, limits),
    isSameJudge: old !== undefined && fresh !== undefined && sameSets(old.judges, fresh.judges),
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
