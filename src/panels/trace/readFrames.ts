/** Frames of a `trace` answer as rows, by the names of their columns. */
import { framesOf, readRows, type FrameLike, type RowReader } from '../../ui/frameCells';
import type { TraceFrameKind } from '../../core/frames/tracePanelFrames';

export interface SummaryRow {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly time: number | null;
  readonly question: string;
  readonly answer: string;
  readonly topic: string;
  readonly service: string;
  readonly promptName: string;
  readonly promptVersion: string;
  readonly modelVersion: string;
  readonly status: string;
  readonly error: string;
  readonly sessionId: string;
  readonly userId: string;
  readonly latencyMs: number | null;
  readonly ttftMs: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly costSource: string;
  readonly contextIds: readonly string[];
  readonly flags: readonly string[];
  readonly signals: readonly string[];
  readonly isGenerated: boolean;
}

export interface StageRow {
  readonly id: string;
  readonly parent: string;
  readonly name: string;
  readonly service: string;
  readonly stage: string;
  readonly isFailed: boolean;
  readonly statusMessage: string;
  readonly errorType: string;
  /** Milliseconds since 1970-01-01 UTC, with a fraction. */
  readonly start: number;
  readonly duration: number;
  /** Every other column by its name. */
  readonly text: RowReader['text'];
  readonly number: RowReader['number'];
  readonly documents: readonly ListedDocument[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
}

/** A document as a stage listed it. */
export interface ListedDocument {
  readonly rank: number;
  readonly id: string;
  readonly version: string;
  readonly score: number | null;
  readonly distance: number | null;
}

export interface StageText {
  readonly systemInstructions: string;
  readonly inputMessages: string;
  readonly outputMessages: string;
  readonly input: string;
  readonly output: string;
  readonly toolDefinitions: string;
  readonly toolArguments: string;
  readonly toolResult: string;
  readonly documents: string;
  /** Cut by the sender or by a limit of the store. */
  readonly isTruncated: boolean;
  /** Cut for this answer alone. */
  readonly isCut: boolean;
}

export interface VerdictRow {
  readonly name: string;
  readonly value: number | null;
  readonly label: string;
  readonly reason: string;
  readonly evaluator: string;
  readonly version: string;
  /** LLM, HUMAN, CODE or API. */
  readonly kind: string;
  readonly errorType: string;
  readonly scaleMin: number | null;
  readonly scaleMax: number | null;
  readonly isRate: boolean;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly scored: number | null;
}

export interface FeedbackRow {
  readonly kind: string;
  readonly name: string;
  readonly value: number | null;
  readonly comment: string;
  readonly reason: string;
  readonly time: number | null;
}

export interface TurnRow {
  readonly traceId: string;
  readonly time: number | null;
  readonly status: string;
  readonly question: string;
  readonly answer: string;
}

export interface TraceFrames {
  readonly traceId: string;
  readonly summary: SummaryRow | null;
  readonly stages: readonly StageRow[];
  readonly texts: ReadonlyMap<string, StageText>;
  /** Characters at which this answer cut texts. */
  readonly mostText: number;
  readonly verdicts: readonly VerdictRow[];
  readonly feedback: readonly FeedbackRow[];
  readonly turns: readonly TurnRow[];
  readonly notices: readonly string[];
}

export function readTraceFrames(frames: readonly FrameLike[]): TraceFrames {
  const rows = <T>(kind: TraceFrameKind, read: (row: RowReader) => T): T[] =>
    framesOf(frames, kind).flatMap((frame) => readRows(frame, read));
  const custom = frames.map(({ meta }) => meta?.custom);
  return {
    traceId: String(custom.find((one) => one?.traceId !== undefined)?.traceId ?? ''),
    summary: rows('trace_summary', summaryRow)[0] ?? null,
    stages: rows('trace_stages', stageRow),
    texts: new Map(rows('trace_text', (row) => [row.text('span_id'), textRow(row)] as const)),
    mostText: Number(custom.find((one) => one?.mostText !== undefined)?.mostText ?? 0),
    verdicts: rows('trace_verdicts', verdictRow),
    feedback: rows('trace_feedback', feedbackRow),
    turns: rows('trace_turns', turnRow),
    notices: frames.flatMap(({ meta }) => (meta?.notices ?? []).map(({ text }) => text)),
  };
}

function summaryRow({ text, number, value }: RowReader): SummaryRow {
  return {
    time: number('time'),
    question: text('question'),
    answer: text('answer'),
    topic: text('topic'),
    service: text('service'),
    promptName: text('prompt_name'),
    promptVersion: text('prompt_version'),
    modelVersion: text('model_version'),
    status: text('status'),
    error: text('error'),
    sessionId: text('session_id'),
    userId: text('user_id'),
    latencyMs: number('latency_ms'),
    ttftMs: number('ttft_ms'),
    inputTokens: number('input_tokens'),
    outputTokens: number('output_tokens'),
    costUsd: number('cost_usd'),
    costSource: text('cost_source'),
    contextIds: texts(value('retrieved_context_ids')),
    flags: texts(value('flags')),
    signals: texts(value('signals')),
    isGenerated: number('generated') === 1,
  };
}

function stageRow({ text, number, value }: RowReader): StageRow {
  const ids = texts(value('document_ids'));
  const versions = texts(value('document_versions'));
  const [scores, distances] = [value('document_scores'), value('document_distances')];
  return {
    id: text('span_id'),
    parent: text('parent_span_id'),
    name: text('name'),
    service: text('service'),
    stage: text('stage'),
    isFailed: text('status') === 'error',
    statusMessage: text('status_message'),
    errorType: text('error_type'),
    start: number('start_ms') ?? 0,
    duration: number('duration_ms') ?? 0,
    text,
    number,
    documents: ids.map((id, index) => ({
      rank: index + 1,
      id,
      version: versions[index] ?? '',
      score: numberAt(scores, index),
      distance: numberAt(distances, index),
    })),
    attributes: record(value('attributes')),
    flags: texts(value('flags')),
  };
}

function textRow({ text, number }: RowReader): StageText {
  return {
    systemInstructions: text('system_instructions'),
    inputMessages: text('input_messages'),
    outputMessages: text('output_messages'),
    input: text('input_text'),
    output: text('output_text'),
    toolDefinitions: text('tool_definitions'),
    toolArguments: text('tool_arguments'),
    toolResult: text('tool_result'),
    documents: text('documents'),
    isTruncated: number('truncated') === 1,
    isCut: number('cut') === 1,
  };
}

function verdictRow({ text, number }: RowReader): VerdictRow {
  return {
    name: text('name'),
    value: number('value'),
    label: text('label'),
    reason: text('explanation'),
    evaluator: text('evaluator'),
    version: text('evaluator_version'),
    kind: text('evaluator_kind'),
    errorType: text('error_type'),
    scaleMin: number('scale_min'),
    scaleMax: number('scale_max'),
    isRate: number('is_rate') === 1,
    scored: number('scored'),
  };
}

function feedbackRow({ text, number }: RowReader): FeedbackRow {
  return {
    kind: text('kind'),
    name: text('name'),
    value: number('value'),
    comment: text('comment'),
    reason: text('reason'),
    time: number('time'),
  };
}

function turnRow({ text, number }: RowReader): TurnRow {
  return { traceId: text('trace_id'), time: number('time'), status: text('status'), question: text('question'), answer: text('answer') };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function numberAt(value: unknown, index: number): number | null {
  const found: unknown = Array.isArray(value) ? value[index] : null;
  return typeof found === 'number' ? found : null;
}

function record(value: unknown): Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]))
    : {};
}
