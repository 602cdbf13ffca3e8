/**
 * ExportTraceServiceRequest in JSON, by the rules of OTLP: hex ids, whole numbers as text or number, enums as number or
 * name, keys in camelCase or snake_case, null for an empty list, unknown keys ignored.
 */
import { fromBase64 } from './base64';
import { idOfText, type IdSize, type ReadId } from './ids';
import { isObject, list, numberOf, read, textOf, wholeNumber, type JsonObject } from './jsonFields';
import { toSpan } from './toSpan';
import {
  GROUP_SIZE,
  MalformedRequest,
  MAX_DEPTH,
  MOST,
  SPAN_KINDS,
  STATUS_CODES,
  type AnyValue,
  type Attributes,
  type Decoded,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanLink,
} from './types';

/** One span cannot be read; the others can. */
class BadSpan extends Error {}

/**
 * Decodes step by step; a span that cannot be read is rejected alone.
 * @param request what JSON.parse made of the body, with long whole numbers quoted before (quoteLongIntegers)
 * @throws MalformedRequest when it is no trace request at all
 */
export function* decodeTracesJson(request: unknown): Generator<Decoded> {
  if (!isObject(request)) throw new MalformedRequest('the body is not a JSON object with "resourceSpans"');
  const resources = list(read(request, 'resourceSpans'));
  if (resources === undefined) throw new MalformedRequest('"resourceSpans" is not a list');
  if (!('resourceSpans' in request) && !('resource_spans' in request)) refuseOtherSignals(request);
  for (const resourceSpans of resources) {
    if (!isObject(resourceSpans)) {
      yield rejected('an entry of resourceSpans is not an object');
      continue;
    }
    yield* decodeResource(resourceSpans);
  }
}

const OTHER_SIGNALS = { logs: 'resourceLogs', metrics: 'resourceMetrics' } as const;

function refuseOtherSignals(request: JsonObject): void {
  for (const [signal, key] of Object.entries(OTHER_SIGNALS)) {
    if (read(request, key) !== undefined) throw new MalformedRequest(`these are ${signal}; traces have "resourceSpans"`);
  }
  if (Array.isArray(request.spans) || 'traceId' in request)
    throw new MalformedRequest('this is a bare span; a request has "resourceSpans", which hold "scopeSpans", which hold "spans"');
}

function* decodeResource(resourceSpans: JsonObject): Generator<Decoded> {
  const mended = new Set<string>();
  const given = read(resourceSpans, 'resource');
  const resource = readOrReason(() => attributesOf(isObject(given) ? given : {}, mended));
  const scopes = list(read(resourceSpans, 'scopeSpans'));
  if (scopes === undefined) yield rejected('scopeSpans is not a list');
  for (const scopeSpans of scopes ?? []) {
    const spans = isObject(scopeSpans) ? list(read(scopeSpans, 'spans')) : undefined;
    if (!isObject(scopeSpans) || spans === undefined)
      yield rejected(isObject(scopeSpans) ? 'spans is not a list' : 'an entry of scopeSpans is not an object');
    else if (typeof resource === 'string') yield { rejection: { reason: `resource: ${resource}`, spans: spans.length } };
    else yield* decodeScope(spans, { resource, scope: scopeOf(read(scopeSpans, 'scope')), mended: [...mended] });
  }
}

interface Around {
  readonly resource: Attributes;
  readonly scope: Scope;
  readonly mended: readonly string[];
}

function* decodeScope(given: readonly unknown[], { resource, scope, mended }: Around): Generator<Decoded> {
  for (let i = 0; i < given.length; i += GROUP_SIZE) {
    const spans: Span[] = [];
    for (const span of given.slice(i, i + GROUP_SIZE)) {
      const result = spanOf(span, mended);
      if ('span' in result) spans.push(result.span);
      else yield rejected(result.reason);
    }
    if (spans.length > 0) yield { group: { resource, scope, spans } };
  }
}

function spanOf(given: unknown, resourceMended: readonly string[]): { readonly span: Span } | { readonly reason: string } {
  if (!isObject(given)) return { reason: 'a span is not an object' };
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
  return typeof result === 'string' ? { reason: result } : result;
}

const DROPPED = ['droppedAttributesCount', 'droppedEventsCount', 'droppedLinksCount'] as const;

function idOf(given: unknown, size: IdSize): ReadId {
  if (given === undefined || given === null) return { problem: 'is missing' };
  return typeof given === 'string' ? idOfText(given, size) : { problem: 'is no hex id' };
}

