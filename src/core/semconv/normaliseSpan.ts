/** One decoded span to its rows: what it says by the alias table, its text apart, the evaluations that it carries. */
import type { Dimension } from '../model/dimension';
import type { Stage } from '../model/stage';
import type { ScoreEventRow, SpanContentRow, SpanRow } from '../model/tables';
import type { Attributes, Scope, Span } from '../otlp/types';
import { valueText } from '../otlp/valueText';
import { hash } from '../scores/hash';
import { cutText } from './cutText';
import type { indexed } from './indexed';
import { rawAttributes, textMap, type RawAttributes } from './rawAttributes';
import type { RetrievedDocument } from './readDocuments';
import { EVALUATION_EVENT, readEvaluations } from './readEvaluations';
import type { ReadResult } from './readFields';
import { MAX_UINT32 } from './readers';
import { readSpan } from './readSpan';
import { spanOutcome } from './spanOutcome';
import { spanText, type SpanTextResult } from './spanText';
import { spanTimes, type SpanTimes } from './spanTimes';
import { tokenUsage } from './tokenUsage';

export interface NormaliseContext {
  /** Nanoseconds since 1970; becomes `ingest_ts`. */
  readonly receivedAt: bigint;
  /** Longest text kept of one attribute, bytes of UTF-8. */
  readonly maxTextBytes: number;
  readonly dimensions: readonly Dimension[];
  /** True when all of it is generated traffic, whatever the spans say. */
  readonly generated?: boolean;
}

export interface NormalisedSpan {
  readonly span: SpanRow;
  /** Null when the span holds no text. */
  readonly content: SpanContentRow | null;
  readonly scores: readonly ScoreEventRow[];
  /** What could not be filed although the span itself could, for the answer to the sender. */
  readonly notes: readonly string[];
}

/** What the steps below share. */
interface Reading {
  readonly span: Span;
  readonly spanId: string;
  readonly resource: Attributes;
  readonly scope: Scope;
  readonly context: NormaliseContext;
  readonly read: ReadResult;
  readonly times: SpanTimes;
  readonly stage: Stage;
  readonly documents: readonly RetrievedDocument[] | undefined;
  readonly raw: RawAttributes;
  readonly text: SpanTextResult;
  readonly generated: boolean;
}

/**
 * @param resource attributes of the resource; the same Map for all spans of a group saves work
 * @returns rows for `spans`, `span_content` and `score_events`; never throws, whatever a sender wrote
 */
export function normaliseSpan(span: Span, resource: Attributes, scope: Scope, context: NormaliseContext): NormalisedSpan {
  const { read, source, documents, decided } = readSpan(span, resource);
  const { stage } = decided;
  const reading: Reading = {
    span,
    spanId: span.spanId || idOfContent(span),
    resource,
    scope,
    context,
    read,
    times: spanTimes(span.start, span.end, context.receivedAt),
    stage,
    documents,
    raw: rawAttributes(span, context.maxTextBytes),
    text: spanText({ source, read, stage, documents, maxBytes: context.maxTextBytes }),
    generated: context.generated === true || read.fields.generated === true,
  };
  const row = spanRow(reading);
  return { span: row, content: contentRow(reading, row), ...evaluations(reading, source.indexed) };
}

/** A span that names no id of its own is told from others by what it says; sent again it has the same id. */
function idOfContent({ traceId, parentSpanId, name, start, end, attributes }: Span): string {
  const said = [...attributes].map(([key, value]) => [key, valueText(value)] as const).sort(([one], [other]) => (one < other ? -1 : 1));
  return hash(JSON.stringify([traceId, parentSpanId, name, String(start), String(end), said])).slice(0, 16);
}

/** Names are filtered by; a longer one is a text in the wrong place and stays whole in the raw attributes at most. */
const LONGEST_NAME = 256;

const bit = (value: boolean | undefined): number | null => (value === undefined ? null : Number(value));

