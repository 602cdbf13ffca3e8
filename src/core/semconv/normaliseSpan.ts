/** One decoded span to its rows: what it says by the alias table, its text apart, the evaluations it carries. */
import type { Dimension } from '../model/dimension';
import { PAID_STAGES } from '../model/stage';
import type { ScoreEventRow, SpanContentRow, SpanRow } from '../model/tables';
import type { Attributes, Scope, Span } from '../otlp/types';
import { valueText } from '../otlp/valueText';
import { hash } from '../scores/hash';
import { cutText } from './cutText';
import { indexed } from './indexed';
import { jsonText } from './jsonText';
import { lastAnswer, lastQuestion, systemText } from './messages/message';
import { ANSWER_KEYS, plainText, QUESTION_KEYS } from './messages/plainText';
import { readMessages, type ReadMessages } from './messages/readMessages';
import { dataIn } from './messages/source';
import { readDocuments, type RetrievedDocument } from './readDocuments';
import { readEvaluations } from './readEvaluations';
import { readFields } from './readFields';
import type { SpanFields } from './spanFields';
import { spanTimes } from './spanTimes';
import { stageOf } from './stageOf';
import { isTextAttribute } from './textAttributes';
import { tokenUsage } from './tokenUsage';

export interface NormaliseContext {
  /** Nanoseconds since 1970; becomes `ingest_ts`. */
  readonly receivedAt: bigint;
  /** Longest text kept of one attribute; counted in characters, which for Latin text are bytes. */
  readonly maxTextBytes: number;
  readonly dimensions: readonly Dimension[];
}

export interface NormalisedSpan {
  readonly span: SpanRow;
  /** Null when the span holds no text. */
  readonly content: SpanContentRow | null;
  readonly scores: readonly ScoreEventRow[];
  /** What could not be filed although the span itself could, for the answer to the sender. */
  readonly notes: readonly string[];
}

type Fields = Readonly<Partial<SpanFields>>;

export function normaliseSpan(span: Span, resource: Attributes, scope: Scope, context: NormaliseContext): NormalisedSpan {
  const { fields } = readFields([span.attributes, ...span.events.map(({ attributes }) => attributes), resource]);
  const groups = indexed(span.attributes);
  const documents = readDocuments(span.attributes, span.events, groups);
  let brokenOff = false;
  const onCut = (): void => {
    brokenOff = true;
  };
  const messages = readMessages({ attributes: span.attributes, events: span.events, indexed: groups, onCut });
  const raw = rawAttributes(span, context.maxTextBytes);
  const row = spanRow({ span, resource, scope, context, fields, documents, plain: raw.plain });
  const content = contentRow({ row, fields, documents, messages, raw: raw.text, cut: raw.cut || brokenOff, context });
  const { rows, notes } = readEvaluations(
    span,
    groups,
    { dimensions: context.dimensions, receivedAt: context.receivedAt, hash },
    fields.generated === true,
  );
  return { span: row, content, scores: rows, notes };
}

interface RawAttributes {
  readonly plain: ReadonlyMap<string, string>;
  readonly text: ReadonlyMap<string, string>;
  readonly cut: boolean;
}

function rawAttributes({ attributes }: Span, limit: number): RawAttributes {
  const plain = new Map<string, string>();
  const text = new Map<string, string>();
  let cut = false;
  for (const [key, value] of attributes) {
    const whole = valueText(value);
    const kept = cutText(whole, limit);
    cut ||= kept.length < whole.length;
    (isTextAttribute(key, whole) ? text : plain).set(key, kept);
  }
  return { plain, text, cut };
}

interface RowInput {
  readonly span: Span;
  readonly resource: Attributes;
  readonly scope: Scope;
  readonly context: NormaliseContext;
  readonly fields: Fields;
  readonly documents: readonly RetrievedDocument[] | undefined;
  readonly plain: ReadonlyMap<string, string>;
}

const bit = (value: boolean | undefined): number | null => (value === undefined ? null : value ? 1 : 0);

