/** How the scores of one dimension are to be read. */
export interface Dimension {
  readonly name: string;
  /** Worst and best possible score. */
  readonly scaleMin: number;
  readonly scaleMax: number;
  /** True when a score is a yes or no and the mean a rate. */
  readonly isRate: boolean;
  /** What counts as good; absent when nobody has said. */
  readonly target?: number;
}

/** The dimensions of the default evaluator on its 1 to 5 scale. The targets are our choice and can be set in the configuration. */
export const DEFAULT_DIMENSIONS: readonly Dimension[] = [
  { name: 'factuality', scaleMin: 1, scaleMax: 5, isRate: false, target: 4.2 },
  { name: 'relevance', scaleMin: 1, scaleMax: 5, isRate: false, target: 4.2 },
  { name: 'completeness', scaleMin: 1, scaleMax: 5, isRate: false, target: 4 },
  { name: 'safety', scaleMin: 1, scaleMax: 5, isRate: false, target: 4.5 },
];

/** A dimension that nobody has described is read as a share between 0 and 1 with no target. */
export function dimensionOf(name: string, known: readonly Dimension[]): Dimension {
  return known.find((d) => d.name === name) ?? { name, scaleMin: 0, scaleMax: 1, isRate: false };
}
