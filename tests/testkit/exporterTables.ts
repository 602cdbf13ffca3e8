/**
 * Tables as the OpenTelemetry Collector's ClickHouse exporter creates them, of several generations, and rows as it writes
 * them. Facts of the columns: documentation and releases of opentelemetry-collector-contrib.
 */
import { valueText, toJson } from '../../src/core/otlp/valueText';
import type { Attributes, LogRecord, Scope, Span, SpanGroup } from '../../src/core/otlp/types';
import type { Driver } from '../../src/storage/driver';

export interface Generation {
  readonly name: string;
  readonly form: 'Map(LowCardinality(String), String)' | 'JSON';
  /** Columns of spans beside those that all generations have. */
  readonly more: Readonly<Record<string, string>>;
  readonly duration: 'UInt64' | 'Int64';
  /** Before: among the attributes of the span. */
  readonly hasScope: boolean;
  /** SPAN_KIND_CLIENT and STATUS_CODE_OK instead of Client and Ok. */
  readonly longNames: boolean;
  /** Lists of keys beside JSON columns. */
  readonly hasKeys?: true;
  readonly logs: { readonly more: Readonly<Record<string, string>>; readonly hasEventName: boolean };
}

const MAP = 'Map(LowCardinality(String), String)';

export const GENERATIONS: readonly Generation[] = [
  {
    name: 'newest, maps, with alias columns',
    form: MAP,
    more: {
      SpanAttributeItems: "Array(String) ALIAS arrayMap((k, v) -> concat(k, '=', v), mapKeys(SpanAttributes), mapValues(SpanAttributes))",
    },
    duration: 'UInt64',
    hasScope: true,
    longNames: false,
    logs: { more: {}, hasEventName: true },
  },
  {
    name: 'before scopes had columns',
    form: MAP,
    more: {},
    duration: 'Int64',
    hasScope: false,
    longNames: true,
    logs: { more: { TimestampTime: 'DateTime DEFAULT toDateTime(Timestamp)' }, hasEventName: false },
  },
  {
    name: 'JSON with columns of keys',
    form: 'JSON',
    more: {},
    hasKeys: true,
    duration: 'UInt64',
    hasScope: true,
    longNames: false,
    logs: { more: {}, hasEventName: true },
  },
  {
    name: 'JSON alone',
    form: 'JSON',
    more: {},
    duration: 'UInt64',
    hasScope: true,
    longNames: false,
    logs: { more: { TimestampTime: 'DateTime DEFAULT toDateTime(Timestamp)' }, hasEventName: false },
  },
  {
    name: 'ClickStack',
    form: MAP,
    more: {
      SampleRate: "UInt64 MATERIALIZED greatest(toUInt64OrZero(SpanAttributes['SampleRate']), 1)",
      '__hdx_materialized_rum.sessionId': "String MATERIALIZED ResourceAttributes['rum.sessionId']",
    },
    duration: 'UInt64',
    hasScope: true,
    longNames: false,
    logs: { more: { TimestampTime: 'DateTime DEFAULT toDateTime(Timestamp)' }, hasEventName: true },
  },
];

type Columns = Readonly<Record<string, string>>;

function spanColumns({ form, duration, hasScope, hasKeys }: Generation): Columns {
  return {
    Timestamp: 'DateTime64(9)',
    TraceId: 'String',
    SpanId: 'String',
    ParentSpanId: 'String',
    TraceState: 'String',
    SpanName: 'LowCardinality(String)',
    SpanKind: 'LowCardinality(String)',
    ServiceName: 'LowCardinality(String)',
    ResourceAttributes: form,
    ...(hasScope ? { ScopeName: 'String', ScopeVersion: 'String' } : {}),
    SpanAttributes: form,
    Duration: duration,
    StatusCode: 'LowCardinality(String)',
    StatusMessage: 'String',
    'Events.Timestamp': 'Array(DateTime64(9))',
    'Events.Name': 'Array(LowCardinality(String))',
    'Events.Attributes': `Array(${form})`,
    'Links.TraceId': 'Array(String)',
    'Links.SpanId': 'Array(String)',
    'Links.TraceState': 'Array(String)',
    'Links.Attributes': `Array(${form})`,
    ...(hasKeys === true ? KEY_COLUMNS : {}),
  };
}

const KEY_COLUMNS = { ResourceAttributesKeys: 'Array(LowCardinality(String))', SpanAttributesKeys: 'Array(LowCardinality(String))' };

function logColumns({ form, logs }: Generation): Columns {
  return {
    Timestamp: 'DateTime64(9)',
    TraceId: 'String',
    SpanId: 'String',
    TraceFlags: 'UInt8',
    SeverityText: 'LowCardinality(String)',
    SeverityNumber: 'UInt8',
    ServiceName: 'LowCardinality(String)',
    Body: 'String',
    ResourceAttributes: form,
    ScopeName: 'String',
    ScopeVersion: 'LowCardinality(String)',
    ScopeAttributes: form,
    LogAttributes: form,
    ...(logs.hasEventName ? { EventName: 'String' } : {}),
  };
}

export interface ExporterTables {
  readonly traces: string;
  readonly logs: string;
  writeSpans(groups: readonly SpanGroup[]): Promise<void>;
  writeLogs(records: readonly LogRecord[], resource: Attributes, scope: Scope): Promise<void>;
}

