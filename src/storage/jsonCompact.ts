import { StorageError, type Column, type QueryResult } from './driver';

/** Format of every result: names and types first, then arrays. 64-bit integers are quoted by a setting. */
export const RESULT_FORMAT = 'JSONCompact';

/**
 * Settings that make a result safe to read: whole 64-bit integers as text, infinities and NaN as null (JSON has neither),
 * text that is no UTF-8 with replacement characters.
 */
export const RESULT_SETTINGS: Readonly<Record<string, number>> = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 0,
  output_format_json_validate_utf8: 1,
};

interface JsonCompact {
  readonly meta: readonly Column[];
  readonly data: readonly (readonly unknown[])[];
  readonly statistics?: { readonly elapsed: number; readonly rows_read: number; readonly bytes_read: number };
}

/** @throws StorageError when the text is not a complete result */
export function readJsonCompact(text: string): QueryResult {
  if (text === '') return { columns: [], rows: [], statistics: { elapsedMs: 0, rowsRead: 0, bytesRead: 0 } };
  let parsed: JsonCompact;
  try {
    parsed = JSON.parse(text) as JsonCompact;
  } catch (cause) {
    throw new StorageError('unavailable', `The answer of ClickHouse broke off after ${text.length} characters.`, undefined, { cause });
  }
  const { elapsed = 0, rows_read: rowsRead = 0, bytes_read: bytesRead = 0 } = parsed.statistics ?? {};
  return { columns: parsed.meta, rows: parsed.data, statistics: { elapsedMs: elapsed * 1000, rowsRead, bytesRead } };
}
