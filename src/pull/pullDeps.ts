import type { PullSource } from '../config/pullSchema';
import type { LogRecord, Attributes, Scope, SpanGroup } from '../core/otlp/types';
import type { Driver } from '../storage/driver';
import type { StateDeps } from './pullState';
import type { SourceTables } from './sourceTables';

export interface LogGroup {
  readonly resource: Attributes;
  readonly scope: Scope;
  readonly items: readonly LogRecord[];
}

/** The way in that received telemetry takes: masked, normalised, durable when it resolves. Rejects when it could not be stored now. */
export interface Intake {
  spans(groups: readonly SpanGroup[]): Promise<void>;
  logs(groups: readonly LogGroup[]): Promise<void>;
}

/** Sizes of what is read at once. Keys are small; whole rows may be a few megabytes each. */
export interface PageSizes {
  readonly keys: number;
  readonly rows: number;
}

export const PAGE_SIZES: PageSizes = { keys: 5_000, rows: 250 };

/** What reading one source works with. */
export interface SourceDeps extends StateDeps {
  readonly source: PullSource;
  /** Where the exporter's tables are; Plumbline's own store when they lie there. */
  readonly from: Driver;
  readonly tables: SourceTables;
  readonly intake: Intake;
  readonly pages: PageSizes;
  readonly signal: AbortSignal;
}

export interface Pulled {
  /** Spans and log records that were handed in. */
  readonly spans: number;
  readonly logs: number;
  /** Rows that cannot be stored, such as spans without a trace. */
  readonly refused: number;
}

export const NOTHING_PULLED: Pulled = { spans: 0, logs: 0, refused: 0 };

export function sum(a: Pulled, b: Pulled): Pulled {
  return { spans: a.spans + b.spans, logs: a.logs + b.logs, refused: a.refused + b.refused };
}
