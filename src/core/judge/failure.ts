/** What a failed call means: an error for the score row, whether another try may help, and when. */
import type { JudgeError } from './errorType';

export interface Failure {
  readonly error: JudgeError;
  readonly message: string;
  /** `retry` may help; `item` is this judgement's own failure; `block` stops the evaluator until somebody acts. */
  readonly then: 'retry' | 'item' | 'block';
  /** The provider's shortest wait, milliseconds. */
  readonly waitMs?: number;
  /** Parameter that the endpoint does not take. */
  readonly parameter?: string;
}

export interface FailedResponse {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Status 429 and its like for money, not for pace: no wait helps. */
const MONEY = /insufficient_quota|billing|credit balance|enforced_spend_limit|payment|exceeded your current quota|balance/i;
/** What a provider says of money with status 400, where the message may also show what was sent. */
const MONEY_AS_BAD_REQUEST =
  /insufficient_quota|insufficient (?:balance|credits?|funds)|credit balance is too low|billing_(?:hard_limit|not_active)|enforced_spend_limit|exceeded your current quota/i;
const TOO_LONG =
  /context.{0,20}(?:length|window)|maximum context|too many tokens|prompt is too long|input is too long|exceeds?\b.{0,40}\b\d+ tokens|num_ctx/i;
const FILTERED = /content.?(?:filter|policy|management)|safety system|moderation/i;

/** Reads a response that is not 2xx. */
export function failureOf({ status, header, body, now }: FailedResponse): Failure {
  const message = `${status}: ${messageOf(body)}`;
  const waitMs = waitOf(header, now);
  const wait = waitMs === undefined ? {} : { waitMs };
  const asked = header('x-should-retry');
  const isMoney = status === 400 ? MONEY_AS_BAD_REQUEST.test(body) : (status === 429 || status === 403) && MONEY.test(body);
  if (status === 402 || (isMoney && waitMs === undefined)) {
    return { error: 'billing', message, then: 'block' };
  }
  if (status === 401 || status === 403) return { error: 'auth', message, then: 'block' };
  if (status === 404) return { error: 'model_unavailable', message, then: 'block' };
  if (status === 408) return { error: 'timeout', message, then: 'retry', ...wait };
  if (status === 429) return { error: 'rate_limited', message, then: asked === 'false' ? 'item' : 'retry', ...wait };
  if (status === 409 || status >= 500) return { error: 'provider_5xx', message, then: asked === 'false' ? 'item' : 'retry', ...wait };
  if (status === 413 || TOO_LONG.test(body)) return { error: 'context_too_long', message, then: 'item' };
  if (FILTERED.test(body)) return { error: 'content_filter', message, then: 'item' };
  const parameter = parameterOf(body);
  return { error: 'bad_request', message, then: 'item', ...(parameter === undefined ? {} : { parameter }) };
}

/** What some endpoints do not take; the first one that the answer names is dropped. */
const OPTIONAL = [
  'response_format',
  'json_schema',
  'temperature',
  'max_completion_tokens',
  'reasoning_effort',
  'reasoning',
  'store',
  'output_config',
  'format',
  'cache_control',
  'think',
  'text',
];

/** Only what is meant as a name: the field for it, a quoted name, or one that a colon marks. `text` and `format` are also words. */
function parameterOf(body: string): string | undefined {
  const named = /"param"\s*:\s*"([A-Za-z_]+)/.exec(body)?.[1];
  if (named !== undefined) return OPTIONAL.find((name) => name === named);
  const message = messageOf(body);
  return OPTIONAL.find((name) => new RegExp(NAMED.map((form) => form.replace('NAME', name)).join('|')).test(message));
}

/** 'name' or 'name.part' in quotes, `name.part: Extra inputs …` at the beginning, `argument supplied: name`. */
const NAMED = [
  '[\'"`\u2018\u201c]NAME(?:\\.[\\w.]+)?\\\\?[\'"`\u2019\u201d]',
  '^NAME(?:\\.[\\w.]+)?:',
  '(?:argument|parameter|field)s?(?: supplied)?: NAME\\b',
];

function messageOf(body: string): string {
  const quoted = /"message"\s*:\s*"((?:[^"\\]|\\.){1,300})/.exec(body)?.[1];
  return (quoted ?? body).replace(/\s+/g, ' ').slice(0, 300);
}

/** `retry-after-ms`, then `retry-after` in seconds or as a date; what is longer than a day is a mistake. */
function waitOf(header: (name: string) => string | undefined, now: number): number | undefined {
  const ms = Number(header('retry-after-ms') ?? Number.NaN);
  if (ms >= 0) return Math.min(ms, LONGEST_WAIT_MS);
  const after = header('retry-after')?.trim();
  if (after === undefined || after === '') return undefined;
  const seconds = Number(after);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(after) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(0, wait), LONGEST_WAIT_MS) : undefined;
}

const LONGEST_WAIT_MS = 86_400_000;

const FIRST_WAIT_MS = 500;
const LONGEST_BACKOFF_MS = 60_000;

/**
 * Wait before another try, milliseconds: 0.5 s doubled each time up to a minute, halved at random; never below what the provider asked for,
 * and then up to a quarter more, so that all who were told the same second do not come at once.
 * @param tries that failed so far, from 1
 * @param random uniform in [0, 1)
 */
export function backoffMs(tries: number, waitMs: number | undefined, random: number): number {
  const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_WAIT_MS * 2 ** (tries - 1)) * (0.5 + random / 2);
  return waitMs === undefined ? backoff : Math.max(backoff, waitMs * (1 + random / 4));
}
