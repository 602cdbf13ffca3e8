import type { ExampleTrace } from '../frames/causeFrames';

/** A request with what it is matched by. */
export type Candidate = Omit<ExampleTrace, 'role' | 'pair'>;

/** What each likeness counts for. Our choice: the question first, as a person compares answers to the same question. */
const LIKENESS = { question: 3, topic: 2, promptVersion: 1, modelVersion: 1 } as const;

/**
 * The worst requests, each with the good one from before that is most like it: by the words of the question, the topic and
 * the versions. A good one is used once; the first of equals is taken, so that the newest goes first when they come sorted.
 */
export function matchExamples(worst: readonly Candidate[], good: readonly Candidate[]): ExampleTrace[] {
  const left = [...good];
  return worst.flatMap((one, index): ExampleTrace[] => {
    const pair = index + 1;
    const ranked = left.map((candidate) => likeness(one, candidate));
    const best = ranked.indexOf(Math.max(...ranked));
    const match = left[best];
    if (match !== undefined) left.splice(best, 1);
    return [{ ...one, role: 'worst', pair }, ...(match === undefined ? [] : [{ ...match, role: 'before' as const, pair }])];
  });
}

function likeness(a: Candidate, b: Candidate): number {
  const same = (['topic', 'promptVersion', 'modelVersion'] as const).reduce((sum, key) => sum + (a[key] === b[key] ? LIKENESS[key] : 0), 0);
  return same + LIKENESS.question * overlap(wordsOf(a.question), wordsOf(b.question));
}

/** Shared words by all words (Jaccard). */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
