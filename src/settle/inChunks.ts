/** Ids of one statement: the engine takes at most 256 KiB of text with its parameters, and an id has some hundred letters at most. */
const CHUNK = 2000;

/** Runs a read over parts of a long list, one after the other, and joins what it gives. */
export async function inChunks<T, R>(items: readonly T[], read: (chunk: readonly T[]) => Promise<readonly R[]>): Promise<R[]> {
  const found: R[] = [];
  for (let at = 0; at < items.length; at += CHUNK) for (const row of await read(items.slice(at, at + CHUNK))) found.push(row);
  return found;
}
