/** What is asked: the user's own system, over HTTP or as a command. */
import type { ReadAnswer } from '../core/evals/readAnswer';

export interface Asked {
  readonly caseId: string;
  readonly question: string;
  readonly history: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
  /** W3C trace context, under which the target's own telemetry can be found. */
  readonly traceparent: string;
}

export interface Answered extends ReadAnswer {
  /** Why there is no answer; empty when there is one. */
  readonly error: string;
  readonly latencyMs: number;
}

/** Never rejects: a target that fails is a result. */
export type Target = (asked: Asked, signal: AbortSignal) => Promise<Answered>;

export function noAnswer(error: string, latencyMs: number): Answered {
  return { answer: '', model: '', costUsd: null, documents: [], error, latencyMs };
}

/** What is sent to a target that names no form of its own. */
export function plainBody({ caseId, question, history }: Asked): object {
  return { question, messages: messagesOf({ question, history }), case_id: caseId };
}

export function messagesOf({ question, history }: Pick<Asked, 'question' | 'history'>): object[] {
  return [...history, { role: 'user', content: question }];
}
