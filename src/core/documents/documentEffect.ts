import { kishSize, meanOf, varianceOf, type Moments } from '../stats/moments';
import { Z_95 } from '../stats/wilson';

/** What a document does to the score of an answer, as far as comparing answers of one topic can tell. */
export interface DocumentEffect {
  /** Mean with it, and mean without it on the same topics in the same proportions. */
  readonly mean: number;
  readonly without: number;
  /** Answers behind the two. */
  readonly n: number;
  readonly nWithout: number;
  /** Difference of the means, drawn to none by its sample size, with a 95 % interval. */
  readonly difference: number;
  readonly lower: number;
  readonly upper: number;
}

export interface TopicPair {
  /** Scores of the answers with the document, and of all answers of the topic. */
  readonly with: Moments;
  readonly all: Moments;
}

/** A difference counts as if this many further answers with the document had shown none (statistics §2.6: 20). */
const SHRINK_ANSWERS = 20;
/** Fewer answers on a side say nothing about a spread. */
const MIN_ANSWERS = 2;

/**
 * Direct standardisation: within each topic the mean with the document minus the mean of the other answers, weighted by how
 * often the document was given there. A topic on which every answer had it, or none, cannot tell and is left out. The
 * spread within a topic is that of all its answers.
 * @returns null where no topic can tell
 */
export function documentEffect(topics: readonly TopicPair[]): DocumentEffect | null {
  const told = topics.flatMap(({ with: own, all }) => {
    const rest = minus(all, own);
    const [mean, without] = [meanOf(own), meanOf(rest)];
    if (mean === null || without === null || own.n < MIN_ANSWERS || rest.n < MIN_ANSWERS) return [];
    const variance = varianceOf(all) * (1 / kishSize(own) + 1 / kishSize(rest));
    return [{ weight: own.sw, mean, without, variance, n: own.n, nWithout: rest.n, size: kishSize(own) }];
  });
  const total = told.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) return null;
  const over = (value: (one: (typeof told)[number]) => number, power = 1): number =>
    told.reduce((sum, one) => sum + (one.weight / total) ** power * value(one), 0);
  const [mean, without] = [over((one) => one.mean), over((one) => one.without)];
  const size = told.reduce((sum, one) => sum + one.size, 0);
  const kept = size / (size + SHRINK_ANSWERS);
  const difference = kept * (mean - without);
  const half = kept * Z_95 * Math.sqrt(over((one) => one.variance, 2));
  return {
    mean,
    without,
    n: told.reduce((sum, one) => sum + one.n, 0),
    nWithout: told.reduce((sum, one) => sum + one.nWithout, 0),
    difference,
    lower: difference - half,
    upper: difference + half,
  };
}

function minus(all: Moments, part: Moments): Moments {
  return { n: all.n - part.n, sw: all.sw - part.sw, sw2: all.sw2 - part.sw2, swx: all.swx - part.swx, swxx: all.swxx - part.swxx };
}
