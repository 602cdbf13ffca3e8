import type { DataSourceJsonData, MetricFindValue, TimeRange } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import type { Filter, Query } from '../core/query/model';

/** A query as Grafana saves it: the shared model, where a missing field takes its default. */
export type PlumblineQuery = DataQuery & Partial<Query> & { readonly kind: Query['kind'] };

/** What a variable asks for: the values of a field, narrowed by filters on other fields. */
export interface ValuesQuery extends DataQuery {
  readonly kind: 'values';
  readonly version: number;
  readonly field: string;
  readonly filters?: readonly Filter[];
}

export interface PlumblineOptions extends DataSourceJsonData {
  /** Seconds before a request to the service is given up. */
  readonly timeout?: number;
}

export interface PlumblineSecrets {
  /** Bearer token of the service. */
  readonly token?: string;
}

export interface FieldInfo {
  readonly name: string;
  readonly label: string;
  readonly description: string;
}

/** What editors and variables ask the service; the data source is one. */
export interface FieldSource {
  /** Fields that can be filtered and grouped by. */
  fields(): Promise<readonly FieldInfo[]>;
  /** Dimensions that have scores. */
  dimensions(): Promise<readonly { readonly name: string }[]>;
  /** Values of a field within the time range, the most frequent first. */
  values(field: string, range: TimeRange | undefined, filters?: readonly Filter[], search?: string): Promise<MetricFindValue[]>;
}
