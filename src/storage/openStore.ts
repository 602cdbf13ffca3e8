/** The store as a service uses it: the driver that the settings name, which tries again what passes and tells its times. */
import type { Driver } from './driver';
import { metered, type Observer } from './metered';
import { openDriver, type StoreOptions } from './openDriver';
import { withRetry } from './retry';

/** Short: a sender repeats what is refused, and a person waits at a panel. */
const RETRY_MS = 5_000;
const DELAYS = { firstDelayMs: 50, maxDelayMs: 1_000 };

/**
 * @param retryMs after this long no further try is begun
 * @throws StorageError that says what is in the way
 */
export async function openStore(options: StoreOptions, observe: Observer, retryMs = RETRY_MS): Promise<Driver> {
  const now = (): number => performance.now();
  // Each try is one statement in the figures.
  return withRetry(metered(await openDriver(options), observe, now), { ...DELAYS, deadlineMs: retryMs, now, random: Math.random, sleep });
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted === true) end();
  });
}
