/** OTLP trace requests in protobuf, made by protobufjs from the message definitions and not by code of the product. */
import protobuf from 'protobufjs';

/** The messages of opentelemetry-proto v1.11 for traces; field numbers from trace/v1, common/v1 and resource/v1. */
const PROTO = `
syntax = "proto3";
message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
message ExportTraceServiceResponse { ExportTracePartialSuccess partial_success = 1; }
message ExportTracePartialSuccess { int64 rejected_spans = 1; string error_message = 2; }
message ExportLogsServiceRequest { repeated ResourceLogs resource_logs = 1; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; string schema_url = 3; }
message ScopeLogs { InstrumentationScope scope = 1; repeated LogRecord log_records = 2; string schema_url = 3; }
message LogRecord {
  fixed64 time_unix_nano = 1; int32 severity_number = 2; string severity_text = 3; AnyValue body = 5; repeated KeyValue attributes = 6;
  uint32 dropped_attributes_count = 7; fixed32 flags = 8; bytes trace_id = 9; bytes span_id = 10; fixed64 observed_time_unix_nano = 11;
  string event_name = 12;
}
message RpcStatus { int32 code = 1; string message = 2; repeated RpcAny details = 3; }
message RpcAny { string type_url = 1; bytes value = 2; }
message RetryInfo { RetryDelay retry_delay = 1; }
message RetryDelay { int64 seconds = 1; int32 nanos = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message ScopeSpans { InstrumentationScope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message InstrumentationScope { string name = 1; string version = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; fixed32 flags = 16; string name = 5;
  int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  uint32 dropped_attributes_count = 10; repeated Event events = 11; uint32 dropped_events_count = 12; repeated Link links = 13;
  uint32 dropped_links_count = 14; Status status = 15;
  message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
  message Link { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; repeated KeyValue attributes = 4; uint32 dropped_attributes_count = 5; fixed32 flags = 6; }
}
message Status { string message = 2; int32 code = 3; }
message AnyValue {
  oneof value {
    string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
    ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7;
  }
}
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
`;

const { root } = protobuf.parse(PROTO);

/** @param request in OTLP/JSON: ids in hex, enums as numbers or names */
export function traceRequest(request: object): Uint8Array {
  return encode('ExportTraceServiceRequest', request);
}

/** @param request in OTLP/JSON */
export function logRequest(request: object): Uint8Array {
  return encode('ExportLogsServiceRequest', request);
}

function encode(message: string, request: object): Uint8Array {
  const type = root.lookupType(message);
  return type.encode(type.fromObject(withBytes(request))).finish();
}

const DOUBLES: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };
const ENUM_NAMES: Readonly<Record<string, number>> = {
  SPAN_KIND_UNSPECIFIED: 0,
  SPAN_KIND_INTERNAL: 1,
  SPAN_KIND_SERVER: 2,
  SPAN_KIND_CLIENT: 3,
  SPAN_KIND_PRODUCER: 4,
  SPAN_KIND_CONSUMER: 5,
  STATUS_CODE_UNSET: 0,
  STATUS_CODE_OK: 1,
  STATUS_CODE_ERROR: 2,
};

/** What OTLP/JSON writes differently from protobuf's own JSON form. */
function withBytes(value: unknown): Record<string, unknown> {
  const convert = (item: unknown, name: string): unknown => {
    if (Array.isArray(item)) return item.map((entry) => convert(entry, name));
    if (typeof item === 'object' && item !== null) return withBytes(item);
    if (typeof item !== 'string') return item;
    if (/^(traceId|spanId|parentSpanId)$/.test(name)) return Buffer.from(item, 'hex');
    if (name === 'doubleValue') return DOUBLES[item] ?? Number(item);
    if (name === 'kind' || name === 'code') return ENUM_NAMES[item] ?? item;
    return item;
  };
  return Object.fromEntries(Object.entries(value as object).map(([name, item]) => [name, convert(item, name)]));
}

interface TraceResponse {
  readonly partialSuccess?: { readonly rejectedSpans?: string; readonly errorMessage?: string };
}

export function readTraceResponse(bytes: Uint8Array): TraceResponse {
  const type = root.lookupType('ExportTraceServiceResponse');
  return type.toObject(type.decode(bytes), { longs: String }) as TraceResponse;
}

export function readStatus(bytes: Uint8Array): { readonly code?: number; readonly message?: string } {
  const type = root.lookupType('RpcStatus');
  return type.toObject(type.decode(bytes)) as { code?: number; message?: string };
}

/** Status of gRPC with its details: the seconds after which to try again, when they are there. */
export function readRpcStatus(bytes: Uint8Array): { readonly code: number; readonly retrySeconds: number | undefined } {
  const type = root.lookupType('RpcStatus');
  const { code, details = [] } = type.toObject(type.decode(bytes)) as { code: number; details?: { typeUrl: string; value: Uint8Array }[] };
  const retry = details.find((detail) => detail.typeUrl === 'type.googleapis.com/google.rpc.RetryInfo');
  if (retry === undefined) return { code, retrySeconds: undefined };
  const info = root.lookupType('RetryInfo');
  const { retryDelay } = info.toObject(info.decode(retry.value), { longs: Number }) as { retryDelay: { seconds: number } };
  return { code, retrySeconds: retryDelay.seconds };
}
