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
  const add = (to: Map<string, string>, key: string, value: string): void => {
    const kept = cutText(value, maxBytes);
    isCut ||= kept.length < value.length;
    to.set(key, kept);
  };
  for (const [key, value] of attributes) {
    const whole = valueText(value);
    add(isTextAttribute(key, whole) ? text : plain, key, whole);
  }
  const kept = events.filter(({ name }) => name !== EVALUATION_EVENT);
  if (kept.length > 0) {
    const all = kept.map((event) => ({ name: event.name, time: String(event.time), attributes: toJson(event.attributes) }));
    add(text, EVENTS_KEY, jsonText(all));
  }
  return { plain, text, isCut };
}

/** Attributes as text, such as those of a resource. */
export function textMap(attributes: Attributes, maxBytes: number): ReadonlyMap<string, string> {
  return new Map([...attributes].map(([key, value]) => [key, cutText(valueText(value), maxBytes)]));
}
