import { MAX_DEPTH, type AnyValue } from '../otlp/types';

/** Data of JSON as a value of an attribute: objects become maps, and what is nested too deeply is empty. */
export function anyValueOf(data: unknown, depth = 0): AnyValue {
  if (data === null || data === undefined || depth >= MAX_DEPTH) return null;
  if (typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean') return data;
  if (Array.isArray(data)) return data.map((item) => anyValueOf(item, depth + 1));
  return typeof data === 'object' ? new Map(Object.entries(data).map(([key, value]) => [key, anyValueOf(value, depth + 1)])) : null;
}
