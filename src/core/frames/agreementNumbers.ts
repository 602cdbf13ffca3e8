/** Columns of the `agreement` answer. They are added to, never renamed; see docs/calibration.md. */

const withInterval = <const T extends string>(name: T) => [name, `${name}_lower`, `${name}_upper`] as const;

export const AGREEMENT_NUMBERS = [
  /** Code of AGREEMENT_STATES. */
  'state',
  /** Labelled answers that the judge scored, and those on which it failed; people who labelled. */
  'labels',
  'failed',
  'labellers',
  /** Quadratic weighted kappa, -1 to 1. */
  ...withInterval('kappa'),
  ...withInterval('spearman'),
  ...withInterval('pearson'),
  /** Cohen's kappa of plain categories. */
  'cohen_kappa',
  /** Share on the same point, and at most one point apart. */
  ...withInterval('exact'),
  ...withInterval('within_1'),
  /** Mean of judge minus people, on the scale. */
  ...withInterval('bias'),
  /** The same of people with each other: what a judge can reach. */
  'human_pairs',
  ...withInterval('human_kappa'),
  ...withInterval('human_spearman'),
  ...withInterval('human_pearson'),
  'human_cohen_kappa',
  ...withInterval('human_exact'),
  ...withInterval('human_within_1'),
  /** Rise of the mean distance lately, in points; its evidence; since when, milliseconds. */
  'drift',
  'drift_z',
  'drift_since',
  /** First and last labelled request, milliseconds. */
  'first',
  'last',
] as const;
export type AgreementNumber = (typeof AGREEMENT_NUMBERS)[number];

export const AGREEMENT_STATES = { few_labels: 0, calibrated: 1, not_calibrated: 2, drifting: 3 } as const;
export type AgreementState = keyof typeof AGREEMENT_STATES;

export const AGREEMENT_STATE_TEXT: Readonly<Record<AgreementState, string>> = {
  few_labels: 'Not enough labels',
  calibrated: 'Calibrated',
  not_calibrated: 'Not calibrated',
  drifting: 'Judge drift',
};
