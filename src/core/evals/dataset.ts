import type { EvalCase } from './evalCase';

export interface DatasetSummary {
  readonly name: string;
  readonly version: number;
  readonly cases: number;
  /** Milliseconds since 1970. */
  readonly changed_at: number;
}

export interface Dataset {
  readonly name: string;
  readonly version: number;
  readonly cases: readonly EvalCase[];
}

/** What a change of a dataset did. The version is that of before when nothing differed. */
export interface DatasetChange {
  readonly version: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
}
