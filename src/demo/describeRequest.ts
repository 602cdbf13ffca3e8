import type { Random } from './random';
import { retrieveDocuments, type Retrieval } from './retrieveDocuments';
import { incidentStart, incidentThursday, DAY_MS, MODEL_VERSIONS, PROMPT_VERSIONS, RELEASES, versionAt } from './timeline';
import { RETURN_POLICY } from './topics';
import type { Arrival } from './traffic';
import { chooseWords, wordAnswer, wordQuestion, type Words } from './wording';

/** Everything about one request but its spans and scores. */
export interface DemoRequest {
  readonly arrival: Arrival;
  readonly release: string;
  readonly promptVersion: string;
  readonly modelVersion: string;
  readonly user: string;
  readonly session: string;
  readonly words: Words;
  readonly question: string;
  readonly answer: string;
  readonly retrieval: Retrieval;
  readonly looksUpOrder: boolean;
  /** Error type of the model call, when it failed and there is no answer. */
  readonly failure?: string;
  /** Why the guardrail held the answer back, when it did. */
  readonly blocked?: string;
}

const FAILURES = ['timeout', 'rate_limit_exceeded', 'server_error'] as const;
const FAILURE_RATE = 0.006;
const BLOCK_RATE = 0.004;
const BLOCK_REASONS = ['legal_advice', 'competitor_mention'] as const;
const USERS = 2_500;

/** When only the old policy existed, 60 days was the right answer. */
const INCIDENT_DAY = (incidentStart(0) - incidentThursday(0)) / DAY_MS;

export function describeRequest(arrival: Arrival, random: Random): DemoRequest {
  const { topic, day } = arrival;
  const hit = arrival.hit !== undefined;
  const policy = day < INCIDENT_DAY ? 'old only' : hit ? 'old wins' : 'new wins';
  const words = new Map([...chooseWords(random), ['window', policy === 'new wins' ? '30' : '60']]);
  const exchange = random.pick(topic.exchanges);
  const question = random.pick(exchange.questions);
  const fate = random.uniform();
  return {
    arrival,
    release: versionAt(RELEASES, day, random.uniform()),
    promptVersion: versionAt(PROMPT_VERSIONS, day, random.uniform()),
    modelVersion: versionAt(MODEL_VERSIONS, day, random.uniform()),
    user: `user-${random.whole(1, USERS)}`,
    session: `session-${random.hex(12)}`,
    words,
    question: wordQuestion(question, words, random),
    answer: wordAnswer(random.pick(exchange.answers), words, random),
    retrieval: retrieveDocuments(topic, policy, random),
    looksUpOrder: question.includes('{order}') && random.chance(topic.orderLookup),
    // The 47 conversations of the reference incident all got an answer; the rest fails now and then, as before it.
    ...(hit || topic.name === RETURN_POLICY ? {} : fateOf(fate, random)),
  };
}

function fateOf(fate: number, random: Random): Pick<DemoRequest, 'failure' | 'blocked'> {
  if (fate < FAILURE_RATE) return { failure: random.pick(FAILURES) };
  if (fate < FAILURE_RATE + BLOCK_RATE) return { blocked: random.pick(BLOCK_REASONS) };
  return {};
}
