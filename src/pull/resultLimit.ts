/** The bound of one result of whole rows, and how to tell that it was hit. */
import { StorageError } from '../storage/driver';

/** Bytes of one result; more rows than fit are asked for in halves. A text of JavaScript ends at 512 MiB. */
const MOST_BYTES = 64 * 1024 ** 2;

export const BOUNDED_RESULT: Readonly<Record<string, string | number>> = { max_result_bytes: MOST_BYTES, result_overflow_mode: 'throw' };

/** Codes of ClickHouse: 241 memory, 396 rows or bytes of a result, 159 time. */
const TOO_MUCH = new Set([159, 241, 396]);

export const isTooMuch = (error: unknown): boolean =>
  error instanceof StorageError && (error.kind === 'limit' || TOO_MUCH.has(error.code ?? 0));
