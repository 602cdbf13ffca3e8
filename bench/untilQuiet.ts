import { setTimeout as pause } from 'node:timers/promises';
import type { Driver } from '../src/storage/driver';

const LOOK_EVERY_MS = 500;
const LONGEST_MS = 10 * 60_000;
/** Several times in a row: between two merges there is a moment without one. */
const TIMES_QUIET = 4;

/**
 * Waits until the engine merges nothing any more. After millions of rows it merges for minutes, on the cores that are to be
 * measured, and the more rows the longer.
 */
export async function untilQuiet(driver: Driver): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  for (let quiet = 0; quiet < TIMES_QUIET && performance.now() < end;) {
    const { rows } = await driver.query({ sql: 'SELECT count() FROM system.merges' });
    quiet = Number(rows[0]?.[0]) === 0 ? quiet + 1 : 0;
    await pause(LOOK_EVERY_MS);
  }
}
