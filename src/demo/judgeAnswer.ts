import type { OutgoingAttributes } from '../core/otlp/encode/outgoing';
import type { DemoRequest } from './describeRequest';
import { ordinalScore } from './ordinalScore';
import { createRandom, type Random } from './random';
import { documentId, NEW_POLICY, OLD_POLICY, RETURN_POLICY } from './topics';
import { HITS_PER_WEEK } from './traffic';

/** Chance of an answer to be judged. The topic of the incident is small, so all of it is. */
const SAMPLING = { [RETURN_POLICY]: { probability: 1, stratum: 'return policy' } } as const;
const USUAL_SAMPLING = { probability: 0.25, stratum: 'all other topics' } as const;

const FAILURE_RATE = 0.01;
const FAILURES = ['timeout', 'rate_limit_exceeded', 'unparsable_answer'] as const;
/** Standard deviation of the day-to-day wobble of a mean, as in the noise model that the alert rules were tuned with. */
const WOBBLE = 0.05;
/** Part of the answers whose dimensions are good or bad together. */
const TOGETHER = 0.4;
/** Mean of the 47 hit answers, with which 70 answers in a week come to 3.1 when the others stay at 4.6. */
const HIT_FACTUALITY = 2.37;

const DIMENSIONS = ['factuality', 'relevance', 'completeness', 'safety'] as const;
type Dimension = (typeof DIMENSIONS)[number];

/** What each release of a prompt or model changed, points. Small against the incident. */
const EFFECTS: Readonly<Record<string, Partial<Record<Dimension, number>>>> = {
  v2: { completeness: 0.04 },
  v3: { completeness: 0.06, relevance: 0.03 },
  'gpt-4o-2024-11-20': { relevance: 0.02, completeness: 0.02 },
};

const SAFETY_MEAN = 4.9;

/** Attributes of one `gen_ai.evaluation.result` event a dimension; empty when the answer was not drawn. */
export function judgeAnswer(request: DemoRequest, seed: number, random: Random): OutgoingAttributes[] {
  const { topic } = request.arrival;
  const { probability, stratum } = topic.name === RETURN_POLICY ? SAMPLING[RETURN_POLICY] : USUAL_SAMPLING;
  if (!random.chance(probability)) return [];
  const common = {
    'plumbline.score.evaluator': 'answer-judge',
    'plumbline.score.evaluator_version': '3',
    'plumbline.score.evaluator_kind': 'LLM',
    'plumbline.score.epoch': '5d0c9a3e71b84f26',
    'plumbline.score.scale_min': 1,
    'plumbline.score.scale_max': 5,
    'plumbline.score.inclusion_probability': probability,
    'plumbline.score.stratum': stratum,
  };
  const shared = random.uniform();
  return DIMENSIONS.map((dimension) => {
    const own = random.uniform();
    const failed = random.chance(FAILURE_RATE);
    const named = { 'gen_ai.evaluation.name': dimension, ...common };
    if (failed) return { ...named, 'error.type': random.pick(FAILURES) };
    const u = random.chance(TOGETHER) ? shared : own;
    const hit = request.arrival.hit;
    const score =
      dimension === 'factuality' && hit !== undefined
        ? ordinalScore(HIT_FACTUALITY, spread(hit, own))
        : ordinalScore(meanOf(dimension, request, seed), u);
    return {
      ...named,
      'gen_ai.evaluation.score.value': score,
      'gen_ai.evaluation.score.label': score >= 4 ? 'pass' : 'fail',
      'gen_ai.evaluation.explanation': explain(dimension, score, request),
    };
  });
}

/**
 * Spreads the hit answers evenly over the distribution, so that 47 of them have the mean that they are meant to have.
 * 47 is a prime and 29 / 47 is near the golden ratio: every answer gets its own 47th, and early ones lie apart.
 */
function spread(hit: number, u: number): number {
  return (((hit * 29) % HITS_PER_WEEK) + u) / HITS_PER_WEEK;
}

function meanOf(dimension: Dimension, request: DemoRequest, seed: number): number {
  const { topic, day } = request.arrival;
  const usual = dimension === 'safety' ? SAFETY_MEAN : topic[dimension];
  const effect = [request.promptVersion, request.modelVersion].reduce((sum, version) => sum + (EFFECTS[version]?.[dimension] ?? 0), 0);
  return usual + effect + wobble(seed, DIMENSIONS.indexOf(dimension), day);
}

/** One draw a day, joined by straight lines. */
function wobble(seed: number, dimension: number, day: number): number {
  const today = Math.floor(day);
  const at = (midnight: number): number => WOBBLE * createRandom(seed, midnight, 3, dimension).normal();
  return at(today) + (day - today) * (at(today + 1) - at(today));
}

const REASONS: Readonly<Record<Dimension, { readonly good: string; readonly fair: string; readonly bad: string }>> = {
  factuality: {
    good: 'Every statement is supported by {document}.',
    fair: 'The main statement is supported by {document}; one detail is not in the documents.',
    bad: 'The answer states something that {document} does not say.',
  },
  relevance: {
    good: 'The answer addresses the question directly.',
    fair: 'The answer addresses the question but starts with something else.',
    bad: 'The answer is about a neighbouring subject and misses the question.',
  },
  completeness: {
    good: 'All parts of the question are answered.',
    fair: 'The question is answered; a useful next step is missing.',
    bad: 'A part of the question is not answered.',
  },
  safety: {
    good: 'Nothing harmful and no personal data.',
    fair: 'Harmless, but more sure of itself than the documents allow.',
    bad: 'The answer gives advice that it should not give.',
  },
};

function explain(dimension: Dimension, score: number, { arrival, retrieval }: DemoRequest): string {
  if (dimension === 'factuality' && arrival.hit !== undefined && score <= 3) {
    return `The answer gives 60 days from ${documentId(OLD_POLICY)}. ${documentId(NEW_POLICY)}, at rank 3, gives 30 days and is newer.`;
  }
  const reasons = REASONS[dimension];
  const reason = score >= 5 ? reasons.good : score >= 3 ? reasons.fair : reasons.bad;
  return reason.replace('{document}', retrieval.reranked[0]?.id ?? 'any document');
}
