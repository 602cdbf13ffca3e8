/**
 * The judge: its evaluators at work in the background, their health, and judging on demand. All state is in the store, so
 * any number of these may run; what one leaves, another takes up.
 */
import { appliesToSql } from '../core/judge/appliesToSql';
import { hostOf } from '../core/judge/epoch';
import { evaluatorOf } from '../core/judge/evaluator';
import type { EvaluatorConfig } from '../core/judge/evaluatorSchema';
import { judgeState } from '../core/model/judgeTables';
import { runBridge } from './bridgeRun';
import { claim, release } from './claims';
import { hasCanaries, lastCanaries, runCanaries } from './canaryRun';
import { EvaluatorRun, type RunObserver } from './evaluatorRun';
import { nanoseconds, type JudgeDeps } from './judgeDeps';

export interface JudgeOptions {
  readonly deps: JudgeDeps;
  readonly evaluators: readonly EvaluatorConfig[];
  readonly observer?: RunObserver;
  /** Milliseconds; those of a service when absent. */
  readonly timing?: Partial<JudgeTiming>;
}

export interface JudgeTiming {
  readonly pollMs: number;
  readonly leaseMs: number;
  readonly flushMs: number;
  readonly heartbeatMs: number;
  readonly graceMs: number;
}

/** Claims of what is being judged are renewed with the heartbeat, so a lease is how long a dead worker's share waits. */
const TIMING: JudgeTiming = { pollMs: 2000, leaseMs: 360_000, flushMs: 1000, heartbeatMs: 15_000, graceMs: 5000 };

export type EvaluatorState = 'running' | 'blocked' | 'budget_exhausted' | 'suspect';

export interface EvaluatorStatus {
  readonly name: string;
  readonly state: EvaluatorState;
  /** Empty while it runs. */
  readonly reason: string;
  readonly waiting: number;
  readonly eligible: number;
  readonly sampled: number;
  readonly scored: number;
  readonly failed: number;
}

export interface Judge {
  /** Takes up what was left, then works in the background. @throws StorageError */
  start(): Promise<void>;
  /** Decides and judges everything that settled until now. @throws StorageError */
  judgeAll(): Promise<void>;
  status(): readonly EvaluatorStatus[];
  readonly runs: readonly EvaluatorRun[];
  /** Ends the work: calls in flight get a moment, the rest is left for others. */
  close(): Promise<void>;
}

