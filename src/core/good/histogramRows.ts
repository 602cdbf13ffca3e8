import type { HistogramValues, Labelled } from './goodFrames';
import type { Judged } from './judgedDimensions';
import type { StepSums } from './readSums';

/** Five steps a dimension from the worst to the best score, with the weighted share of each. */
export function histogramRows(dimensions: readonly Judged[], sums: readonly StepSums[]): Labelled<HistogramValues>[] {
  return dimensions.flatMap(({ dimension, evaluator, epoch, scale }) => {
    const own = sums.find((of) => of.dimension === dimension && of.evaluator === evaluator && of.epoch === epoch);
    const steps = own?.steps ?? NO_STEPS;
    const weight = steps.reduce((sum, step) => sum + step.weight, 0);
    return steps.map((step, index) => ({
      labels: [dimension],
      values: {
        step: index + 1,
        score: scale.min + (index * (scale.max - scale.min)) / 4,
        n: step.n,
        share: weight === 0 ? 0 : step.weight / weight,
      },
    }));
  });
}

const NO_STEPS: StepSums['steps'] = Array.from({ length: 5 }, () => ({ n: 0, weight: 0 }));
