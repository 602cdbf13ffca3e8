import { setImmediate } from 'node:timers/promises';

/** Traces that are worked on before other work gets its turn; a few milliseconds. */
const TURN = 32;

/** Maps a list without holding up the rest of the process, which answers queries and takes spans meanwhile. */
export async function mapInTurns<T, R>(items: Iterable<T>, map: (item: T) => R): Promise<R[]> {
  const mapped: R[] = [];
  for (const item of items) {
    mapped.push(map(item));
    if (mapped.length % TURN === 0) await setImmediate();
  }
  return mapped;
}
