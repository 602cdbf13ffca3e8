/** Statements that read the exporter's table of spans. None of them writes. */
import { formOf, nameOf, type Columns, type OtelTable } from './otelTable';

export interface Sql {
  readonly sql: string;
  readonly params: Readonly<Record<string, string | number | bigint | readonly string[]>>;
}

/** Nanoseconds since 1970, `to` exclusive. */
export interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

export interface Selection {
  /** Only spans of traces in which one is of a language model, a retrieval, a tool or an agent. */
  readonly onlyGenAi: boolean;
  readonly services: readonly string[] | undefined;
  /** Spans of one trace lie at most this far apart, nanoseconds. */
  readonly margin: bigint;
}

/** Beginnings of attributes that only the telemetry of language models has. RE2. */
export const GENAI_KEYS =
  '^(gen_ai|llm|ai|openinference|traceloop|langfuse|langsmith|plumbline|embedding|retrieval|reranker|genkit|mlflow|lk|flue|gcp\\.vertex\\.agent|db\\.vector|mcp)[.:]|^(input|output)\\.value$|^(model_name|tool_name|agent_name|session\\.id)$';
const GENAI_EVENTS = '^gen_ai\\.';

const time = (name: string): string => `fromUnixTimestamp64Nano({${name}:Int64})`;

function within(table: OtelTable, range: Range, selection: Selection): Sql {
  const conditions = [`Timestamp >= ${time('from')}`, `Timestamp < ${time('to')}`];
  const params: Record<string, Sql['params'][string]> = { from: range.from, to: range.to };
  if (selection.services !== undefined && table.columns.has('ServiceName')) {
    conditions.push('ServiceName IN {services:Array(String)}');
    params.services = selection.services;
  }
  if (selection.onlyGenAi) {
    conditions.push(
      `TraceId IN (SELECT TraceId FROM ${nameOf(table)} WHERE Timestamp >= ${time('first')} AND Timestamp < ${time('last')} AND (${isGenAi(table.columns)}))`,
    );
    Object.assign(params, {
      first: range.from - selection.margin,
      last: range.to + selection.margin,
      keys: GENAI_KEYS,
      ...(hasEvents(table.columns) ? { events: GENAI_EVENTS } : {}),
    });
  }
  return { sql: conditions.join(' AND '), params };
}

function isGenAi(columns: Columns): string {
  const isJson = formOf(columns, 'SpanAttributes') === 'json';
  // Rows from before the table got the column have nothing in it.
  const keys = !isJson
    ? 'mapKeys(SpanAttributes)'
    : columns.has('SpanAttributesKeys')
      ? "if(empty(SpanAttributesKeys), JSONAllPaths(SpanAttributes), CAST(SpanAttributesKeys, 'Array(String)'))"
      : 'JSONAllPaths(SpanAttributes)';
  const events = hasEvents(columns) ? ' OR arrayExists(n -> match(n, {events:String}), `Events.Name`)' : " OR match({events:String}, '^$')";
  return `arrayExists(k -> match(k, {keys:String}), ${keys})${events}`;
}

const hasEvents = (columns: Columns): boolean => columns.has('Events.Name') || columns.has('Events');
const hasLinks = (columns: Columns): boolean => columns.has('Links.TraceId') || columns.has('Links');

/** For each stretch of time: how many rows it has, and a sum that changes with every row that comes or goes. */
export function fingerprintsSql(table: OtelTable, range: Range, selection: Selection, bucket: bigint): Sql {
  const { sql, params } = within(table, range, selection);
  return {
    sql: `SELECT intDiv(toUnixTimestamp64Nano(Timestamp), {bucket:Int64}) AS b, count(), sum(cityHash64(TraceId, SpanId))
FROM ${nameOf(table)} WHERE ${sql} GROUP BY b ORDER BY b`,
    params: { ...params, bucket },
  };
}

/** Time of the first row of a range, nanoseconds; 0 when there is none. */
export function firstSql(table: OtelTable, { from, to }: Range): Sql {
  return {
    sql: `SELECT toUnixTimestamp64Nano(min(Timestamp)), count() FROM ${nameOf(table)} WHERE Timestamp >= ${time('from')} AND Timestamp < ${time('to')}`,
    params: { from, to },
  };
}

export interface KeyCursor {
  readonly time: bigint;
  readonly traceId: string;
  readonly spanId: string;
}