/** Creates the tables of a generation in a database of their own. */
export async function createExporterTables(driver: Driver, database: string, generation: Generation): Promise<ExporterTables> {
  await driver.command({ sql: `CREATE DATABASE IF NOT EXISTS \`${database}\`` });
  const [spans, logs] = [spanColumns(generation), logColumns(generation)];
  const create = (table: string, columns: Columns, order: string): Promise<void> =>
    driver.command({
      sql: `CREATE TABLE \`${database}\`.${table} (${Object.entries(columns)
        .map(([name, type]) => `\`${name}\` ${type}`)
        .join(', ')}) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY (${order})`,
    });
  await create('otel_traces', { ...spans, ...generation.more }, 'ServiceName, SpanName, toDateTime(Timestamp)');
  await create('otel_logs', { ...logs, ...generation.logs.more }, 'ServiceName, Timestamp');
  const insert = async (table: string, columns: Columns, rows: readonly object[]): Promise<void> => {
    const names = Object.keys(columns).map((name) => `\`${name}\``);
    const structure = Object.entries(columns).map(([name, type]) => `\`${name}\` ${type}`);
    await driver.command({
      sql: `INSERT INTO \`${database}\`.${table} (${names.join(', ')}) SELECT ${names.join(', ')} FROM format('JSONEachRow', {structure:String}, {rows:String}) SETTINGS max_partitions_per_insert_block = 0`,
      params: { structure: structure.join(', '), rows: rows.map((row) => JSON.stringify(row)).join('\n') },
    });
  };
  return {
    traces: `${database}.otel_traces`,
    logs: `${database}.otel_logs`,
    writeSpans: (groups) =>
      insert(
        'otel_traces',
        spans,
        groups.flatMap(({ spans: all, resource, scope }) => all.map((span) => spanRow(span, resource, scope, generation))),
      ),
    writeLogs: (records, resource, scope) =>
      insert(
        'otel_logs',
        logs,
        records.map((record) => logRow(record, resource, scope, generation)),
      ),
  };
}

const decimal = (nanoseconds: bigint): string => `${nanoseconds / 1_000_000_000n}.${String(nanoseconds % 1_000_000_000n).padStart(9, '0')}`;
const service = (resource: Attributes): string => valueText(resource.get('service.name') ?? '');

/** Maps hold text; in JSON the exporter leaves numbers, truths and lists what they are. */
function attributesOf(attributes: Attributes, { form }: Generation): object {
  return Object.fromEntries([...attributes].map(([key, value]) => [key, form === 'JSON' ? toJson(value) : valueText(value)]));
}

function spanRow(span: Span, resource: Attributes, scope: Scope, generation: Generation): object {
  const { hasScope, longNames, hasKeys } = generation;
  const word = (prefix: string, text: string): string =>
    longNames ? `${prefix}_${text.toUpperCase()}` : text.charAt(0).toUpperCase() + text.slice(1);
  const inAttributes = hasScope
    ? []
    : [['otel.scope.name', scope.name] as const, ['otel.scope.version', scope.version] as const].filter(([, value]) => value !== '');
  return {
    Timestamp: decimal(span.start),
    TraceId: span.traceId,
    SpanId: span.spanId,
    ParentSpanId: span.parentSpanId,
    TraceState: '',
    SpanName: span.name,
    SpanKind: word('SPAN_KIND', span.kind),
    ServiceName: service(resource),
    ResourceAttributes: attributesOf(resource, generation),
    ...(hasScope ? { ScopeName: scope.name, ScopeVersion: scope.version } : {}),
    SpanAttributes: attributesOf(new Map([...span.attributes, ...inAttributes]), generation),
    ...(hasKeys ? { SpanAttributesKeys: [...span.attributes.keys()], ResourceAttributesKeys: [...resource.keys()] } : {}),
    Duration: String(generation.duration === 'UInt64' ? BigInt.asUintN(64, span.end - span.start) : span.end - span.start),
    StatusCode: word('STATUS_CODE', span.status.code),
    StatusMessage: span.status.message,
    'Events.Timestamp': span.events.map(({ time }) => decimal(time)),
    'Events.Name': span.events.map(({ name }) => name),
    'Events.Attributes': span.events.map((event) => attributesOf(event.attributes, generation)),
    'Links.TraceId': span.links.map(({ traceId }) => traceId),
    'Links.SpanId': span.links.map(({ spanId }) => spanId),
    'Links.TraceState': span.links.map(() => ''),
    'Links.Attributes': span.links.map(() => ({})),
  };
}

function logRow(record: LogRecord, resource: Attributes, scope: Scope, generation: Generation): object {
  const { hasEventName } = generation.logs;
  const named = hasEventName ? record.attributes : new Map([...record.attributes, ['event.name', record.name] as const]);
  return {
    Timestamp: decimal(record.time === 0n ? record.observed : record.time),
    TraceId: record.traceId,
    SpanId: record.spanId,
    TraceFlags: 1,
    SeverityText: '',
    SeverityNumber: 0,
    ServiceName: service(resource),
    Body: valueText(record.body),
    ResourceAttributes: attributesOf(resource, generation),
    ScopeName: scope.name,
    ScopeVersion: scope.version,
    ScopeAttributes: {},
    LogAttributes: attributesOf(named, generation),
    ...(hasEventName ? { EventName: record.name } : {}),
  };
}
