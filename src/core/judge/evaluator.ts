import { type EvaluatorConfig, type Rubric } from './evaluatorSchema';
import { SHIPPED_RUBRICS } from './shippedRubrics';

/** An evaluator with its rubrics in full. */
export interface Evaluator extends Omit<EvaluatorConfig, 'dimensions'> {
  readonly rubrics: readonly Rubric[];
  /** Rubrics that are asked in one call, for each call. */
  readonly calls: readonly (readonly Rubric[])[];
}

export function evaluatorOf({ dimensions, ...config }: EvaluatorConfig): Evaluator {
  const rubrics = dimensions.map((dimension): Rubric => (typeof dimension === 'string' ? shipped(dimension) : dimension));
  const together = rubrics.filter(({ split }) => !split);
  const apart = rubrics.filter(({ split }) => split).map((rubric) => [rubric]);
  return { ...config, rubrics, calls: together.length === 0 ? apart : [together, ...apart] };
}

function shipped(name: string): Rubric {
  const rubric = SHIPPED_RUBRICS[name];
  if (rubric === undefined) throw new Error(`There is no shipped dimension ${JSON.stringify(name)}.`);
  return { ...rubric, levels: [...rubric.levels] };
}

/** Allowed scores from worst to best. */
export function scoresOf({ levels }: Rubric): readonly number[] {
  return levels.map(({ score }) => score).toSorted((a, b) => a - b);
}

/** Worst and best score. */
export function scaleOf(rubric: Rubric): readonly [worst: number, best: number] {
  const scores = scoresOf(rubric);
  return [scores[0] ?? 0, scores.at(-1) ?? 1];
}
