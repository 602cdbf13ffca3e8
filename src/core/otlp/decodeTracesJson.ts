/**
 * ExportTraceServiceRequest in JSON, by the rules of OTLP: hex ids, whole numbers as text or number, enums as number or
 * name, keys in camelCase or snake_case, null for an empty list, unknown keys ignored.
 */
import { decodeGroupsJson, type JsonSignal } from './decodeGroupsJson';
import type { ReadId } from './ids';
import { isObject, list, numberOf, read, textOf, type JsonObject } from './jsonFields';
import { attributesOf, BadItem, idOf, readOrReason, timeOf } from './jsonValues';
import { toSpan } from './toSpan';
import { MOST, SPAN_KINDS, STATUS_CODES, type Decoded, type Span, type SpanEvent, type SpanLink } from './types';

const TRACES: JsonSignal<Span> = {
  name: 'traces',
  resources: 'resourceSpans',
  scopes: 'scopeSpans',
  items: 'spans',
  item: 'span',
  readItem: spanOf,
};

/**
 * Decodes step by step; a span that cannot be read is rejected alone.
 * @param request what JSON.parse made of the body, with long whole numbers quoted before (quoteLongIntegers)
 * @throws MalformedRequest when it is no trace request at all
 */
export function* decodeTracesJson(request: unknown): Generator<Decoded> {
  for (const step of decodeGroupsJson(request, TRACES)) {
    if ('reason' in step) yield { rejection: { reason: step.reason, spans: 'count' in step ? step.count : 1 } };
    else yield { group: { resource: step.resource, scope: step.scope, spans: step.items } };
  }
}

function spanOf(given: JsonObject, resourceMended: readonly string[]): { readonly item: Span } | { readonly reason: string } {
  const mended = new Set(resourceMended);
  const result = readOrReason(() =>
    toSpan(
      {
        traceId: idOf(read(given, 'traceId'), 16),
        spanId: idOf(read(given, 'spanId'), 8),
        parentSpanId: idOf(read(given, 'parentSpanId'), 8),
        name: textOf(given.name) ?? '',
        kind: enumOf(given.kind, SPAN_KINDS, 'SPAN_KIND_'),
        start: timeOf(read(given, 'startTimeUnixNano')),
        end: timeOf(read(given, 'endTimeUnixNano')),
        attributes: attributesOf(given, mended),
        events: eventsOf(given, mended),
        links: linksOf(given, mended),
        status: statusOf(given.status),
        dropped: DROPPED.reduce((sum, key) => sum + countOf(read(given, key)), 0),
      },
      mended,
    ),
  );
  if (typeof result === 'string') return { reason: result };
  return 'span' in result ? { item: result.span } : result;
}

const DROPPED = ['droppedAttributesCount', 'droppedEventsCount', 'droppedLinksCount'] as const;

/** A number, its text, or the name of the protocol with or without its prefix. */
function enumOf<T extends string>(given: unknown, names: readonly [T, ...T[]], prefix: string): T {
  if (typeof given === 'number') return names[given] ?? names[0];
  if (typeof given !== 'string') return names[0];
  const name = given.toUpperCase().replace(prefix, '').toLowerCase();
  return names.find((known) => known === name) ?? names[Number(given)] ?? names[0];
}

function countOf(given: unknown): number {
  const count = numberOf(given) ?? 0;
  return count > 0 && count < 2 ** 32 ? Math.floor(count) : 0;
}

function statusOf(given: unknown): Span['status'] {
  if (!isObject(given)) return { code: 'unset', message: '' };
  return { code: enumOf(given.code, STATUS_CODES, 'STATUS_CODE_'), message: textOf(given.message) ?? '' };
}

function eventsOf(span: JsonObject, mended: Set<string>): SpanEvent[] {
  const given = list(span.events);
  if (given === undefined) throw new BadItem('events is not a list');
  if (given.length > MOST.events) mended.add('events_dropped');
  return given.slice(0, MOST.events).map((event) => {
    if (!isObject(event)) throw new BadItem('an event is not an object');
    return { time: timeOf(read(event, 'timeUnixNano')), name: textOf(event.name) ?? '', attributes: attributesOf(event, mended) };
  });
}

function linksOf(span: JsonObject, mended: Set<string>): SpanLink[] {
  const given = list(span.links);
  if (given === undefined) throw new BadItem('links is not a list');
  const links: SpanLink[] = [];
  for (const link of given) {
    const { traceId, spanId } = idsOfLink(isObject(link) ? link : {});
    if ('id' in traceId && 'id' in spanId && links.length < MOST.links) links.push({ traceId: traceId.id, spanId: spanId.id });
    else mended.add('links_dropped');
  }
  return links;
}

function idsOfLink(link: JsonObject): { readonly traceId: ReadId; readonly spanId: ReadId } {
  return { traceId: idOf(read(link, 'traceId'), 16), spanId: idOf(read(link, 'spanId'), 8) };
}
