import { toBase64 } from './base64';
import type { AnyValue } from './types';

/** Plain JSON; objects have no prototype, so that a key of the sender cannot reach one. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A value as JSON data: bytes as base64, numbers that JSON does not have (NaN, infinities, beyond 2^53) as text. */
export function toJson(value: AnyValue): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return String(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof Uint8Array) return toBase64(value);
  if (isList(value)) return value.map(toJson);
  const object: Record<string, Json> = Object.create(null);
  for (const [key, item] of value) object[key] = toJson(item);
  return object;
}

/** A value as text: text as it is, lists and maps as JSON, bytes as base64, nothing as empty text. */
export function valueText(value: AnyValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint8Array) return toBase64(value);
  return JSON.stringify(toJson(value));
}

export function isList(value: AnyValue): value is readonly AnyValue[] {
  return Array.isArray(value);
}

export function isMap(value: AnyValue): value is ReadonlyMap<string, AnyValue> {
  return value instanceof Map;
}
