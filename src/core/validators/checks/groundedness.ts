import { z } from 'zod';
import { groundednessFeatures } from '../groundedness/features';
import { WEIGHTS } from '../groundedness/weights';
import { hasAnswer, outcome, quoteOf } from '../outcome';
import type { AnalysedText, AnalysedSentence } from '../text/analysedText';
import { isUnspaced } from '../text/words';
import { validator } from '../validator';

/** Words of an answer below which there is nothing to compare: "Yes.", "You're welcome!" */
const LEAST_WORDS = 4;

/**
 * How far the words of the answer come from its documents: 1 when all of them do. It sees answers that leave their documents;
 * it does not see a wrong document, a number that was changed (others do) or a "not".
 */
export const groundedness = validator({
  name: 'groundedness',
  isDefault: true,
  options: z.strictObject({
    min_score: z.number().min(0).max(1).default(WEIGHTS.threshold).describe('Answers with a lower score fail'),
  }),
  compile:
    ({ min_score }) =>
    (subject) => {
      const { answer, question, sources } = subject;
      if (sources === null || !hasAnswer(subject) || answer.content().length < LEAST_WORDS || isUnspaced(answer.text)) return null;
      const covering = coveringTexts(answer, sources);
      const [first] = covering;
      // A translation shares no words with what it translates.
      if (first === undefined || isOtherLanguage(subject.languageOf(answer), subject.languageOf(first))) return null;
      const features = groundednessFeatures(answer, question, covering);
      if (features === null) return null;
      const score = groundednessOf(features);
      if (score >= min_score) return { ...outcome([]), score };
      const worst = leastCovered(answer.sentences(), covering);
      const finding = {
        kind: 'below_threshold',
        place: 'answer',
        message: `Groundedness ${score.toFixed(2)}; at least ${min_score.toFixed(2)} is required.`,
      } as const;
      return { ...outcome([worst === undefined ? finding : { ...finding, start: worst.start, quote: quoteOf(worst.text) }]), score };
    },
});

const isOtherLanguage = (a: string, b: string): boolean => a !== '' && b !== '' && a !== b;

/** 1 minus the probability of "not attributable" of the logistic regression. */
export function groundednessOf(features: readonly number[]): number {
  const { mean, deviation, weight, bias } = WEIGHTS;
  const sum = features.reduce((total, value, i) => total + ((value - (mean[i] ?? 0)) / (deviation[i] ?? 1)) * (weight[i] ?? 0), bias);
  return 1 / (1 + Math.exp(sum));
}

/** For each sentence of the answer the source that has most of its words; a few, in the order of the sources. */
export function coveringTexts(answer: AnalysedText, sources: readonly AnalysedText[]): readonly AnalysedText[] {
  if (sources.length === 1) return sources;
  const chosen = new Set(answer.sentences().flatMap((sentence) => bestSource(sentence, sources) ?? []));
  return sources.filter((source) => chosen.has(source));
}

function bestSource(sentence: AnalysedSentence, sources: readonly AnalysedText[]): AnalysedText | undefined {
  const words = [...sentence.contentSet()];
  let [best, most]: [AnalysedText | undefined, number] = [undefined, 0];
  for (const source of sources) {
    const known = source.contentSet();
    const covered = words.reduce((count, word) => count + (known.has(word) ? 1 : 0), 0);
    if (covered > most) [best, most] = [source, covered];
  }
  return best ?? sources[0];
}

function leastCovered(sentences: readonly AnalysedSentence[], covering: readonly AnalysedText[]): AnalysedSentence | undefined {
  const share = (sentence: AnalysedSentence): number => {
    const words = sentence.content();
    return words.filter((word) => covering.some((text) => text.contentSet().has(word))).length / words.length;
  };
  const long = sentences.filter((sentence) => sentence.content().length > 0);
  return long.reduce<AnalysedSentence | undefined>(
    (worst, sentence) => (worst === undefined || share(sentence) < share(worst) ? sentence : worst),
    undefined,
  );
}
