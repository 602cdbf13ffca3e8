/** The recorded payloads as requests in every form: with ids of their own, in protobuf, shuffled, a span each. */
import type { GenAiCase } from './genAiCases';

export interface SentSpan {
  readonly traceId?: unknown;
  readonly spanId?: unknown;
  readonly parentSpanId?: unknown;
  readonly attributes?: unknown;
  readonly [key: string]: unknown;
}
interface Scope {
  readonly scope?: object | null;
  readonly spans?: unknown;
}
interface Resource {
  readonly resource?: object | null;
  readonly scopeSpans?: unknown;
}
export interface TraceRequest {
  readonly resourceSpans: readonly Resource[];
}

/** Payloads may hold anything where a list belongs. */
const listOf = <T>(value: unknown): readonly T[] => (Array.isArray(value) ? value : []);

function mapSpans({ resourceSpans }: TraceRequest, change: (span: SentSpan) => readonly SentSpan[]): TraceRequest {
  return {
    resourceSpans: listOf<Resource>(resourceSpans).map((resource) =>
      Array.isArray(resource.scopeSpans)
        ? {
            ...resource,
            scopeSpans: listOf<Scope>(resource.scopeSpans).map((scope) =>
              Array.isArray(scope.spans) ? { ...scope, spans: listOf<SentSpan>(scope.spans).flatMap(change) } : scope,
            ),
          }
        : resource,
    ),
  };
}

const HEX = { 16: /^[0-9a-f]{32}$/i, 8: /^[0-9a-f]{16}$/i } as const;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The bytes of an id in hex or base64; undefined when it is neither. */
function bytesOf(id: unknown, size: 16 | 8): Buffer | undefined {
  if (typeof id !== 'string') return undefined;
  if (HEX[size].test(id)) return Buffer.from(id, 'hex');
  const bytes = BASE64.test(id) ? Buffer.from(id, 'base64') : Buffer.alloc(0);
  return bytes.length === size ? bytes : undefined;
}

/** Cases repeat each other's ids: each gets trace ids of its own, written as they were. */
export function ownRequest({ payload }: GenAiCase, index: number): TraceRequest {
  return mapSpans(payload as unknown as TraceRequest, (span) => {
    const bytes = bytesOf(span.traceId, 16);
    if (bytes === undefined) return [span];
    bytes.writeUInt16BE(index + 1, 0);
    return [{ ...span, traceId: bytes.toString(HEX[16].test(String(span.traceId)) ? 'hex' : 'base64') }];
  });
}

/** What protobuf can carry: ids as bytes, lists that are lists. What is left out is refused in JSON. */
export function forProtobuf(request: TraceRequest): TraceRequest {
  const { resourceSpans } = mapSpans(request, ({ parentSpanId, ...span }) => {
    const [traceId, spanId] = [bytesOf(span.traceId, 16), span.spanId === '' ? Buffer.alloc(0) : bytesOf(span.spanId, 8)];
    if (traceId === undefined || spanId === undefined || !Array.isArray(span.attributes ?? [])) return [];
    const parent = bytesOf(parentSpanId, 8)?.toString('hex');
    return [{ ...span, traceId: traceId.toString('hex'), spanId: spanId.toString('hex'), ...(parent && { parentSpanId: parent }) }];
  });
  return {
    resourceSpans: resourceSpans
      .filter(({ scopeSpans }) => Array.isArray(scopeSpans))
      .map((resource) => ({
        ...resource,
        resource: resource.resource ?? {},
        scopeSpans: listOf<Scope>(resource.scopeSpans)
          .filter(({ spans }) => Array.isArray(spans))
          .map((scope) => ({ ...scope, scope: scope.scope ?? {} })),
      })),
  };
}

/** One request a span, with what stands around it. */
export function splitRequest({ resourceSpans }: TraceRequest): TraceRequest[] {
  return listOf<Resource>(resourceSpans).flatMap((resource) =>
    listOf<Scope>(resource.scopeSpans).flatMap((scope) =>
      listOf<SentSpan>(scope.spans).map((span) => ({
        resourceSpans: [{ ...resource, scopeSpans: [{ ...scope, spans: [span] }] }],
      })),
    ),
  );
}

/** The attributes of each span in another order, unless a key stands twice, of which the last one counts. */
export function withShuffledAttributes(request: TraceRequest, random: () => number): TraceRequest {
  return mapSpans(request, (span) => {
    const attributes = listOf<{ readonly key?: unknown }>(span.attributes);
    const isOnce = new Set(attributes.map(({ key }) => key)).size === attributes.length;
    return [Array.isArray(span.attributes) && isOnce ? { ...span, attributes: shuffled(attributes, random) } : span];
  });
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** The same numbers in every run: the generator of Park and Miller. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
