import type { Attributes, Span } from '../otlp/types';
import { toJson, valueText } from '../otlp/valueText';
import { cutText } from './cutText';
import { jsonText } from './jsonText';
import { EVALUATION_EVENT } from './readEvaluations';
import { isTextAttribute } from './textAttributes';

export interface RawAttributes {
  readonly plain: ReadonlyMap<string, string>;
  /** Attributes that hold text, and under `events` the events of the span as JSON. */
  readonly text: ReadonlyMap<string, string>;
  readonly isCut: boolean;
}

/** Key of the events beside the attributes; evaluations are left out, as each is a row of its own. */
const EVENTS_KEY = 'span.events';

/** The attributes of a span as they came, each cut to the limit. */
export function rawAttributes({ attributes, events }: Span, maxBytes: number): RawAttributes {
  const plain = new Map<string, string>();
  const text = new Map<string, string>();
  let isCut = false;
  for (const [key, value] of attributes) {
    const whole = valueText(value);
    const part = cutText(whole, maxBytes);
    isCut ||= part.length < whole.length;
    (isTextAttribute(key, whole) ? text : plain).set(key, part);
  }
  const kept = events.length === 0 ? events : events.filter(({ name }) => name !== EVALUATION_EVENT);
  if (kept.length > 0) {
    const all = kept.map((event) => ({ name: event.name, time: String(event.time), attributes: toJson(event.attributes) }));
    const whole = jsonText(all);
    const part = cutText(whole, maxBytes);
    isCut ||= part.length < whole.length;
    text.set(EVENTS_KEY, part);
  }
  return { plain, text, isCut };
}

/** Attributes as text, such as those of a resource. */
export function textMap(attributes: Attributes, maxBytes: number): ReadonlyMap<string, string> {
  return new Map([...attributes].map(([key, value]) => [key, cutText(valueText(value), maxBytes)]));
}