/** A number, its text, or the name of the protocol with or without its prefix. */
function enumOf<T extends string>(given: unknown, names: readonly [T, ...T[]], prefix: string): T {
  if (typeof given === 'number') return names[given] ?? names[0];
  if (typeof given !== 'string') return names[0];
  const name = given.toUpperCase().replace(prefix, '').toLowerCase();
  return names.find((known) => known === name) ?? names[Number(given)] ?? names[0];
}

function timeOf(given: unknown): bigint {
  const time = wholeNumber(given);
  return time === undefined || time < 0 ? 0n : BigInt(time);
}

function countOf(given: unknown): number {
  const count = numberOf(given) ?? 0;
  return count > 0 && count < 2 ** 32 ? Math.floor(count) : 0;
}

function statusOf(given: unknown): Span['status'] {
  if (!isObject(given)) return { code: 'unset', message: '' };
  return { code: enumOf(given.code, STATUS_CODES, 'STATUS_CODE_'), message: textOf(given.message) ?? '' };
}

function scopeOf(given: unknown): Scope {
  return isObject(given) ? { name: textOf(given.name) ?? '', version: textOf(given.version) ?? '' } : { name: '', version: '' };
}

function eventsOf(span: JsonObject, mended: Set<string>): SpanEvent[] {
  const given = list(span.events);
  if (given === undefined) throw new BadSpan('events is not a list');
  if (given.length > MOST.events) mended.add('events_dropped');
  return given.slice(0, MOST.events).map((event) => {
    if (!isObject(event)) throw new BadSpan('an event is not an object');
    return { time: timeOf(read(event, 'timeUnixNano')), name: textOf(event.name) ?? '', attributes: attributesOf(event, mended) };
  });
}

function linksOf(span: JsonObject, mended: Set<string>): SpanLink[] {
  const given = list(span.links);
  if (given === undefined) throw new BadSpan('links is not a list');
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

/** @throws BadSpan when the holder has its attributes in another form than the protocol's */
function attributesOf(holder: JsonObject, mended: Set<string>): Attributes {
  const given = list(holder.attributes);
  if (given === undefined) {
    throw new BadSpan(
      isObject(holder.attributes)
        ? 'attributes is an object; OTLP has a list of {"key": …, "value": {"stringValue": …}}'
        : 'attributes is not a list',
    );
  }
  return keyValues(given, mended, 0);
}

function keyValues(given: readonly unknown[], mended: Set<string>, depth: number): Attributes {
  const attributes = new Map<string, AnyValue>();
  for (const entry of given) {
    const key = isObject(entry) ? textOf(entry.key) : undefined;
    const isKept = key !== undefined && (attributes.size < MOST.attributes || attributes.has(key));
    if (isKept && isObject(entry)) attributes.set(key, anyValue(entry.value, mended, depth));
    else mended.add('attributes_dropped');
  }
  return attributes;
}

/** How each kind of value is read; undefined when it cannot be. */
const VALUES: readonly (readonly [key: string, read: (value: unknown, mended: Set<string>, depth: number) => AnyValue | undefined])[] = [
  ['stringValue', textOf],
  ['boolValue', (value) => (value === 'true' ? true : value === 'false' ? false : typeof value === 'boolean' ? value : undefined)],
  ['intValue', (value) => wholeNumber(value) ?? numberOf(value)],
  ['doubleValue', numberOf],
  ['arrayValue', (value, mended, depth) => valuesOf(value)?.map((item) => anyValue(item, mended, depth + 1))],
  [
    'kvlistValue',
    (value, mended, depth) => {
      const values = valuesOf(value);
      return values === undefined ? undefined : keyValues(values, mended, depth + 1);
    },
  ],
  ['bytesValue', (value) => (typeof value === 'string' ? fromBase64(value) : undefined)],
];

function anyValue(given: unknown, mended: Set<string>, depth: number): AnyValue {
  if (given === null || given === undefined) return null;
  if (depth >= MAX_DEPTH) {
    mended.add('value_too_deep');
    return null;
  }
  if (isObject(given)) {
    for (const [key, readValue] of VALUES) {
      const value = read(given, key);
      if (value === undefined || value === null) continue;
      const result = readValue(value, mended, depth);
      if (result !== undefined) return result;
    }
    if (Object.keys(given).length === 0) return null;
  }
  mended.add('value_unreadable');
  return null;
}

function valuesOf(given: unknown): readonly unknown[] | undefined {
  return isObject(given) ? list(given.values) : undefined;
}

function readOrReason<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof BadSpan) return error.message;
    throw error;
  }
}

const rejected = (reason: string): Decoded => ({ rejection: { reason, spans: 1 } });
