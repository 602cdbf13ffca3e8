import type { Settings } from '../config/settings';
import type { PriceLookup } from '../core/cost/compilePrices';
import type { TopicLookup } from '../core/topics/compileTopics';
import type { Validate } from '../core/validators/createValidate';
import type { Driver } from '../storage/driver';
import type { Layout } from '../storage/tableName';
import { physicalName } from '../storage/tableName';

/** What every part of settling works with. */
export interface SettleDeps {
  readonly driver: Driver;
  readonly layout: Layout;
  readonly topicOf: TopicLookup;
  readonly priceOf: PriceLookup;
  /** Loads what tells languages when it is first asked for. */
  readonly validate: () => Promise<Validate>;
  /** Attributes that topic rules look at; no others are read. */
  readonly topicAttributes: readonly string[];
}

/** Name of the table that holds all rows: of this node, or of the cluster. */
export function tableOf({ layout }: Pick<SettleDeps, 'layout'>, name: string): string {
  return physicalName(name, layout);
}

export function layoutOf({ database, clickhouse }: Pick<Settings, 'database' | 'clickhouse'>): Layout {
  return { database, cluster: clickhouse?.cluster ?? '' };
}
