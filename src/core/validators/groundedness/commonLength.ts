/** Bounds of the comparison, words: beyond these the beginnings are compared. */
const MOST_ANSWER = 400;
const MOST_DOCUMENTS = 2_000;

/** Length of the longest sequence of words that both have in the same order, with anything in between. */
export function commonLength(answer: readonly string[], documents: readonly string[]): number {
  const short = answer.slice(0, MOST_ANSWER);
  const ids = new Map<string, number>();
  const own = short.map((word) => idOf(ids, word));
  // Words that the answer does not have are in no common sequence.
  const other = documents.slice(0, MOST_DOCUMENTS).flatMap((word) => ids.get(word) ?? []);
  let row = new Uint16Array(own.length + 1);
  let next = new Uint16Array(own.length + 1);
  for (const word of other) {
    for (let at = 1; at <= own.length; at++) {
      next[at] = own[at - 1] === word ? (row[at - 1] ?? 0) + 1 : Math.max(row[at] ?? 0, next[at - 1] ?? 0);
    }
    [row, next] = [next, row];
  }
  return row[own.length] ?? 0;
}

function idOf(ids: Map<string, number>, word: string): number {
  const known = ids.get(word);
  if (known !== undefined) return known;
  ids.set(word, ids.size);
  return ids.size - 1;
}
