/**
 * Weights of the groundedness score, by bench/validators/trainGroundedness.ts, in the order of FEATURES.
 *
 * From the dev part (430 answers) of the BEGIN benchmark, Wizard of Wikipedia part: Dziri, Rashkin, Linzen, Reitter,
 * "Evaluating Groundedness in Dialogue Systems: The BEGIN Benchmark", arXiv 2105.00071, CC BY 4.0. Only these numbers were
 * taken from it. The threshold is the one with the best F1 on the same part.
 */
export const WEIGHTS = {
  threshold: 0.73,
  bias: 1.4564,
  mean: [0.6804, 0.6914, 0.6002, 0.5134, 0.5655, 0.6497, 0.0233, 0.0419, 0, 2.807, 0.0862, 0.1279, 2.805],
  deviation: [0.3085, 0.3053, 0.3936, 0.3609, 0.3012, 0.2719, 0.1507, 0.3021, 1, 3.1234, 0.2066, 0.3608, 0.426],
  weight: [-0.3871, -0.1326, -0.4004, 0.3403, -1.143, -1.0936, 0.0071, 0.3257, 0, 0.5769, 0.2121, 0.4598, 0.3644],
} as const;
