import { isObject } from '../../otlp/jsonFields';
import type { AnyValue, Attributes, SpanEvent } from '../../otlp/types';
import type { Indexed } from '../indexed';
import { parseJson } from '../parseJson';
import { toJson, valueText } from '../../otlp/valueText';
import type { Message } from './message';
import { plainMessages } from './plainMessages';
import { toMessages } from './toMessages';

/** Where messages may stand. */
export interface Source {
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly indexed: Indexed;
  /** Told when a text ended in the middle of its JSON. */
  readonly onCut: () => void;
}

/** The messages of one side; undefined when the sender wrote none in this form. */
export type Side = readonly Message[] | undefined;

/** Types with which LangWatch and others wrap a value: {"type": "text", "value": "…"}. */
const WRAPPERS: ReadonlySet<unknown> = new Set(['text', 'json', 'raw', 'list', 'chat_messages']);

function unwrapped(data: unknown): unknown {
  return isObject(data) && Object.hasOwn(data, 'value') && WRAPPERS.has(data.type) ? data.value : data;
}

/** Text in quotes, as some SDKs turn every value into JSON. */
function unquoted(text: string): string {
  if (!text.startsWith('"') || !text.endsWith('"')) return text;
  try {
    const inner: unknown = JSON.parse(text);
    return typeof inner === 'string' ? inner : text;
  } catch {
    return text;
  }
}

/** A value as data: JSON text is parsed, other text stays text. */
export function dataIn(value: AnyValue | undefined, onCut: () => void): unknown {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return unwrapped(toJson(value));
  const parsed = parseJson(value);
  if (parsed?.cut === true) onCut();
  return parsed === undefined ? unquoted(value) : unwrapped(parsed.value);
}

/** A value as messages. Data in which no message is found is the text of one. */
export function messagesIn(value: AnyValue | undefined, role: string, onCut: () => void): Side {
  if (value === undefined || value === null || value === '') return undefined;
  const plain = typeof value === 'string' ? plainMessages(value, role) : undefined;
  if (plain !== undefined) return plain;
  const data = dataIn(value, onCut);
  if (Array.isArray(data) && data.length === 0) return undefined;
  return toMessages(data, role) ?? toMessages(valueText(value), role);
}
