import { idOfText } from '../otlp/ids';
import { toSpan } from '../otlp/toSpan';
import {
  MOST,
  SPAN_KINDS,
  STATUS_CODES,
  type AnyValue,
  type Attributes,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanLink,
} from '../otlp/types';
import { attributesOfCell } from './attributesOfCell';
import { SPAN_CELLS } from './tracesSql';

export interface TableSpan {
  readonly span: Span;
  readonly resource: Attributes;
  readonly scope: Scope;
}

/**
 * A row of the exporter's table as the span that it was made of. Values of attributes are text there, and what the SDK
 * dropped is not told; everything else is what a receiver of OTLP would have got.
 * @param row cells in the order of SPAN_CELLS
 */
export function spanOfRow(row: readonly unknown[]): TableSpan | { readonly reason: string } {
  const cell = (name: (typeof SPAN_CELLS)[number]): unknown => row[SPAN_CELLS.indexOf(name)];
  const text = (name: (typeof SPAN_CELLS)[number]): string => String(cell(name) ?? '');
  const start = wholeNumber(cell('time'));
  const attributes = attributesOfCell(cell('attributes'));
  const scope = takeScope(attributes, { name: text('scopeName'), version: text('scopeVersion') });
  const read = toSpan(
    {
      traceId: idOfText(text('traceId'), 16),
      spanId: idOfText(text('spanId'), 8),
      parentSpanId: idOfText(text('parentSpanId'), 8),
      name: text('name'),
      kind: wordOf(SPAN_KINDS, text('kind'), 'unspecified'),
      start: start < 0n ? 0n : start,
      // An end before the start went into an unsigned number and came out far too large.
      end: start + BigInt.asIntN(64, wholeNumber(cell('duration'))),
      attributes,
      events: eventsOf(list(cell('eventTimes')), list(cell('eventNames')), list(cell('eventAttributes'))),
      links: linksOf(list(cell('linkTraces')), list(cell('linkSpans'))),
      status: { code: wordOf(STATUS_CODES, text('status'), 'unset'), message: text('statusMessage') },
      dropped: 0,
    },
    new Set(),
  );
  return 'reason' in read ? read : { span: read.span, scope, resource: resourceOf(cell('resource'), text('service')) };
}

const list = (cell: unknown): readonly unknown[] => (Array.isArray(cell) ? cell : []);

function wholeNumber(cell: unknown): bigint {
  const text = String(cell ?? '0');
  return /^-?\d+$/.test(text) ? BigInt(text) : 0n;
}

/** "Client" of newer exporters, "SPAN_KIND_CLIENT" and "STATUS_CODE_OK" of older ones. */
function wordOf<T extends string>(words: readonly T[], text: string, otherwise: T): T {
  const word = text.toLowerCase().replace(/^(?:span_kind|status_code)_/, '');
  return words.find((known) => known === word) ?? otherwise;
}

/** Before it had columns of its own, the scope stood among the attributes of the span. */
function takeScope(attributes: Map<string, AnyValue>, { name, version }: Scope): Scope {
  const take = (key: string, known: string): string => {
    const found = attributes.get(key);
    if (known !== '' || typeof found !== 'string') return known;
    attributes.delete(key);
    return found;
  };
  return { name: take('otel.scope.name', name), version: take('otel.scope.version', version) };
}

function resourceOf(cell: unknown, service: string): Attributes {
  const resource = attributesOfCell(cell);
  if (service !== '' && !resource.has('service.name')) resource.set('service.name', service);
  return resource;
}

function eventsOf(times: readonly unknown[], names: readonly unknown[], attributes: readonly unknown[]): SpanEvent[] {
  return names.slice(0, MOST.events).map((name, index) => {
    const time = wholeNumber(times[index]);
    return { name: String(name), time: time < 0n ? 0n : time, attributes: attributesOfCell(attributes[index]) };
  });
}

function linksOf(traces: readonly unknown[], spans: readonly unknown[]): SpanLink[] {
  return traces.slice(0, MOST.links).flatMap((trace, index) => {
    const [traceId, spanId] = [idOfText(String(trace), 16), idOfText(String(spans[index] ?? ''), 8)];
    return 'id' in traceId && 'id' in spanId ? [{ traceId: traceId.id, spanId: spanId.id }] : [];
  });
}
