/**
 * Weights of the groundedness score, by bench/validators/trainGroundedness.ts, in the order of FEATURES.
 *
 * From the dev part (430 answers) of the BEGIN benchmark, Wizard of Wikipedia part: Dziri, Rashkin, Linzen, Reitter,
 * "Evaluating Groundedness in Dialogue Systems: The BEGIN Benchmark", arXiv 2105.00071, CC BY 4.0. Only these numbers were
 * taken from it. The threshold is the one with the best F1 on the same part.
 */
export const WEIGHTS = {
  threshold: 0.54,
  bias: 1.4393,
  mean: [0.6804, 0.6914, 0.6002, 0.5134, 0.5655, 0.6497, 0.0233, 0.0395, 0, 2.807, 0.0862, 0.1279, 2.805],
  deviation: [0.3085, 0.3053, 0.3936, 0.3609, 0.3012, 0.2719, 0.1507, 0.2986, 1, 3.1234, 0.2066, 0.3608, 0.426],
  weight: [-0.3859, -0.1373, -0.4049, 0.343, -1.1379, -1.0975, 0.0058, 0.1287, 0, 0.5787, 0.2104, 0.4598, 0.3606],
} as const;
