/** One HTTP call to a judge model: a reply, or what went wrong. Never throws. */
import type { ApiReply, ApiShape, JudgeRequest } from '../core/judge/apis/shape';
import { withoutSecrets } from '../core/masking/withoutSecrets';
import { failureOf, type Failure } from '../core/judge/failure';

export interface CallOptions {
  readonly shape: ApiShape;
  readonly url: string;
  readonly key: string | undefined;
  readonly timeoutMs: number;
  /** Ends the call when the service stops. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type CallResult = { readonly reply: ApiReply } | { readonly failure: Failure };

/** A verdict is a few kB; a model that runs on is not waited for. */
const MOST_BYTES = 4 * 1024 ** 2;

export async function callModel(asked: JudgeRequest, { shape, url, key, timeoutMs, signal, now }: CallOptions): Promise<CallResult> {
  const { path, headers, body } = shape.request(asked, key);
  // Messages are logged and stored with scores.
  const hide = (text: string): string => withoutSecrets(text, [key]);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.any([timeout, signal]),
      // A redirect to another host would carry the judged text there.
      redirect: 'manual',
    });
    const text = await readBody(response);
    if (!response.ok) {
      const header = (name: string): string | undefined => response.headers.get(name) ?? undefined;
      return { failure: failureOf({ status: response.status, header, body: hide(text), now }) };
    }
    const reply = shape.read(parse(text));
    return reply === undefined ? { failure: notThisApi(hide(text)) } : { reply };
  } catch (error) {
    const failure = failureOfError(error, signal, timeout);
    return { failure: { ...failure, message: hide(failure.message) } };
  }
}

async function readBody(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > MOST_BYTES) throw new Error(`The reply is longer than ${MOST_BYTES} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A proxy's error page with status 200, a body that was cut off, or another API: worth another try, and a breaker when it stays so. */
function notThisApi(text: string): Failure {
  return { error: 'provider_5xx', then: 'retry', message: `200, but not a reply of this API: ${text.replace(/\s+/g, ' ').slice(0, 200)}` };
}

function failureOfError(error: unknown, signal: AbortSignal, timeout: AbortSignal): Failure {
  if (signal.aborted) return { error: 'cancelled', then: 'retry', message: 'the service is stopping' };
  if (timeout.aborted) return { error: 'timeout', then: 'retry', message: 'no whole reply in time' };
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return { error: 'unreachable', then: 'retry', message: cause instanceof Error ? cause.message : String(cause) };
}
