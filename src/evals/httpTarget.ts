import { setTimeout as pause } from 'node:timers/promises';
import { readAnswer } from '../core/evals/readAnswer';
import { withoutSecrets } from '../core/masking/withoutSecrets';
import { messagesOf, noAnswer, plainBody, type Answered, type Asked, type Target } from './target';

export interface HttpTargetOptions {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON in which "{{question}}", "{{case_id}}" and "{{messages}}" are filled in; our own form when absent. */
  readonly body?: string;
  /** Place of the answer in the reply; looked for when absent. */
  readonly answerPath?: string;
  readonly timeoutMs: number;
}

/** A target under load says so; that is no answer of the version that is tried. */
const BUSY = new Set([429, 502, 503, 504]);
const TRIES = 4;
const MOST_REPLY = 5_000_000;

/** @throws SyntaxError when the body is no JSON */
export function httpTarget({ url, headers = {}, body, answerPath, timeoutMs }: HttpTargetOptions): Target {
  const template: unknown = body === undefined ? undefined : JSON.parse(body);
  // Reasons are stored and printed.
  const hide = (text: string): string => withoutSecrets(text, Object.values(headers));
  return async (asked, signal) => {
    const started = performance.now();
    const request = JSON.stringify(template === undefined ? plainBody(asked) : fill(template, asked));
    for (let attempt = 1; ; attempt++) {
      const sent = performance.now();
      const outcome = await askOnce(request);
      const latencyMs = performance.now() - sent;
      if (outcome.retryAfterMs === undefined || attempt >= TRIES || signal.aborted) return { ...outcome.answered, latencyMs };
      await pause(Math.min(outcome.retryAfterMs ?? 0, timeoutMs) || 500 * 2 ** attempt, undefined, { signal }).catch(() => undefined);
      if (performance.now() - started > TRIES * timeoutMs) return { ...outcome.answered, latencyMs };
    }

    async function askOnce(text: string): Promise<{ answered: Answered; retryAfterMs?: number }> {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', traceparent: asked.traceparent, ...headers },
          body: text,
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        });
        const reply = (await response.text()).slice(0, MOST_REPLY);
        if (!response.ok) {
          const answered = noAnswer(`status ${response.status}: ${hide(reply).slice(0, 300)}`, 0);
          return BUSY.has(response.status)
            ? { answered, retryAfterMs: Number(response.headers.get('retry-after') ?? 0) * 1000 || 0 }
            : { answered };
        }
        const read = readAnswer(reply, answerPath);
        return { answered: 'problem' in read ? noAnswer(read.problem, 0) : { ...read, error: '', latencyMs: 0 } };
      } catch (error) {
        return { answered: noAnswer(hide(reasonOf(error, timeoutMs)), 0) };
      }
    }
  };
}

function fill(template: unknown, asked: Asked): unknown {
  if (template === '{{messages}}') return messagesOf(asked);
  if (typeof template === 'string')
    return template.replaceAll('{{question}}', () => asked.question).replaceAll('{{case_id}}', () => asked.caseId);
  if (Array.isArray(template)) return template.map((item) => fill(item, asked));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value, asked)]));
}

function reasonOf(error: unknown, timeoutMs: number): string {
  const { name, message = String(error), cause } = (error ?? {}) as { name?: string; message?: string; cause?: { message?: string } };
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  // The cause says more: `fetch failed` is what every failure of a connection is called.
  return cause?.message === undefined ? message : `${message}: ${cause.message}`;
}
