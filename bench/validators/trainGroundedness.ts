/**
 * The weights of src/core/validators/groundedness/weights.ts: a logistic regression on the dev part of BEGIN (430 labelled
 * answers), and the threshold with the best F1 there. The test part is not looked at.
 */
import { FEATURES, groundednessFeatures } from '../../src/core/validators/groundedness/features';
import { groundednessScore, type Weights } from '../../src/core/validators/groundedness/groundednessScore';
import { AnalysedText } from '../../src/core/validators/text/analysedText';
import { detection } from './figures';
import { fitLogistic } from './fitLogistic';

export interface GroundednessRow {
  readonly split: 'dev' | 'test';
  readonly knowledge: string;
  readonly message: string;
  readonly response: string;
  readonly label: 'Fully attributable' | 'Not fully attributable' | 'Generic';
}

/** Strong on purpose: several of the features say nearly the same. */
const PENALTY = 5;

export interface TrainedWeights extends Weights {
  /** Least groundedness of a good answer. */
  readonly threshold: number;
}

export function trainGroundedness(rows: readonly GroundednessRow[]): TrainedWeights {
  const dev = rows.filter(({ split, label }) => split === 'dev' && label !== 'Generic');
  const features = dev.map(featuresOf);
  const isBad = dev.map(({ label }) => label === 'Not fully attributable');
  const exact = fitLogistic(
    features,
    isBad.map((bad) => (bad ? 1 : 0)),
    PENALTY,
  );
  const round = (values: readonly number[]): number[] => values.map((value) => Number(value.toFixed(4)));
  const fit = {
    bias: Number(exact.bias.toFixed(4)),
    mean: round(exact.mean),
    deviation: round(exact.deviation),
    weight: round(exact.weight),
  };
  const scores = dev.map((row) => scoreOf(row, fit));
  const candidates = [...new Set(scores.map((score) => Number(score.toFixed(2))))].sort((a, b) => a - b);
  const f1 = (threshold: number): number =>
    detection(
      scores.map((score) => score < threshold),
      isBad,
    ).f1;
  const threshold = candidates.reduce((best, candidate) => (f1(candidate) > f1(best) ? candidate : best), candidates[0] ?? 0.5);
  return { ...fit, threshold };
}

function featuresOf({ response, message, knowledge }: GroundednessRow): readonly number[] {
  return (
    groundednessFeatures(new AnalysedText(response), new AnalysedText(message), [new AnalysedText(knowledge)]) ??
    new Array<number>(FEATURES.length).fill(0)
  );
}

/** @returns 0 for an answer that says nothing */
export function scoreOf({ response, message, knowledge }: GroundednessRow, weights: Weights): number {
  return groundednessScore(new AnalysedText(response), new AnalysedText(message), [new AnalysedText(knowledge)], weights)?.score ?? 0;
}
