/** What the forms of model APIs have in common: a request is built and a reply is read without I/O. */
import type { Capability } from '../capability';
import type { JsonSchema } from '../replySchema';

export interface JudgeRequest {
  readonly system: string;
  readonly user: string;
  /** What was wrong with the reply before, in our words, for a second try. */
  readonly note?: string;
  readonly schema: JsonSchema;
  readonly model: string;
  readonly temperature: number | null;
  readonly reasoningEffort: string | undefined;
  readonly maxOutputTokens: number;
  readonly capability: Capability;
}

export interface HttpRequest {
  /** Below the base address. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface TokenUsage {
  /** Cached and cache-written ones included. */
  readonly input: number;
  /** Reasoning included. */
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
}

export interface ApiReply {
  /** `refused` and `content_filter` are the API's own words; `truncated` is a reply that was cut off. */
  readonly end: 'complete' | 'refused' | 'content_filter' | 'truncated';
  readonly text: string;
  /** Model that answered; empty when it did not say. */
  readonly model: string;
  readonly usage: TokenUsage | null;
}

export interface ApiShape {
  request(asked: JudgeRequest, key: string | undefined): HttpRequest;
  /** Undefined when the body is not of this form. */
  read(body: unknown): ApiReply | undefined;
}

/**
 * The messages after the instructions. What a judge said is never said to it again: it may have copied orders from the data,
 * which would then stand outside of the boundaries.
 */
export function turnsOf({ user, note }: JudgeRequest): { readonly role: 'user'; readonly content: string }[] {
  return [{ role: 'user', content: note === undefined ? user : `${user}\n\n${note}` }];
}

/** The entry when the endpoint takes the parameter and there is something to send. */
export function taken<T>(capability: Capability, parameter: string, value: T | null | undefined): Readonly<Record<string, T>> {
  return value === null || value === undefined || capability.dropped.includes(parameter) ? {} : { [parameter]: value };
}

/** `bearer` of a key, when there is one. */
export function bearer(key: string | undefined): Readonly<Record<string, string>> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}
