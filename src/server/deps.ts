import type { Settings } from '../config/settings';
import type { Driver } from '../storage/driver';

/** What answering a query needs of the world. */
export interface QueryDeps {
  readonly driver: Driver;
  readonly settings: Pick<Settings, 'dimensions' | 'file'>;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly clock: { now(): number };
  /** Told how long each query took, for the metrics. */
  readonly observe?: (kind: string, ok: boolean, milliseconds: number) => void;
}

/** Time range of a request, milliseconds since 1970-01-01 UTC. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}
