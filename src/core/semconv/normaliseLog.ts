/** One log record to its row: the text of a span, or an evaluation of one. Everything else in a log is not our business. */
import type { LogContentRow, ScoreEventRow } from '../model/tables';
import { isMap, valueText } from '../otlp/valueText';
import type { AnyValue, Attributes, LogRecord, Scope } from '../otlp/types';
import { hash } from '../scores/hash';
import { cutText } from './cutText';
import { anyValueOf } from './anyValueOf';
import { indexed } from './indexed';
import { fitMessages } from './messages/fitMessages';
import { CONTENT_EVENTS } from './messages/forms';
import { readMessages } from './messages/readMessages';
import { dataIn } from './messages/source';
import type { NormaliseContext } from './normaliseSpan';
import { textMap } from './rawAttributes';
import { EVALUATION_EVENT, evaluationOfRecord } from './readEvaluations';
import { readFields } from './readFields';
import { definitionsText } from './spanText';
import { spanTimes } from './spanTimes';

/** What the records of one group share. */
export interface LogSource {
  readonly scope: Scope;
  readonly service: string;
  readonly generated: boolean;
}

export type NormalisedLog =
  | { readonly content: LogContentRow }
  | { readonly score: ScoreEventRow }
  | { readonly reject: string }
  /** A record without a meaning for Plumbline, as most lines of a log are. */
  | { readonly ignored: true };

export function logSource(resource: Attributes, scope: Scope, context: NormaliseContext): LogSource {
  const { fields } = readFields([resource]);
  return { scope, service: fields.service ?? 'unknown_service', generated: context.generated === true || fields.generated === true };
}

/**
 * @param position place of the record in its request, which orders records of one time
 * @returns never throws, whatever a sender wrote
 */
export function normaliseLog(record: LogRecord, source: LogSource, position: number, context: NormaliseContext): NormalisedLog {
  const { name } = record;
  if (name === EVALUATION_EVENT) {
    const attributes = attributesOf(record, 'gen_ai.evaluation.explanation');
    const { dimensions, receivedAt } = context;
    const result = evaluationOfRecord(
      { ...record, attributes },
      { scopeName: source.scope.name, generated: source.generated },
      { dimensions, receivedAt, hash },
    );
    return 'row' in result ? { score: result.row } : { reject: `evaluation in a log record: ${result.reject}` };
  }
  if (!CONTENT_EVENTS.has(name)) return { ignored: true };
  if (record.traceId === '' || record.spanId === '') return { reject: `${name}: the log record names no span that its text belongs to` };
  return { content: contentRow(record, source, position, context) };
}

/** The body's entries with the attributes laid over them; a body that is no map is one attribute. */
function attributesOf({ body, attributes }: LogRecord, key: string): Attributes {
  if (body === null || body === '') return attributes;
  const data = typeof body === 'string' ? anyValueOf(dataIn(body, () => undefined)) : body;
  const entries: Iterable<readonly [string, AnyValue]> = isMap(data) ? data : [[key, data]];
  return new Map([...entries, ...attributes]);
}

function contentRow(record: LogRecord, { service }: LogSource, position: number, context: NormaliseContext): LogContentRow {
  const { traceId, spanId, name, time, observed } = record;
  let isCut = false;
  const onCut = (): void => void (isCut = true);
  const attributes = attributesOf(record, 'content');
  const messages = readMessages({
    attributes: NOTHING,
    events: [{ name, time, attributes }],
    indexed: indexed(NOTHING),
    onCut,
  });
  const [input, output] = [messages.input, messages.output].map((side) => fitMessages(side, context.maxTextBytes));
  const definitions = attributes.get('gen_ai.tool.definitions');
  const raw = textMap(attributes, context.maxTextBytes);
  return {
    trace_id: traceId,
    span_id: spanId,
    record_id: hash(JSON.stringify([name, String(time), ...[...attributes].map(([key, value]) => [key, valueText(value)])])).slice(0, 16),
    time: spanTimes(time, observed, context.receivedAt).start,
    position,
    name,
    service,
    encoding: messages.encoding,
    input_messages: input?.json ?? '',
    output_messages: output?.json ?? '',
    tool_definitions: definitions === undefined ? '' : cutText(definitionsText(definitions), context.maxTextBytes),
    truncated: isCut || input?.isCut === true || output?.isCut === true ? 1 : 0,
    raw,
    ingest_ts: context.receivedAt,
  };
}

const NOTHING: Attributes = new Map();
