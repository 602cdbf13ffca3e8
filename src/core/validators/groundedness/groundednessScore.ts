import { AnalysedText, type AnalysedSentence } from '../text/analysedText';
import { groundednessFeatures } from './features';

/** A logistic regression on standardised features; it gives the probability of "not attributable". */
export interface Weights {
  readonly bias: number;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly weight: readonly number[];
}

export interface ScoredSentence {
  readonly sentence: AnalysedSentence;
  /** 0 to 1; 1 when its words come from a source. */
  readonly score: number;
}

/** Greetings, thanks and offers of more help claim nothing. */
const COURTESY =
  /^(?:(?:hi|hello|hey|dear)\b.{0,40}|(?:sure|certainly|of course|absolutely|great|good question|great question|thanks?|thank you|happy to help|glad to help|i hope|hope this|let me know|please let me know|feel free|you're welcome|no problem)\b.{0,80})[.!,]?$/i;

/** Sentences that are scored; of a longer answer the first ones. */
const MOST_SENTENCES = 60;

/**
 * Each sentence of the answer against the source that has most of its words; the score of the answer is their mean, weighted by
 * words, so that a long answer is not worse for being long.
 * @returns null for an answer that says nothing
 */
export function groundednessScore(
  answer: AnalysedText,
  question: AnalysedText,
  sources: readonly AnalysedText[],
  weights: Weights,
): { readonly score: number; readonly worst: ScoredSentence | undefined } | null {
  const spoken = answer.sentences().filter((sentence) => sentence.content().length > 0);
  const claims = spoken.filter(({ text }) => !text.endsWith('?') && !COURTESY.test(text));
  const scored = (claims.length > 0 ? claims : spoken).slice(0, MOST_SENTENCES).flatMap((sentence): ScoredSentence[] => {
    const best = bestSource(sentence, sources);
    const features = best === undefined ? null : groundednessFeatures(new AnalysedText(sentence.text), question, [best]);
    return features === null ? [] : [{ sentence, score: groundednessOf(features, weights) }];
  });
  const words = scored.reduce((sum, { sentence }) => sum + sentence.content().length, 0);
  if (words === 0) return null;
  const score = scored.reduce((sum, one) => sum + one.score * one.sentence.content().length, 0) / words;
  const worst = scored.reduce<ScoredSentence | undefined>(
    (least, one) => (least === undefined || one.score < least.score ? one : least),
    undefined,
  );
  return { score, worst };
}

function groundednessOf(features: readonly number[], { mean, deviation, weight, bias }: Weights): number {
  const sum = features.reduce((total, value, i) => total + ((value - (mean[i] ?? 0)) / (deviation[i] ?? 1)) * (weight[i] ?? 0), bias);
  return 1 / (1 + Math.exp(sum));
}

export function bestSource(sentence: AnalysedSentence, sources: readonly AnalysedText[]): AnalysedText | undefined {
  if (sources.length === 1) return sources[0];
  const words = [...sentence.contentSet()];
  let [best, most]: [AnalysedText | undefined, number] = [undefined, 0];
  for (const source of sources) {
    const known = source.contentSet();
    const covered = words.reduce((count, word) => count + (known.has(word) ? 1 : 0), 0);
    if (covered > most) [best, most] = [source, covered];
  }
  return best ?? sources[0];
}
