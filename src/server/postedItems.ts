/** A request body that is one item, a list of them, or {"NAME": […]}: read item by item, all or nothing. */
import type { z } from 'zod';
import { ApiError } from './apiError';

/** Mistakes that are spelled out; the others are counted. */
const MOST_MISTAKES = 10;

export interface PostedItems<T, R> {
  /** What stands around a list: {"labels": […]}. */
  readonly wrapper: string;
  /** One of them, for messages. */
  readonly noun: string;
  readonly most: number;
  readonly schema: z.ZodType<T>;
  readonly toRow: (item: T) => { readonly row: R } | { readonly reject: string };
}

/** @throws ApiError naming what is wrong with which item; nothing may be stored then */
export function readPosted<T, R>(body: unknown, { wrapper, noun, most, schema, toRow }: PostedItems<T, R>): R[] {
  const items = itemsOf(body, wrapper);
  if (items.length > most)
    throw new ApiError(413, 'too_large', `${items.length} items in one request; at most ${most}.`, 'Send them in several requests.');
  const rows: R[] = [];
  const mistakes: string[] = [];
  items.forEach((item, index) => {
    const parsed = schema.safeParse(item);
    const result = parsed.success ? toRow(parsed.data) : { reject: explain(parsed.error) };
    if ('row' in result) rows.push(result.row);
    else mistakes.push(items.length === 1 ? result.reject : `${noun} ${index}: ${result.reject}`);
  });
  if (mistakes.length === 0) return rows;
  const more = mistakes.length > MOST_MISTAKES ? [`and ${mistakes.length - MOST_MISTAKES} more`] : [];
  throw new ApiError(
    400,
    `invalid_${noun}`,
    [...mistakes.slice(0, MOST_MISTAKES), ...more].join('\n'),
    `Nothing was stored. docs/contracts/openapi.yaml describes a ${noun}; they are counted from 0.`,
  );
}

function itemsOf(body: unknown, wrapper: string): readonly unknown[] {
  if (Array.isArray(body)) return body;
  const inner = typeof body === 'object' && body !== null ? new Map(Object.entries(body)).get(wrapper) : undefined;
  return Array.isArray(inner) ? inner : [body];
}

function explain({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ');
}