function spanRow({ span, resource, scope, context, fields, documents, plain }: RowInput): SpanRow {
  const times = spanTimes(span.start, span.end, context.receivedAt);
  const usage = tokenUsage(fields);
  const stage = stageOf(span.attributes, {
    hasModel:
      fields.model !== undefined || fields.responseModel !== undefined || fields.inputTokens !== undefined || fields.cost !== undefined,
    hasTool: fields.toolName !== undefined,
    hasDocuments: documents !== undefined,
    isServer: span.kind === 'server',
  });
  const failed =
    span.status.code === 'error' ||
    fields.level?.toUpperCase() === 'ERROR' ||
    fields.errorType !== undefined ||
    (fields.httpStatus ?? 0) >= 400;
  const cost =
    fields.cost ?? (fields.inputCost !== undefined && fields.outputCost !== undefined ? fields.inputCost + fields.outputCost : undefined);
  const model = fields.model ?? '';
  return {
    trace_id: span.traceId,
    // A span without an id is told from others by what it says; the same again has the same id.
    span_id: span.spanId || hash(`${span.traceId} ${span.name} ${span.start} ${span.end}`).slice(0, 16),
    parent_span_id: span.parentSpanId,
    start_time: times.start,
    end_time: times.end,
    service: fields.service ?? 'unknown_service',
    environment: fields.environment ?? '',
    release: fields.release ?? '',
    name: span.name,
    kind: span.kind,
    stage,
    status: failed ? 'error' : span.status.code,
    status_message: span.status.message || fields.statusMessage || '',
    error_type:
      fields.errorType ?? (failed && fields.httpStatus !== undefined && fields.httpStatus >= 400 ? String(fields.httpStatus) : ''),
    scope_name: scope.name,
    scope_version: scope.version,
    provider: fields.provider ?? '',
    model,
    model_version: fields.responseModel ?? model,
    prompt_name: fields.promptName ?? '',
    prompt_version: fields.promptVersion ?? '',
    input_tokens: usage.input,
    output_tokens: usage.output,
    cached_tokens: usage.cached,
    cache_write_tokens: usage.cacheWrite,
    reasoning_tokens: usage.reasoning,
    cost_usd: cost ?? null,
    ttft_ms: ttftOf(fields, times.start),
    streaming: bit(fields.streaming),
    finish_reason: fields.finishReason ?? '',
    context_tokens: fields.contextTokens ?? null,
    context_truncated: bit(fields.contextTruncated),
    session_id: fields.sessionId ?? '',
    user_id: fields.userId ?? '',
    response_id: fields.responseId ?? '',
    agent_name: fields.agentName ?? '',
    tool_name: fields.toolName ?? '',
    tool_call_id: fields.toolCallId ?? '',
    guardrail_name: fields.guardrailName ?? '',
    guardrail_result: fields.guardrailResult ?? '',
    topic_hint: fields.topicHint ?? '',
    data_source: fields.dataSource ?? '',
    document_ids: (documents ?? []).map(({ id }) => id),
    document_versions: (documents ?? []).map(({ version }) => version),
    document_scores: (documents ?? []).map(({ score }) => score),
    document_distances: (documents ?? []).map(({ distance }) => distance),
    documents_known: documents === undefined ? 0 : 1,
    dropped_attributes: Math.min(span.dropped, 0xffff_ffff),
    flags: [...span.mended, ...times.flags, ...(usage.inferred && PAID_STAGES.has(stage) ? ['tokens_inferred'] : [])],
    generated: fields.generated === true ? 1 : 0,
    attributes: plain,
    resource_attributes: new Map([...resource].map(([key, value]) => [key, cutText(valueText(value), context.maxTextBytes)])),
    links: span.links.map(({ traceId, spanId }) => `${traceId}:${spanId}`),
    ingest_ts: context.receivedAt,
  };
}

function ttftOf({ ttftMs, firstTokenAt }: Fields, start: bigint): number | null {
  if (ttftMs !== undefined) return ttftMs;
  return firstTokenAt === undefined || firstTokenAt < start ? null : Number(firstTokenAt - start) / 1e6;
}

interface ContentInput {
  readonly row: SpanRow;
  readonly fields: Fields;
  readonly documents: readonly RetrievedDocument[] | undefined;
  readonly messages: ReadMessages;
  readonly raw: ReadonlyMap<string, string>;
  readonly cut: boolean;
  readonly context: NormaliseContext;
}

function contentRow({ row, fields, documents, messages, raw, cut, context }: ContentInput): SpanContentRow | null {
  const limit = context.maxTextBytes;
  const text = (value: SpanFields['inputValue'] | undefined): string => (value === undefined ? '' : cutText(valueText(value), limit));
  const words = (value: SpanFields['inputValue'] | undefined, keys: readonly string[]): string =>
    value === undefined
      ? ''
      : plainText(
          dataIn(value, () => undefined),
          keys,
        );
  const list = (items: readonly unknown[] | undefined): string =>
    items === undefined || items.length === 0 ? '' : cutText(jsonText(items), limit);
  const input = lastQuestion(messages.input) || words(fields.queryText, QUESTION_KEYS) || words(fields.inputValue, QUESTION_KEYS);
  const output = lastAnswer(messages.output) || words(fields.outputValue, ANSWER_KEYS);
  const content: SpanContentRow = {
    trace_id: row.trace_id,
    span_id: row.span_id,
    start_time: row.start_time,
    service: row.service,
    stage: row.stage,
    encoding: messages.encoding || (fields.inputValue !== undefined || fields.outputValue !== undefined ? 'value' : ''),
    system_instructions: cutText(systemText(messages.input), limit),
    input_messages: list(messages.input),
    output_messages: list(messages.output),
    input_text: cutText(input, limit),
    output_text: cutText(output, limit),
    tool_definitions: text(fields.toolDefinitions),
    tool_arguments: text(fields.toolArguments),
    tool_result: text(fields.toolResult),
    documents: list(documents),
    truncated: cut ? 1 : 0,
    raw,
    ingest_ts: row.ingest_ts,
  };
  return raw.size === 0 && TEXT_COLUMNS.every((column) => content[column] === '') ? null : content;
}

const TEXT_COLUMNS = [
  'input_text',
  'output_text',
  'input_messages',
  'output_messages',
  'tool_arguments',
  'tool_result',
  'documents',
] as const;