/** A page of spans by their keys, in the order of time; `after` is the last one of the page before. */
export function keysSql(table: OtelTable, range: Range, selection: Selection, after: KeyCursor | undefined, limit: number): Sql {
  const { sql, params } = within(table, range, selection);
  const cursor = ` AND (Timestamp, TraceId, SpanId) > (${time('cursor')}, {trace:String}, {span:String})`;
  return {
    sql: `SELECT toUnixTimestamp64Nano(Timestamp), TraceId, SpanId FROM ${nameOf(table)}
WHERE ${sql}${after === undefined ? '' : cursor} GROUP BY Timestamp, TraceId, SpanId ORDER BY Timestamp, TraceId, SpanId LIMIT {limit:UInt32}`,
    params: {
      ...params,
      limit,
      ...(after === undefined ? {} : { cursor: after.time, trace: after.traceId, span: after.spanId }),
    },
  };
}

/** Order of the columns that `spansSql` reads. */
export const SPAN_CELLS = [
  'time',
  'traceId',
  'spanId',
  'parentSpanId',
  'name',
  'kind',
  'service',
  'scopeName',
  'scopeVersion',
  'duration',
  'status',
  'statusMessage',
  'resource',
  'attributes',
  'eventTimes',
  'eventNames',
  'eventAttributes',
  'linkTraces',
  'linkSpans',
] as const;

/** Whole rows of spans whose keys are known. */
export function spansSql(table: OtelTable, keys: readonly KeyCursor[]): Sql {
  const { columns } = table;
  const optional = (name: string): string => (columns.has(name) ? name : "''");
  const times = keys.map(({ time: at }) => at);
  const cells: Readonly<Record<(typeof SPAN_CELLS)[number], string>> = {
    time: 'toUnixTimestamp64Nano(Timestamp)',
    traceId: 'TraceId',
    spanId: 'SpanId',
    parentSpanId: 'ParentSpanId',
    name: 'SpanName',
    kind: optional('SpanKind'),
    service: optional('ServiceName'),
    scopeName: optional('ScopeName'),
    scopeVersion: optional('ScopeVersion'),
    duration: 'toString(Duration)',
    status: optional('StatusCode'),
    statusMessage: optional('StatusMessage'),
    resource: attributesCell(columns, 'ResourceAttributes'),
    attributes: attributesCell(columns, 'SpanAttributes'),
    eventTimes: hasEvents(columns) ? 'arrayMap(t -> toUnixTimestamp64Nano(t), `Events.Timestamp`)' : '[]',
    eventNames: hasEvents(columns) ? '`Events.Name`' : '[]',
    eventAttributes: hasEvents(columns) ? listCell(columns, 'Events') : '[]',
    linkTraces: hasLinks(columns) ? '`Links.TraceId`' : '[]',
    linkSpans: hasLinks(columns) ? '`Links.SpanId`' : '[]',
  };
  return {
    sql: `SELECT ${SPAN_CELLS.map((cell) => cells[cell]).join(', ')} FROM ${nameOf(table)}
WHERE Timestamp >= ${time('from')} AND Timestamp <= ${time('to')} AND TraceId IN {traces:Array(String)} AND concat(TraceId, ':', SpanId) IN {spans:Array(String)}`,
    params: {
      from: times.reduce((a, b) => (b < a ? b : a), times[0] ?? 0n),
      to: times.reduce((a, b) => (b > a ? b : a), 0n),
      traces: [...new Set(keys.map(({ traceId }) => traceId))],
      spans: keys.map(({ traceId, spanId }) => `${traceId}:${spanId}`),
    },
  };
}

/** A map comes as lists of keys and values, JSON as text, for `attributesOfCell`. */
export function attributesCell(columns: Columns, name: string): string {
  const form = formOf(columns, name);
  return form === undefined ? "''" : form === 'json' ? `toJSONString(${name})` : `(mapKeys(${name}), mapValues(${name}))`;
}

function listCell(columns: Columns, group: string): string {
  const type = columns.get(`${group}.Attributes`) ?? columns.get(group) ?? '';
  const of = /JSON|Object\('json'\)/.test(type) ? 'toJSONString(m)' : '(mapKeys(m), mapValues(m))';
  return `arrayMap(m -> ${of}, \`${group}.Attributes\`)`;
}
