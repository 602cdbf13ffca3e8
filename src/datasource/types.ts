import type { DataSourceJsonData, MetricFindValue, TimeRange } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import type { Filter, Query, QueryKind } from '../core/query/model';

/** A query of one kind as Grafana saves it: the shared model, where a missing field takes its default. */
export type Saved<K extends QueryKind> = DataQuery &
  Partial<Omit<Extract<Query, { kind: K }>, 'refId'>> & {
    readonly kind: K;
    /** The builder's query that SQL was made from, so that the way back loses nothing. The service ignores it. */
    readonly builder?: BuilderState;
  };

export type PlumblineQuery = { [K in QueryKind]: Saved<K> }[QueryKind];

export interface BuilderState {
  readonly query: PlumblineQuery;
  /** The SQL that was made from it; other SQL has been edited. */
  readonly rawSql: string;
}

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
  /** Chosen in the editor before a token is typed. */
  readonly authMethod?: 'token';
  readonly keepCookies?: string[];
}

/** Other secrets are those of Grafana's own HTTP settings: basicAuthPassword, tlsCACert, httpHeaderValue1, … */
export interface PlumblineSecrets {
  /** Bearer token of the service. */
  readonly token?: string;
}

/** A field that can be filtered by; `groupable` ones can be grouped by as well. */
export interface FieldInfo {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly type: 'text' | 'number' | 'list';
  readonly groupable: boolean;
}

export interface DimensionInfo {
  readonly name: string;
  readonly scaleMin: number;
  readonly scaleMax: number;
  readonly isRate: boolean;
  readonly target?: number;
}

/** A view that SQL may read. */
export interface ViewInfo {
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly comment: string }[];
}

/** What editors and variables ask the service; the data source is one. */
export interface FieldSource {
  fields(): Promise<readonly FieldInfo[]>;
  /** Keys of raw attributes within the time range, the most frequent first. */
  attributes(range: TimeRange | undefined): Promise<readonly string[]>;
  /** Dimensions that have scores. */
  dimensions(range: TimeRange | undefined): Promise<readonly DimensionInfo[]>;
  /** Values of a field within the time range, the most frequent first. */
  values(field: string, range: TimeRange | undefined, filters?: readonly Filter[], search?: string): Promise<MetricFindValue[]>;
}
