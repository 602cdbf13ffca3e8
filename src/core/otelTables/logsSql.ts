/** Statements that read text and evaluations out of the exporter's table of log records. None of them writes. */
import { attributesCell, type Range, type Sql } from './tracesSql';
import { formOf, nameOf, type Columns, type OtelTable } from './otelTable';

const time = (name: string): string => `fromUnixTimestamp64Nano({${name}:Int64})`;

/** Tables before about v0.120 have no column for the name of an event; then it is an attribute. */
function nameCell(columns: Columns): string {
  const attribute =
    formOf(columns, 'LogAttributes') === 'json'
      ? "ifNull(LogAttributes.`event.name`::Nullable(String), '')"
      : "LogAttributes['event.name']";
  return columns.has('EventName') ? `if(EventName = '', ${attribute}, toString(EventName))` : attribute;
}

function within(table: OtelTable, range: Range, events: readonly string[]): Sql {
  const { columns } = table;
  // Old tables are sorted by a time in seconds of its own.
  const seconds = columns.has('TimestampTime')
    ? ` AND TimestampTime >= toDateTime(${time('from')}) AND TimestampTime <= toDateTime(${time('to')})`
    : '';
  return {
    sql: `Timestamp >= ${time('from')} AND Timestamp < ${time('to')}${seconds} AND TraceId != '' AND ${nameCell(columns)} IN {events:Array(String)}`,
    params: { from: range.from, to: range.to, events },
  };
}

export function logFingerprintsSql(table: OtelTable, range: Range, events: readonly string[], bucket: bigint): Sql {
  const { sql, params } = within(table, range, events);
  return {
    sql: `SELECT intDiv(toUnixTimestamp64Nano(Timestamp), {bucket:Int64}) AS b, count(), sum(cityHash64(TraceId, SpanId, Timestamp, Body))
FROM ${nameOf(table)} WHERE ${sql} GROUP BY b ORDER BY b`,
    params: { ...params, bucket },
  };
}

/** Order of the columns that `logsSql` reads. */
export const LOG_CELLS = [
  'time',
  'traceId',
  'spanId',
  'key',
  'name',
  'body',
  'service',
  'scopeName',
  'scopeVersion',
  'resource',
  'attributes',
] as const;

export interface LogCursor {
  readonly time: bigint;
  readonly traceId: string;
  readonly spanId: string;
  /** Hash of the content, so that records of one time have an order. */
  readonly key: bigint;
}

/** A page of whole records in the order of time. */
export function logsSql(table: OtelTable, range: Range, events: readonly string[], after: LogCursor | undefined, limit: number): Sql {
  const { columns } = table;
  const { sql, params } = within(table, range, events);
  const optional = (name: string): string => (columns.has(name) ? name : "''");
  const attributes = formOf(columns, 'LogAttributes') === 'json' ? 'toJSONString(LogAttributes)' : 'toString(LogAttributes)';
  const key = `cityHash64(Body, ${attributes})`;
  const cells: Readonly<Record<(typeof LOG_CELLS)[number], string>> = {
    time: 'toUnixTimestamp64Nano(Timestamp)',
    traceId: 'TraceId',
    spanId: 'SpanId',
    key,
    name: nameCell(columns),
    body: 'Body',
    service: optional('ServiceName'),
    scopeName: optional('ScopeName'),
    scopeVersion: optional('ScopeVersion'),
    resource: attributesCell(columns, 'ResourceAttributes'),
    attributes: attributesCell(columns, 'LogAttributes'),
  };
  const cursor = ` AND (Timestamp, TraceId, SpanId, ${key}) > (${time('cursor')}, {trace:String}, {span:String}, {key:UInt64})`;
  return {
    sql: `SELECT ${LOG_CELLS.map((cell) => cells[cell]).join(', ')} FROM ${nameOf(table)}
WHERE ${sql}${after === undefined ? '' : cursor} ORDER BY Timestamp, TraceId, SpanId, ${key} LIMIT {limit:UInt32}`,
    params: {
      ...params,
      limit,
      ...(after === undefined ? {} : { cursor: after.time, trace: after.traceId, span: after.spanId, key: after.key }),
    },
  };
}
