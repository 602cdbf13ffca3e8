/** Tries again what may succeed later. A driver around a driver; who calls it does not know. */
import { StorageError, type Driver } from './driver';

export interface RetryOptions {
  /** After this long since the first try no further one is begun, milliseconds. */
  readonly deadlineMs: number;
  /** Longest wait before the second try; each further wait may be twice as long, up to `maxDelayMs`. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** From 0 to less than 1. Waits are drawn evenly below their limit, so that replicas do not come back all at once. */
  random(): number;
  /** Resolves after that many milliseconds, or at once when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Told before each wait. */
  onRetry?(error: StorageError, attempt: number, delayMs: number): void;
}

/**
 * Repeats statements that failed as `unavailable`, until the deadline; other failures pass at once. Repeating is safe
 * because every write of the product is idempotent: a row that comes twice replaces itself.
 *
 * The last failure is thrown as it came.
 */
export function withRetry(driver: Driver, options: RetryOptions): Driver {
  let closed = false;

  async function persist<T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const end = options.now() + options.deadlineMs;
    for (let attempt = 1; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        if (closed || !(error instanceof StorageError) || error.kind !== 'unavailable') throw error;
        const delay = options.random() * Math.min(options.maxDelayMs, options.firstDelayMs * 2 ** (attempt - 1));
        if (options.now() + delay >= end) throw error;
        options.onRetry?.(error, attempt, delay);
        await options.sleep(delay, signal);
        if (signal?.aborted === true) throw new StorageError('cancelled', 'The statement was cancelled.', undefined, { cause: error });
      }
    }
  }

  return {
    kind: driver.kind,
    query: (statement) => persist(() => driver.query(statement), statement.signal),
    queryGuarded: (statement) => persist(() => driver.queryGuarded(statement), statement.signal),
    command: (statement) => persist(() => driver.command(statement), statement.signal),
    insert: (table, rows) => persist(() => driver.insert(table, rows)),
    close() {
      closed = true;
      return driver.close();
    },
  };
}
