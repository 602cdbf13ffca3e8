/** ExportLogsServiceRequest in protobuf; field numbers of logs/v1/logs.proto of opentelemetry-proto v1.11. */
import { decodeGroups, type Step } from './decodeGroups';
import type { ProtobufReader, Utf8 } from './protobufReader';
import { anyValue, finished, keyValue } from './protobufValues';
import { toLogRecord, type RawLogRecord } from './toLogRecord';
import { MalformedRequest, type AnyValue, type LogRecord } from './types';

/**
 * Decodes step by step; a record that cannot be read is rejected alone.
 * @param utf8 must not throw on bad UTF-8
 * @throws MalformedRequest when the frame around the records is broken
 */
export function decodeLogs(bytes: Uint8Array, utf8: Utf8): Generator<Step<LogRecord>> {
  return decodeGroups(bytes, utf8, readRecord);
}

function readRecord(
  reader: ProtobufReader,
  end: number,
  resourceMended: readonly string[],
): { readonly item: LogRecord } | { readonly reason: string } {
  const mended = new Set(resourceMended);
  try {
    return toLogRecord(recordFields(reader, end, mended));
  } catch (error) {
    if (!(error instanceof MalformedRequest)) throw error;
    return { reason: `the log record is broken: ${error.message}` };
  }
}

function recordFields(reader: ProtobufReader, end: number, mended: Set<string>): RawLogRecord {
  const attributes = new Map<string, AnyValue>();
  const record: { -readonly [K in keyof RawLogRecord]: RawLogRecord[K] } = {
    traceId: { problem: 'is missing' },
    spanId: { problem: 'is missing' },
    name: '',
    time: 0n,
    observed: 0n,
    body: null,
    attributes,
  };
  while (reader.at < end) {
    const tag = reader.tag();
    switch (tag) {
      case 9:
        record.time = reader.fixed64();
        break;
      case 42:
        record.body = anyValue(reader, reader.end(end), mended, 0);
        break;
      case 50:
        keyValue(reader, reader.end(end), attributes, mended, 0);
        break;
      case 74:
        record.traceId = reader.traceId(reader.end(end));
        break;
      case 82:
        record.spanId = reader.spanId(reader.end(end));
        break;
      case 89:
        record.observed = reader.fixed64();
        break;
      case 98:
        record.name = reader.text(reader.end(end));
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  finished(reader, end);
  return record;
}
