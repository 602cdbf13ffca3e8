/**
 * Grafana's data frame as JSON, the way `/api/ds/query` carries it (`dataFrameFromJSON` of @grafana/data and the JSON
 * reader of grafana-plugin-sdk-go take it). Times are milliseconds since 1970-01-01 UTC.
 */

/** `other` holds JSON values. */
export type FieldType = 'time' | 'number' | 'string' | 'boolean' | 'other';

export interface FieldJSON {
  readonly name: string;
  readonly type: FieldType;
  /** Type on the Go side; grafana-plugin-sdk-go refuses a field without it. */
  readonly typeInfo: { readonly frame: 'time' | 'float64' | 'int64' | 'string' | 'bool' | 'json.RawMessage'; readonly nullable: boolean };
  readonly labels?: Readonly<Record<string, string>>;
  readonly config?: FieldConfigJSON;
}

export interface FieldConfigJSON {
  readonly displayNameFromDS?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  /** Milliseconds between two rows, by which a panel finds gaps. */
  readonly interval?: number;
  readonly mappings?: readonly unknown[];
  readonly links?: readonly unknown[];
  readonly custom?: Readonly<Record<string, unknown>>;
}

export type FrameType =
  'timeseries-wide' | 'timeseries-long' | 'timeseries-multi' | 'numeric-wide' | 'numeric-multi' | 'numeric-long' | 'log-lines' | 'table';

export interface NoticeJSON {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
}

export interface FrameMetaJSON {
  readonly type?: FrameType;
  readonly typeVersion?: readonly [number, number];
  readonly executedQueryString?: string;
  readonly preferredVisualisationType?: 'graph' | 'table' | 'logs' | 'trace';
  readonly notices?: readonly NoticeJSON[];
  readonly stats?: readonly { readonly displayName: string; readonly value: number; readonly unit?: string }[];
  readonly custom?: Readonly<Record<string, unknown>>;
}

export interface FrameJSON {
  readonly schema: {
    readonly refId: string;
    readonly name: string;
    readonly meta?: FrameMetaJSON;
    readonly fields: readonly FieldJSON[];
  };
  /** One array a field, all of one length. */
  readonly data: { readonly values: readonly (readonly unknown[])[] };
}

/** Answer to one query; the shape of a result in Grafana's `/api/ds/query`. */
export interface QueryAnswer {
  /** HTTP status of this query alone. */
  readonly status: number;
  readonly frames: readonly FrameJSON[];
  readonly error?: string;
  /** Who is at fault: Plumbline or the query (`plugin`), or ClickHouse (`downstream`). */
  readonly errorSource?: 'plugin' | 'downstream';
}

export interface QueryResponse {
  readonly results: Readonly<Record<string, QueryAnswer>>;
}
