import type { Settings } from '../config/settings';
import type { Driver } from '../storage/driver';

/** What answering a query needs of the world. */
export interface QueryDeps {
  readonly driver: Driver;
  readonly settings: Pick<Settings, 'dimensions' | 'file' | 'clickhouse'>;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly clock: { now(): number };
  /** Told how each query ended and how long it took, for the metrics. */
  readonly observe?: (kind: string, status: number, milliseconds: number) => void;
  /** Told of failures that are nobody's query: a bug here, or a store that is away. */
  readonly report?: (error: unknown) => void;
}

/** Time range of a request, milliseconds since 1970-01-01 UTC. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** What one query of a request is answered with besides itself. */
export interface QueryContext {
  readonly range: TimeRange;
  readonly deps: QueryDeps;
  /** Ends when the caller went away or the query's time is up. */
  readonly signal: AbortSignal;
  /** True when an alert rule asks. */
  readonly isAlert: boolean;
}
