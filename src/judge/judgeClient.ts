/** An evaluator's line to its model: pace, retries, breaker, and what the endpoint was found to take. */
import { capabilityText, EVERYTHING, without, type Capability } from '../core/judge/capability';
import { afterFailure, afterSuccess, CLOSED, isOpen, type Breaker } from '../core/judge/breaker';
import { backoffMs, type Failure } from '../core/judge/failure';
import { faster, slower, startPace, type Pace } from '../core/judge/pace';
import { SHAPES } from '../core/judge/apis/shapes';
import type { ApiReply, JudgeRequest } from '../core/judge/apis/shape';
import type { Evaluator } from '../core/judge/evaluator';
import { callModel } from './callModel';
import type { JudgeDeps } from './judgeDeps';

export type Answer =
  | { readonly kind: 'reply'; readonly reply: ApiReply; readonly calls: number }
  /** This judgement cannot be made. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly calls: number }
  /** The endpoint cannot be used now; the judgement waits. */
  | { readonly kind: 'later'; readonly failure: Failure; readonly calls: number };

const MOST_TRIES = 4;
/** A longer wait is spent outside of a call, so that it holds no place in flight. */
const PATIENCE_MS = 20_000;

type Deps = Pick<JudgeDeps, 'clock' | 'sleep' | 'random' | 'env' | 'log'>;

export class JudgeClient {
  private capability: Capability = EVERYTHING;
  /** The last one with which the endpoint answered. */
  private proven: Capability = EVERYTHING;
  private breaker: Breaker = CLOSED;
  private pace: Pace;
  private lastFailure: Failure | undefined;

  constructor(
    private readonly evaluator: Evaluator,
    private readonly deps: Deps,
    private readonly signal: AbortSignal,
  ) {
    this.pace = startPace(evaluator.concurrency, deps.clock.now());
  }

  /** Calls that may be in flight now: none while nothing may be called, one to try an endpoint that failed. */
  limit(): number {
    const now = this.deps.clock.now();
    if (isOpen(this.breaker, now) || now < this.pace.pausedUntil) return 0;
    if (this.breaker.openUntil > 0) return 1;
    this.pace = faster(this.pace, this.evaluator.concurrency, now);
    return this.pace.limit;
  }

  /** Why nothing is called; empty when the endpoint is in use. */
  blocked(): string {
    return this.breaker.openUntil > 0 ? this.breaker.reason : '';
  }

  failure(): Failure | undefined {
    return this.lastFailure;
  }

  /** Milliseconds since 1970 when calling may go on. */
  resumesAt(): number {
    return Math.max(this.breaker.openUntil, this.pace.pausedUntil);
  }

  capabilityText(): string {
    return capabilityText(this.capability);
  }

  async ask(asked: Omit<JudgeRequest, 'capability'>): Promise<Answer> {
    let calls = 0;
    for (let tries = 1; ;) {
      if (this.signal.aborted) return { kind: 'later', failure: STOPPING, calls };
      if (isOpen(this.breaker, this.deps.clock.now())) return { kind: 'later', failure: this.lastFailure ?? STOPPING, calls };
      calls++;
      const used = this.capability;
      const result = await this.call({ ...asked, capability: used });
      if ('reply' in result) {
        this.breaker = afterSuccess();
        if (used === this.capability) this.proven = used;
        return { kind: 'reply', reply: result.reply, calls };
      }
      const { failure } = result;
      if (failure.parameter !== undefined && this.leaveOut(failure.parameter, used, failure.message)) continue;
      if (this.signal.aborted) return { kind: 'later', failure: STOPPING, calls };
      this.note(failure);
      if (failure.then === 'item') {
        if (used === this.capability) this.putBack();
        return { kind: 'failed', failure, calls };
      }
      if (failure.then === 'block' || isOpen(this.breaker, this.deps.clock.now())) return { kind: 'later', failure, calls };
      const wait = backoffMs(tries, failure.waitMs, this.deps.random());
      tries++;
      if (failure.error === 'rate_limited' && (tries > MOST_TRIES || wait > PATIENCE_MS)) return { kind: 'later', failure, calls };
      if (tries > MOST_TRIES) return { kind: 'failed', failure, calls };
      await this.deps.sleep(wait, this.signal);
    }
  }

  private async call(asked: JudgeRequest) {
    const { api, url, api_key_env: variable } = this.evaluator.endpoint;
    const key = variable === undefined ? undefined : this.deps.env[variable];
    if (variable !== undefined && (key === undefined || key === '')) {
      const failure: Failure = { error: 'auth', then: 'block', message: `the environment variable ${variable} holds no key` };
      return { failure };
    }
    const timeoutMs = this.evaluator.timeout_seconds * 1000;
    return callModel(asked, { shape: SHAPES[api].shape, url, key, timeoutMs, signal: this.signal, now: this.deps.clock.now() });
  }

  private note(failure: Failure): void {
    const now = this.deps.clock.now();
    const wasBlocked = this.breaker.openUntil > 0;
    this.lastFailure = failure;
    this.breaker = afterFailure(this.breaker, failure, now);
    if (failure.error === 'rate_limited') this.pace = slower(this.pace, failure.waitMs, now);
    if (!wasBlocked && this.breaker.openUntil > 0) {
      this.deps.log.error(
        { evaluator: this.evaluator.name, reason: this.breaker.reason },
        'the judge is blocked; what it should judge waits',
      );
    }
  }

  /** Leaving something out did not help: the request was at fault, and one odd request must not change the epoch of all others. */
  private putBack(): void {
    if (this.capability === this.proven) return;
    this.capability = this.proven;
    this.deps.log.warn(
      { evaluator: this.evaluator.name, now: capabilityText(this.proven) },
      'the endpoint also refused the request without the parameter; it is sent again from now on',
    );
  }

  /** True when another try sends less: calls in flight together are refused together, and only the first one leaves something out. */
  private leaveOut(parameter: string, used: Capability, message: string): boolean {
    if (used !== this.capability) return true;
    const next = without(this.capability, parameter);
    if (next === undefined) return false;
    this.capability = next;
    this.deps.log.warn(
      { evaluator: this.evaluator.name, parameter, message, now: capabilityText(next) },
      'the endpoint does not take a parameter; it is left out from now on, in another epoch',
    );
    return true;
  }
}

const STOPPING: Failure = { error: 'cancelled', then: 'retry', message: 'stopping' };
