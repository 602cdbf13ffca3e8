/**
 * The weights of src/core/validators/groundedness/weights.ts: a logistic regression on the dev part of BEGIN (430 labelled
 * answers), and the threshold with the best F1 there. The test part is not looked at.
 */
import { groundednessFeatures } from '../../src/core/validators/groundedness/features';
import { AnalysedText } from '../../src/core/validators/text/analysedText';
import { detection } from './figures';
import { fitLogistic, type LogisticFit } from './fitLogistic';

export interface GroundednessRow {
  readonly split: 'dev' | 'test';
  readonly knowledge: string;
  readonly message: string;
  readonly response: string;
  readonly label: 'Fully attributable' | 'Not fully attributable' | 'Generic';
}

/** Strong on purpose: several of the features say nearly the same. */
const PENALTY = 5;

export interface TrainedWeights extends LogisticFit {
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
  const scores = features.map((row) => scoreOf(fit, row));
  const candidates = [...new Set(scores.map((score) => Number(score.toFixed(2))))].sort((a, b) => a - b);
  const f1 = (threshold: number): number =>
    detection(
      scores.map((score) => score < threshold),
      isBad,
    ).f1;
  const threshold = candidates.reduce((best, candidate) => (f1(candidate) > f1(best) ? candidate : best), candidates[0] ?? 0.5);
  return { ...fit, threshold };
}

export function featuresOf({ response, message, knowledge }: GroundednessRow): readonly number[] {
  return (
    groundednessFeatures(new AnalysedText(response), new AnalysedText(message), [new AnalysedText(knowledge)]) ??
    new Array<number>(13).fill(0)
  );
}

function scoreOf({ bias, mean, deviation, weight }: LogisticFit, row: readonly number[]): number {
  return 1 / (1 + Math.exp(row.reduce((sum, value, i) => sum + ((value - (mean[i] ?? 0)) / (deviation[i] ?? 1)) * (weight[i] ?? 0), bias)));
}
