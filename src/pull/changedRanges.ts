import type { Range } from '../core/otelTables/tracesSql';

/** Stretches of time whose rows are counted together. */
export const BUCKET_NS = 10_000_000_000n;

/** Neighbours are read together up to this many, as each page of a range is looked for in all of it. */
const MOST_JOINED = 60;

/** What is remembered of a stretch that was read: a text that changes with its rows. */
export type Fingerprints = Map<bigint, string>;

/**
 * Compares what a statement counted with what was counted when the stretches were read, and takes over what differs. Late
 * rows are found by it without reading what was read before.
 * @param rows number of the stretch, count and sum
 * @returns ranges to read, neighbours joined, cut to `within`; and a way to remember each once it has been read
 */
export function changedRanges(
  rows: readonly (readonly unknown[])[],
  known: Fingerprints,
  within: Range,
): readonly { readonly range: Range; readonly remember: () => void }[] {
  const changed: { first: bigint; last: bigint; prints: [bigint, string][] }[] = [];
  for (const [bucket, ...print] of rows) {
    const number = BigInt(String(bucket));
    const text = print.join(':');
    if (known.get(number) === text) continue;
    const open = changed.at(-1);
    if (open !== undefined && number === open.last + 1n && open.prints.length < MOST_JOINED) {
      open.last = number;
      open.prints.push([number, text]);
    } else {
      changed.push({ first: number, last: number, prints: [[number, text]] });
    }
  }
  return changed.map(({ first, last, prints }) => ({
    range: { from: larger(first * BUCKET_NS, within.from), to: smaller((last + 1n) * BUCKET_NS, within.to) },
    remember: () => {
      for (const [number, text] of prints) known.set(number, text);
    },
  }));
}

/** Forgets stretches before a time, nanoseconds. */
export function forgetBefore(known: Fingerprints, time: bigint): void {
  for (const number of known.keys()) if ((number + 1n) * BUCKET_NS <= time) known.delete(number);
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
