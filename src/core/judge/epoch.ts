/** Which scores may be compared: those of one judge model, rubric, parser, scale and way of asking. */
import type { Evaluator } from './evaluator';
import { systemPrompt } from './systemPrompt';
import { replySchema } from './replySchema';

/** Counted up when reading replies, or what is sent beside the rubric, changes its meaning. */
export const PARSER_VERSION = 2;

export interface JudgeIdentity {
  /** Model that answered; the requested one while no answer has come. */
  readonly returnedModel: string;
  /** What the endpoint was found to take: how replies are forced into shape, which parameters are sent. */
  readonly capability: string;
}

/** The part that is known before a call: what the configuration says. 16 hex digits. */
export function configEpoch(evaluator: Evaluator, hash: (text: string) => string): string {
  const { name, model, endpoint, temperature, reasoning_effort, max_input_chars, mark_data, calls } = evaluator;
  const asked = calls.map((rubrics) => [
    systemPrompt(rubrics, mark_data),
    replySchema(rubrics),
    rubrics.map(({ levels, rate }) => [levels, rate]),
  ]);
  return hash(
    JSON.stringify([
      PARSER_VERSION,
      name,
      endpoint.api,
      hostOf(endpoint.url),
      model,
      temperature,
      reasoning_effort ?? '',
      max_input_chars,
      mark_data,
      asked,
    ]),
  ).slice(0, 16);
}

/** The epoch that stands on scores. @param config of `configEpoch` */
export function epochOf(config: string, { returnedModel, capability }: JudgeIdentity, hash: (text: string) => string): string {
  return hash(JSON.stringify([config, returnedModel, capability])).slice(0, 16);
}

/** Host and port; the address without its path and secrets. */
export function hostOf(url: string): string {
  return /^https?:\/\/(?:[^/@]*@)?([^/?#]+)/.exec(url)?.[1] ?? '';
}
