/**
 * Tables that the OpenTelemetry Collector's ClickHouse exporter fills. Their columns differ by the version that created
 * them and by its options, and old tables are not migrated, so what a table has is read from its columns.
 */

/** Name of a column and its ClickHouse type. */
export type Columns = ReadonlyMap<string, string>;

export interface OtelTable {
  readonly database: string;
  readonly table: string;
  readonly columns: Columns;
}

/** Attributes are a Map(String, String), or the JSON type of newer servers. */
export type AttributeForm = 'map' | 'json';

const NEEDED = {
  traces: ['Timestamp', 'TraceId', 'SpanId', 'ParentSpanId', 'SpanName', 'SpanAttributes', 'Duration'],
  logs: ['Timestamp', 'TraceId', 'SpanId', 'Body', 'LogAttributes'],
} as const;

/** Why rows cannot be read from a table, in words for the person who named it; undefined when they can. */
export function problemOf({ database, table, columns }: OtelTable, signal: keyof typeof NEEDED): string | undefined {
  const name = `${database}.${table}`;
  if (columns.size === 0) {
    return `There is no table ${name}, or its user may not see it. Name the exporter's table in pull.sources (${signal}_table: database.table) and grant SELECT on it.`;
  }
  const missing = NEEDED[signal].filter((column) => !columns.has(column));
  if (missing.length > 0) {
    return `${name} is no table of ${signal} of the OpenTelemetry Collector's ClickHouse exporter: it has no column ${missing.join(', ')}.`;
  }
  const attributes = signal === 'traces' ? 'SpanAttributes' : 'LogAttributes';
  if (formOf(columns, attributes) === undefined) {
    return `${name}.${attributes} is ${columns.get(attributes) ?? ''}; Plumbline reads Map(String, String) and JSON.`;
  }
  return /^DateTime64\(9/.test(columns.get('Timestamp') ?? '')
    ? undefined
    : `${name}.Timestamp is ${columns.get('Timestamp') ?? ''}; the exporter's is DateTime64(9).`;
}

/** Undefined when there is no such column, or it is neither. */
export function formOf(columns: Columns, name: string): AttributeForm | undefined {
  const type = columns.get(name) ?? '';
  if (/^(?:Array\()?Map\(/.test(type)) return 'map';
  return /^(?:Array\()?(?:JSON|Object\('json'\))/.test(type) ? 'json' : undefined;
}

/** `database`.`table`; both were checked to be plain names. */
export function nameOf({ database, table }: Pick<OtelTable, 'database' | 'table'>): string {
  return `\`${database}\`.\`${table}\``;
}

/** A name without a database is one of `default`, as it is for the exporter. */
export function splitName(name: string): Pick<OtelTable, 'database' | 'table'> {
  const [first = '', second] = name.split('.');
  return second === undefined ? { database: 'default', table: first } : { database: first, table: second };
}