export function createJudge({ deps, evaluators, observer, timing: given }: JudgeOptions): Judge {
  const timing = { ...TIMING, ...given };
  const workers = evaluators.map((config) => new Worker(new EvaluatorRun(evaluatorOf(config), deps, timing, observer), deps, timing));
  return {
    runs: workers.map(({ run }) => run),
    async start() {
      for (const worker of workers) await worker.start();
    },
    async judgeAll() {
      for (const worker of workers) await worker.once();
    },
    status: () => workers.map((worker) => worker.status()),
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

class Worker {
  private readonly stop = new AbortController();
  private background: Promise<unknown> = Promise.resolve();
  private isOpen = false;
  private wrong: readonly string[] = [];
  private triedAt = -Infinity;
  private triedEpoch = '';
  private bridgedEpoch = '';

  constructor(
    readonly run: EvaluatorRun,
    private readonly deps: JudgeDeps,
    private readonly timing: JudgeTiming,
  ) {}

  async start(): Promise<void> {
    await this.open();
    this.background = Promise.all([
      this.every(this.timing.pollMs, () => this.run.look()),
      this.every(this.timing.heartbeatMs, () => this.beat()),
      this.every(this.timing.heartbeatMs, () => this.tend()),
    ]);
  }

  async once(): Promise<void> {
    await this.open();
    await this.run.look();
    await this.run.idle();
    await this.beat();
    await this.tend();
    await this.heartbeat();
  }

  status(): EvaluatorStatus {
    const { eligible, sampled, scored, failed } = this.run.counts;
    return { name: this.run.evaluator.name, ...this.stateNow(), waiting: this.run.waiting, eligible, sampled, scored, failed };
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.run.close(this.timing.graceMs);
    await this.background;
    if (this.isOpen) await this.heartbeat('stopped').catch(() => undefined);
  }

  private async open(): Promise<void> {
    if (this.isOpen) return;
    await this.run.open();
    await this.heartbeat();
    this.isOpen = true;
  }

  private async every(ms: number, work: () => Promise<void>): Promise<void> {
    while (!this.stop.signal.aborted) {
      await work().catch((error: unknown) =>
        this.deps.log.error({ err: error, evaluator: this.run.evaluator.name }, 'the judge could not look for work; it tries again'),
      );
      await this.deps.sleep(ms, this.stop.signal);
    }
  }

  /** Says that it lives and how it is; never waits for the model. */
  private async beat(): Promise<void> {
    await this.heartbeat();
    await this.run.renew();
    await this.run.spending.refresh();
  }

  /** Canaries and the bridge: each by one worker at a time, as they cost money. */
  private async tend(): Promise<void> {
    if (!(await this.isTrialDue()) && !this.isBridgeDue()) return;
    if (this.run.isOverBudget || !(await this.mayTend())) return;
    try {
      if (await this.isTrialDue()) await this.tryCanaries();
      if (this.isBridgeDue()) await this.bridge();
    } finally {
      await release(this.deps, this.run.evaluator.name, [ASIDE]);
    }
  }

  /** Claims, or renews the claim. */
  private readonly mayTend = async (): Promise<boolean> =>
    !this.stop.signal.aborted && (await claim(this.deps, this.run.evaluator.name, [ASIDE], this.timing.leaseMs)).size > 0;

  /** Takes over what any worker has found out; true when there is something left to find out. */
  private async isTrialDue(): Promise<boolean> {
    const { run, deps } = this;
    const { epoch } = run.identity;
    if (!hasCanaries(run.evaluator)) return false;
    if (epoch === '') return true;
    if (epoch === this.triedEpoch && deps.clock.now() - this.triedAt < DAY_MS) return false;
    const { wrong, open, since } = await lastCanaries(deps, run.evaluator.name, epoch);
    if (open.length > 0) return true;
    [this.wrong, this.triedAt, this.triedEpoch] = [wrong, since, epoch];
    if (wrong.length > 0) deps.log.error({ evaluator: run.evaluator.name, items: wrong }, 'the judge is suspect: it got fixed items wrong');
    return false;
  }

  private async tryCanaries(): Promise<void> {
    const { run, deps } = this;
    const epochOf = (model: string): string => run.identity.note(model, run.client.capabilityText()).epoch;
    const { open } = await lastCanaries(deps, run.evaluator.name, run.identity.epoch);
    if (await runCanaries(deps, run, open, { epochOf, keep: this.mayTend })) await this.isTrialDue();
  }

  private isBridgeDue(): boolean {
    const { evaluator, identity } = this.run;
    return evaluator.bridge !== undefined && identity.epoch !== '' && identity.epoch !== this.bridgedEpoch;
  }

  private async bridge(): Promise<void> {
    const { epoch } = this.run.identity;
    if (await runBridge(this.deps, this.run, epoch, this.mayTend)) this.bridgedEpoch = epoch;
  }

  private stateNow(): { readonly state: EvaluatorState; readonly reason: string } {
    const blocked = this.run.client.blocked() || this.priceMissing();
    if (blocked !== '') return { state: 'blocked', reason: blocked };
    if (this.run.isOverBudget) return { state: 'budget_exhausted', reason: 'The budget of the day is spent; it goes on at 00:00 UTC.' };
    if (this.wrong.length > 0) return { state: 'suspect', reason: `It got fixed items wrong: ${this.wrong.join(', ')}.` };
    return { state: 'running', reason: '' };
  }

  /** A budget in dollars cannot be held where nobody knows the price. */
  private priceMissing(): string {
    return this.run.isUnpriced
      ? `No price of ${this.run.evaluator.model} is known, so its budget in dollars cannot be held: add it to "prices".`
      : '';
  }

  private async heartbeat(state?: 'stopped'): Promise<void> {
    const { evaluator, identity, client, decidedThrough, budgetShare } = this.run;
    const now = this.stateNow();
    await this.deps.driver.insert(judgeState, [
      {
        evaluator: evaluator.name,
        worker: this.deps.worker,
        state: state ?? now.state,
        reason: now.reason,
        model: evaluator.model,
        host: hostOf(evaluator.endpoint.url),
        config_epoch: identity.configEpoch,
        evaluator_epoch: identity.epoch,
        judge_model: identity.judgeModel,
        capability: client.capabilityText(),
        applies_to: appliesToSql(evaluator),
        late_after_s: evaluator.late_after_seconds,
        budget_share: budgetShare,
        decided_through: decidedThrough,
        updated_at: nanoseconds(this.deps.clock.now()),
      },
    ]);
  }
}

const DAY_MS = 86_400_000;
/** What is claimed for canaries and bridge; no trace has this id. */
const ASIDE = 'canaries and bridge';
