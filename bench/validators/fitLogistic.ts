import type { Weights } from '../../src/core/validators/groundedness/groundednessScore';

const STEPS = 6_000;
const RATE = 0.5;

/** Logistic regression on standardised features by gradient descent; `penalty` is half the weight of the squared length. */
export function fitLogistic(features: readonly (readonly number[])[], labels: readonly (0 | 1)[], penalty: number): Weights {
  const n = features.length;
  const width = features[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, j) => features.map((row) => row[j] ?? 0));
  const mean = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / n);
  const deviation = columns.map((column, j) => Math.sqrt(column.reduce((sum, value) => sum + (value - (mean[j] ?? 0)) ** 2, 0) / n) || 1);
  const scaled = features.map((row) => row.map((value, j) => (value - (mean[j] ?? 0)) / (deviation[j] ?? 1)));
  const weight = new Array<number>(width).fill(0);
  let bias = 0;
  for (let step = 0; step < STEPS; step++) {
    const gradient = new Array<number>(width).fill(0);
    let gradientOfBias = 0;
    scaled.forEach((row, i) => {
      const miss = probability({ bias, weight }, row) - (labels[i] ?? 0);
      gradientOfBias += miss;
      row.forEach((value, j) => (gradient[j] = (gradient[j] ?? 0) + miss * value));
    });
    bias -= (RATE * gradientOfBias) / n;
    weight.forEach((value, j) => (weight[j] = value - (RATE * ((gradient[j] ?? 0) + penalty * value)) / n));
  }
  return { bias, mean, deviation, weight };
}

function probability({ bias, weight }: Pick<Weights, 'bias' | 'weight'>, row: readonly number[]): number {
  return 1 / (1 + Math.exp(-row.reduce((sum, value, j) => sum + value * (weight[j] ?? 0), bias)));
}
