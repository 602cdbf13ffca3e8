/**
 * Frames of a `trace` query in the format `panel`. Columns are read by name by `plumbline-trace-panel`; docs/contracts/trace.md
 * describes them.
 */
import { STAGE_COLUMNS, SUMMARY_COLUMNS, TEXT_COLUMNS, VERDICT_COLUMNS } from '../sql/tracePanelSql';
import { MAX_TRACE_SPANS } from '../sql/traceSql';
import { columns, jsonField, numberField, stringField, timeField } from './field';
import type { FieldJSON, FrameJSON, NoticeJSON } from './frame';

export const TRACE_FRAME_KINDS = [
  'trace_summary',
  'trace_stages',
  'trace_text',
  'trace_verdicts',
  'trace_feedback',
  'trace_turns',
] as const;
export type TraceFrameKind = (typeof TRACE_FRAME_KINDS)[number];

type Rows = readonly (readonly unknown[])[];

export interface TraceParts {
  readonly refId: string;
  readonly traceId: string;
  readonly executedQueryString: string;
  readonly summary: Rows;
  /** [question, answer] */
  readonly summaryText: Rows;
  /** One more than are shown where there are more. */
  readonly stages: Rows;
  readonly texts: Rows;
  /** Characters at which texts were cut for this answer. */
  readonly mostText: number;
  readonly verdicts: Rows;
  readonly feedback: Rows;
  readonly turns: Rows;
  readonly turnTexts: Rows;
}

/** Columns by the kind of their values; all others are text. */
const NUMBERS: ReadonlySet<string> = new Set([
  ...['latency_ms', 'duration_ms', 'start_ms', 'ttft_ms', 'input_tokens', 'output_tokens', 'cached_tokens', 'reasoning_tokens', 'cost_usd'],
  ...['context_tokens', 'context_truncated', 'format_ok', 'generated', 'streaming', 'documents_known', 'dropped_attributes'],
  ...['value', 'scale_min', 'scale_max', 'is_rate'],
]);
const TIMES: ReadonlySet<string> = new Set(['time_ms', 'scored_ms']);
const LISTS: ReadonlySet<string> = new Set([
  ...['pii_found', 'guardrails_triggered', 'retrieved_context_ids', 'flags', 'signals', 'attributes'],
  ...['document_ids', 'document_versions', 'document_scores', 'document_distances'],
]);

/** The first frame is that of the stages' summary, and carries what is said of the whole answer. */
export function tracePanelFrames(parts: TraceParts): FrameJSON[] {
  const shown = parts.stages.slice(0, MAX_TRACE_SPANS);
  const [question = '', answer = ''] = parts.summaryText[0] ?? [];
  const textOf = new Map(parts.turnTexts.map(([id, asked, answered]) => [String(id), [asked, answered] as const]));
  const frames: readonly (readonly [TraceFrameKind, readonly FieldJSON[], Rows])[] = [
    [
      'trace_summary',
      [...SUMMARY_COLUMNS.map(fieldOf), stringField('question'), stringField('answer')],
      parts.summary.slice(0, 1).map((row) => [...row, question, answer]),
    ],
    ['trace_stages', STAGE_COLUMNS.map(fieldOf), shown],
    [
      'trace_text',
      ['span_id', ...TEXT_COLUMNS].map((name) => stringField(name)).concat(['truncated', 'cut'].map((name) => numberField(name))),
      parts.texts,
    ],
    ['trace_verdicts', VERDICT_COLUMNS.map(fieldOf), parts.verdicts],
    [
      'trace_feedback',
      [
        stringField('kind'),
        stringField('name'),
        numberField('value'),
        ...['comment', 'reason', 'rule', 'source'].map((name) => stringField(name)),
        timeField('time'),
      ],
      parts.feedback,
    ],
    [
      'trace_turns',
      [stringField('trace_id'), timeField('time'), stringField('status'), stringField('question'), stringField('answer')],
      parts.turns.map((row) => [...row, ...(textOf.get(String(row[0])) ?? ['', ''])]),
    ],
  ];
  return frames.map(([kind, fields, rows], index) => ({
    schema: {
      refId: parts.refId,
      name: kind,
      meta: {
        type: 'table',
        typeVersion: [0, 0],
        custom: { kind, traceId: parts.traceId, ...(kind === 'trace_text' ? { mostText: parts.mostText } : {}) },
        ...(index === 0
          ? { executedQueryString: parts.executedQueryString, notices: traceNotices(parts.traceId, parts.stages.length) }
          : {}),
      },
      fields,
    },
    data: {
      values: columns(
        rows.map((row) => row.map((value, place) => valueOf(fields[place], value))),
        fields.length,
      ),
    },
  }));
}

function fieldOf(name: string): FieldJSON {
  if (TIMES.has(name)) return timeField(name.replace(/_ms$/, ''));
  if (NUMBERS.has(name)) return numberField(name, name.endsWith('_ms') ? { unit: 'ms' } : undefined);
  return LISTS.has(name) ? jsonField(name) : stringField(name);
}

/** 64-bit integers come as text. */
function valueOf(field: FieldJSON | undefined, value: unknown): unknown {
  const isNumber = field?.type === 'number' || field?.type === 'time';
  return isNumber && value !== null ? Number(value) : value;
}

export function traceNotices(traceId: string, count: number): readonly NoticeJSON[] {
  if (traceId === '') return [{ severity: 'info', text: 'No trace is chosen.' }];
  if (count === 0) return [{ severity: 'warning', text: `There is no trace ${traceId}. It may be older than the retention of spans.` }];
  return count > MAX_TRACE_SPANS
    ? [{ severity: 'warning', text: `Only the first ${MAX_TRACE_SPANS.toLocaleString('en')} spans are shown.` }]
    : [];
}