function spanRow(reading: Reading): SpanRow {
  const { span, spanId, scope, context, read, times, stage, documents = [], raw, resource } = reading;
  const { fields } = read;
  const usage = tokenUsage(fields);
  const outcome = spanOutcome(span, fields);
  const model = fields.model ?? fields.responseModel ?? '';
  return {
    trace_id: span.traceId,
    span_id: spanId,
    parent_span_id: span.parentSpanId,
    start_time: times.start,
    end_time: times.end,
    service: fields.service ?? 'unknown_service',
    environment: fields.environment ?? '',
    release: fields.release ?? '',
    name: cutText(span.name, LONGEST_NAME),
    kind: span.kind,
    stage,
    status: outcome.status,
    status_message: cutText(outcome.message, context.maxTextBytes),
    error_type: cutText(outcome.errorType, LONGEST_NAME),
    scope_name: cutText(scope.name, LONGEST_NAME),
    scope_version: cutText(scope.version, LONGEST_NAME),
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
    cost_usd: costOf(fields),
    ttft_ms: ttftOf(fields, times),
    streaming: bit(fields.streaming ?? (isStreamed(span) ? true : undefined)),
    finish_reason: fields.finishReason ?? reading.text.finishReason,
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
    document_ids: documents.map(({ id }) => id),
    document_versions: documents.map(({ version }) => version),
    document_scores: documents.map(({ score }) => score),
    document_distances: documents.map(({ distance }) => distance),
    documents_known: reading.documents === undefined ? 0 : 1,
    dropped_attributes: Math.min(span.dropped, MAX_UINT32),
    flags: flagsOf(reading, usage.inferred),
    generated: reading.generated ? 1 : 0,
    attributes: raw.plain,
    resource_attributes: resourceText(resource, context.maxTextBytes),
    links: span.links.map(({ traceId, spanId: id }) => `${traceId}:${id}`),
    ingest_ts: context.receivedAt,
  };
}

function flagsOf({ span, times, raw, text }: Reading, tokensInferred: boolean): string[] {
  const flags = [...span.mended, ...times.flags];
  if (span.spanId === '') flags.push('span_id_inferred');
  if (tokensInferred) flags.push('tokens_inferred');
  if (raw.isCut || text.isCut) flags.push('text_cut');
  return flags;
}

function costOf({ cost, inputCost, outputCost }: ReadResult['fields']): number | null {
  if (cost !== undefined) return cost;
  return inputCost === undefined && outputCost === undefined ? null : (inputCost ?? 0) + (outputCost ?? 0);
}

/** Times of SDKs are in whole milliseconds, or on a clock that runs beside that of the span: so far off is the same. */
const CLOCK_ERROR = 10_000_000n;

/** A clock time farther outside of the span comes from another clock or from a span whose own times are wrong. */
function ttftOf({ ttftMs, firstTokenAt }: ReadResult['fields'], { start, end }: SpanTimes): number | null {
  if (ttftMs !== undefined) return ttftMs;
  if (firstTokenAt === undefined || firstTokenAt < start - CLOCK_ERROR || firstTokenAt > end + CLOCK_ERROR) return null;
  const within = firstTokenAt < start ? start : firstTokenAt > end ? end : firstTokenAt;
  return Number(within - start) / 1e6;
}

/** The AI SDK names its streaming calls and has no attribute for them. */
function isStreamed({ name, attributes }: Span): boolean {
  return name.endsWith('.doStream') || valueText(attributes.get('ai.operationId') ?? '').endsWith('.doStream');
}

/** Resources are shared by the spans of a group, and so is their text. */
const RESOURCE_TEXTS = new WeakMap<Attributes, { readonly maxBytes: number; readonly text: ReadonlyMap<string, string> }>();

function resourceText(resource: Attributes, maxBytes: number): ReadonlyMap<string, string> {
  const known = RESOURCE_TEXTS.get(resource);
  if (known?.maxBytes === maxBytes) return known.text;
  const text = textMap(resource, maxBytes);
  RESOURCE_TEXTS.set(resource, { maxBytes, text });
  return text;
}

function contentRow({ raw, text: { text, isCut } }: Reading, row: SpanRow): SpanContentRow | null {
  if (raw.text.size === 0 && Object.values(text).every((part) => part === '')) return null;
  return {
    trace_id: row.trace_id,
    span_id: row.span_id,
    start_time: row.start_time,
    service: row.service,
    stage: row.stage,
    ...text,
    truncated: raw.isCut || isCut ? 1 : 0,
    from_logs: [],
    raw: raw.text,
    ingest_ts: row.ingest_ts,
  };
}

const ANNOTATIONS = /annotations$|evaluations$/;

function evaluations(reading: Reading, groups: ReturnType<typeof indexed>): Pick<NormalisedSpan, 'scores' | 'notes'> {
  const { span, spanId, stage, read, scope, times, context, generated } = reading;
  const inEvents = span.events.length > 0 && span.events.some(({ name }) => name === EVALUATION_EVENT);
  const hasAny = inEvents || (groups.size > 0 && [...groups.keys()].some((prefix) => ANNOTATIONS.test(prefix)));
  if (!hasAny) return { scores: [], notes: [] };
  const { rows, notes } = readEvaluations(
    {
      span,
      spanId,
      isEvaluator: stage === 'evaluator',
      indexed: groups,
      sessionId: read.fields.sessionId ?? '',
      scopeName: scope.name,
      end: times.end,
      generated,
    },
    { dimensions: context.dimensions, receivedAt: context.receivedAt, hash },
  );
  return { scores: rows, notes };
}
