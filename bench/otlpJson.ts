import type { OutgoingAttributes, OutgoingResource, OutgoingSpan, OutgoingValue } from '../src/core/otlp/encode/outgoing';

/** The same request in OTLP's JSON form, as SDKs with the http/json exporter send it. */
export function otlpJson(resources: readonly OutgoingResource[]): string {
  return JSON.stringify({
    resourceSpans: resources.map(({ attributes, scope, spans }) => ({
      resource: { attributes: keyValues(attributes) },
      scopeSpans: [{ scope, spans: spans.map(spanJson) }],
    })),
  });
}

function spanJson({ start, end, attributes, events, ...span }: OutgoingSpan): object {
  return {
    ...span,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(end),
    attributes: keyValues(attributes),
    events: (events ?? []).map((event) => ({
      name: event.name,
      timeUnixNano: String(event.time),
      attributes: keyValues(event.attributes),
    })),
  };
}

function keyValues(attributes: OutgoingAttributes): object[] {
  return Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: anyValue(value) }]));
}

function anyValue(value: OutgoingValue): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  throw new Error('The generated traffic has no nested maps.');
}
