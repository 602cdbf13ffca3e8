import type { Settings } from '../config/settings';
import type { PriceLookup } from '../core/cost/compilePrices';
import type { TouchedTraces } from '../core/settle/touchedTraces';
import type { Driver } from '../storage/driver';
import { physicalName, type Layout } from '../storage/tableName';

export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** The world as the judge sees it. */
export interface JudgeDeps {
  readonly driver: Driver;
  readonly layout: Layout;
  readonly priceOf: PriceLookup;
  /** Milliseconds since 1970. */
  readonly clock: { now(): number };
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** 24 hex digits that nobody can guess. */
  readonly nonce: () => string;
  /** Environment variables, for the keys that evaluators name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told of traces with new scores, after the durable write. */
  readonly onTraces: (traces: TouchedTraces) => void;
  readonly log: Log;
  /** Names this process among those that share the store. */
  readonly worker: string;
}

export function layoutOf({ database, clickhouse }: Pick<Settings, 'database' | 'clickhouse'>): Layout {
  return { database, cluster: clickhouse?.cluster ?? '' };
}

/** Table that holds all rows: of this node, or of the cluster. */
export function tableOf({ layout }: Pick<JudgeDeps, 'layout'>, name: string): string {
  return physicalName(name, layout);
}

export function nanoseconds(ms: number): bigint {
  return BigInt(Math.round(ms)) * 1_000_000n;
}
