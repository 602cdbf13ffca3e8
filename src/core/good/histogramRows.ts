import type { HistogramValues, Labelled } from './goodFrames';
import type { Judged } from './judgedDimensions';

/** Five steps a dimension from the worst to the best score, with the weighted share of each. */
export function histogramRows(dimensions: readonly Judged[]): Labelled<HistogramValues>[] {
  return dimensions.flatMap(({ dimension, cells, scale }) => {
    const steps = [0, 1, 2, 3, 4].map((index) => ({
      n: cells.reduce((sum, cell) => sum + (cell.steps[index]?.n ?? 0), 0),
      weight: cells.reduce((sum, cell) => sum + (cell.steps[index]?.weight ?? 0), 0),
    }));
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
