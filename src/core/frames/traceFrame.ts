/** One trace in the columns that Grafana's trace view reads, behind them our own. */
import { MAX_TRACE_SPANS, SPAN_COLUMNS } from '../sql/traceSql';
import { columns, jsonField, numberField, stringField } from './field';
import type { FieldJSON, FrameJSON } from './frame';
import { traceNotices } from './tracePanelFrames';

type Column = (typeof SPAN_COLUMNS)[number];
type Span = Readonly<Record<Column, unknown>>;

interface Tag {
  readonly key: string;
  readonly value: unknown;
}

/** OpenTelemetry's numbers, which the trace view colours by. */
const STATUS_CODES: Readonly<Record<string, number>> = { unset: 0, ok: 1, error: 2 };

/** Columns that become tags under their own name, before the raw attributes. */
const TAG_COLUMNS = [
  'stage',
  'model',
  'model_version',
  'provider',
  'prompt_name',
  'prompt_version',
  'input_tokens',
  'output_tokens',
  'cost_usd',
] as const;

const FIELDS: readonly FieldJSON[] = [
  stringField('traceID'),
  stringField('spanID'),
  stringField('parentSpanID'),
  stringField('operationName'),
  stringField('serviceName'),
  stringField('kind'),
  numberField('statusCode'),
  stringField('statusMessage'),
  numberField('startTime', { unit: 'ms' }),
  numberField('duration', { unit: 'ms' }),
  jsonField('tags'),
  jsonField('serviceTags'),
  jsonField('logs'),
  stringField('stage'),
];

/**
 * @param spans rows of SPAN_COLUMNS
 * @param texts [span_id, input, output, documents]
 */
export function traceFrame(
  { refId, traceId, executedQueryString }: { readonly refId: string; readonly traceId: string; readonly executedQueryString: string },
  spans: readonly (readonly unknown[])[],
  texts: readonly (readonly unknown[])[],
): FrameJSON {
  const textOf = new Map(texts.map(([id, ...rest]) => [String(id), rest.map((text) => String(text ?? ''))]));
  const rows = spans.slice(0, MAX_TRACE_SPANS).map((values) => {
    const span = Object.fromEntries(SPAN_COLUMNS.map((name, index) => [name, values[index] ?? null])) as Span;
    return rowOf(traceId, span, textOf.get(String(span.span_id)) ?? []);
  });
  return {
    schema: {
      refId,
      name: 'trace',
      meta: {
        preferredVisualisationType: 'trace',
        executedQueryString,
        notices: traceNotices(traceId, spans.length),
        custom: { kind: 'trace', traceFormat: 'otlp' },
      },
      fields: FIELDS,
    },
    data: { values: columns(rows, FIELDS.length) },
  };
}

function rowOf(traceId: string, span: Span, [input = '', output = '', documents = '']: readonly string[]): unknown[] {
  const texts: Tag[] = [
    { key: 'input', value: input },
    { key: 'output', value: output },
    { key: 'documents', value: documents },
  ].filter(({ value }) => value !== '');
  const own = TAG_COLUMNS.map((key): Tag => ({ key, value: span[key] })).filter(({ value }) => value !== '' && value !== null);
  return [
    traceId,
    span.span_id,
    span.parent_span_id,
    span.name,
    span.service,
    span.kind,
    STATUS_CODES[String(span.status)] ?? 0,
    span.status_message,
    Number(span.start_ms),
    Number(span.duration_ms),
    [...texts, ...own, ...tagsOf(span.attributes)],
    [{ key: 'service.name', value: span.service }, ...tagsOf(span.resource_attributes).filter(({ key }) => key !== 'service.name')],
    [],
    span.stage,
  ];
}

function tagsOf(map: unknown): Tag[] {
  return typeof map === 'object' && map !== null ? Object.entries(map).map(([key, value]) => ({ key, value })) : [];
}
