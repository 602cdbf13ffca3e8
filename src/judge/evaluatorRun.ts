/** One evaluator at work: finds what settled, decides, claims, judges so many at once, and writes what came of it. */
import { LRUCache } from 'lru-cache';
import { isOverBudget, NOTHING_SPENT, spentShare, thinningAt, type Spending } from '../core/judge/budget';
import type { Evaluator } from '../core/judge/evaluator';
import { failedJudgement, NO_USAGE, type Judgement } from '../core/judge/judgement';
import { errorOf, stateOf } from '../core/judge/judgement';
import { spanOf, type Finished, type JudgeCall, type Purpose } from '../core/judge/judgementRows';
import { judgePrice } from '../core/judge/judgePrice';
import { normaliseText } from '../core/judge/normaliseText';
import type { JudgedText } from '../core/judge/userPrompt';
import type { JudgeWorkRow } from '../core/model/judgeTables';
import { spans } from '../core/model/tables';
import { hash } from '../core/scores/hash';
import { claim, release } from './claims';
import { decide } from './decide';
import { Identity } from './identity';
import { JudgeClient } from './judgeClient';
import { nanoseconds, type JudgeDeps } from './judgeDeps';
import { judgeText, type JudgeResult } from './judgeText';
import { readDecisions, readPending, readRequests, readState, readTexts, type SettledRequest } from './readWork';
import { SpendingBook } from './spending';
import { WorkQueue, type Unit } from './workQueue';
import { writeResults } from './writeResults';

export interface RunOptions {
  /** How long a claim holds when nothing is heard of its worker. */
  readonly leaseMs: number;
  /** Finished judgements wait so long for others to be written with. */
  readonly flushMs: number;
}

export interface RunCounts {
  eligible: number;
  sampled: number;
  scored: number;
  failed: number;
  cacheHits: number;
}

/** Told of every request and judgement, for the metrics. */
export interface RunObserver {
  decided(evaluator: string, row: JudgeWorkRow): void;
  judged(evaluator: string, row: JudgeWorkRow, judgement: Judgement): void;
}

/** Rows of settled requests may be written so long after their version; between replicas there are clocks. */
const MARGIN_NS = 120_000_000_000n;
const PAGE = 10_000;
const MOST_ADOPTED = 20_000;
const MOST_GIVEN_UP = 5000;
const CACHE_ENTRIES = 10_000;

export class EvaluatorRun {
  readonly identity: Identity;
  readonly client: JudgeClient;
  readonly spending: SpendingBook;
  readonly counts: RunCounts = { eligible: 0, sampled: 0, scored: 0, failed: 0, cacheHits: 0 };
  private readonly queue = new WorkQueue();
  private readonly stop = new AbortController();
  private readonly seen = new Map<string, bigint>();
  private readonly cache = new LRUCache<string, Judgement>({ max: CACHE_ENTRIES });
  private readonly tasks = new Set<Promise<unknown>>();
  private results: Finished[] = [];
  private inFlight = 0;
  private isRefilling = false;
  private isFlushing = false;
  private adoptedAt = -Infinity;
  private through: bigint | undefined;
  private meanCost: Spending = NOTHING_SPENT;
  private lastVersion = 0n;

  constructor(
    readonly evaluator: Evaluator,
    private readonly deps: JudgeDeps,
    private readonly options: RunOptions,
    private readonly observer: RunObserver | undefined,
  ) {
    this.identity = new Identity(evaluator);
    this.client = new JudgeClient(evaluator, deps, this.stop.signal);
    this.spending = new SpendingBook(evaluator.name, deps);
  }

  /** Takes up where any worker of this evaluator left off. @throws StorageError */
  async open(): Promise<void> {
    const { decidedThrough, judgeModel, configEpoch, evaluatorEpoch } = await readState(this.deps, this.evaluator.name);
    // An evaluator that is new begins with what settles from now on; history is judged on demand.
    this.through = decidedThrough > 0n ? decidedThrough : this.now();
    if (configEpoch === this.identity.configEpoch) this.identity.resume(judgeModel, evaluatorEpoch);
    await this.spending.refresh();
  }

  /** Nanoseconds through which everything that settled has been looked at. */
  get decidedThrough(): bigint {
    return this.through ?? 0n;
  }

  get waiting(): number {
    return this.queue.size + this.inFlight;
  }

  get isOverBudget(): boolean {
    return (
      isOverBudget(this.spending.total(), this.meanCost, this.evaluator.budget) ||
      spentShare(this.spending.total(), this.evaluator.budget) >= 1
    );
  }

  /** True when a budget in dollars is set and the price of the model is unknown: then nothing is called. */
  get isUnpriced(): boolean {
    if (this.evaluator.budget.usd_per_day === null) return false;
    return judgePrice(this.evaluator, this.identity.judgeModel, this.now(), this.deps.priceOf) === undefined;
  }

  get budgetShare(): number {
    return spentShare(this.spending.total(), this.evaluator.budget);
  }

  /** Looks at what settled since the last time, and now and then for what other workers left behind. @throws StorageError */
  async look(): Promise<void> {
    const now = this.deps.clock.now();
    // Before anything is begun: what is being asked for is not given up.
    await this.giveUp(now);
    await this.lookAtSettled();
    if (now - this.adoptedAt >= this.options.leaseMs / 2) {
      const oldest = nanoseconds(now - this.evaluator.give_up_after_hours * 3_600_000) - 2n * MARGIN_NS - DAY_NS * 2n;
      this.queue.add((await readPending(this.deps, this.evaluator.name, oldest, MOST_ADOPTED)).values());
      this.adoptedAt = now;
    }
    this.pump();
  }

  /** What could not be judged for so long is a failed judgement, with the reason that was in the way. */
  private async giveUp(now: number): Promise<void> {
    const old = this.queue.takeOlder(nanoseconds(now - this.evaluator.give_up_after_hours * 3_600_000), MOST_GIVEN_UP);
    if (old.length === 0) return;
    try {
      const ids = old.map(({ trace_id }) => trace_id);
      // Another worker may be about to score it, or have scored it: a failure would take the place of that score.
      const mine = await claim(this.deps, this.evaluator.name, ids, this.options.leaseMs);
      const known = await readDecisions(this.deps, this.evaluator.name, [...mine]);
      const open = [...known.values()].filter(({ state }) => state === 'pending');
      const names = this.evaluator.rubrics.map(({ name }) => name);
      const failure = this.client.failure();
      const openIds = new Set(open.map(({ trace_id }) => trace_id));
      this.queue.done(ids.filter((id) => !openIds.has(id)));
      for (const work of open)
        this.finish(work, failedJudgement(names, failure?.error ?? 'cancelled', failure?.message ?? 'It waited too long.'));
    } catch (error) {
      this.queue.putBack(
        old.map((work) => ({ work })),
        0,
      );
      throw error;
    }
  }

  /** Decides of these requests and takes up what is chosen. @throws StorageError */
  async take(requests: readonly SettledRequest[], isBackfill: boolean): Promise<number> {
    const thinning = thinningAt(this.budgetShare);
    const { fresh, pending } = await decide(this.deps, requests, {
      evaluator: this.evaluator,
      configEpoch: this.identity.configEpoch,
      thinning,
      isBackfill,
    });
    for (const row of fresh) this.observer?.decided(this.evaluator.name, row);
    this.counts.eligible += fresh.length;
    this.counts.sampled += fresh.filter(({ state }) => state === 'pending').length;
    this.queue.add(pending);
    this.pump();
    return pending.length;
  }

  /** Keeps the claims of what is being judged: a judgement may take longer than a lease. @throws StorageError */
  async renew(): Promise<void> {
    const now = this.deps.clock.now();
    const old = this.queue.ownedSince(now - this.options.leaseMs / 3);
    if (old.length > 0) this.queue.renewed(await claim(this.deps, this.evaluator.name, old, this.options.leaseMs), now);
  }

  /** Takes up chosen work by hand: that of a back-fill which was interrupted. */
  adopt(rows: Iterable<JudgeWorkRow>): void {
    this.queue.add(rows);
    this.pump();
  }

  /** Resolves when nothing waits that can be judged, and all is written. */
  async idle(): Promise<void> {
    while (!this.stop.signal.aborted) {
      this.pump();
      if (this.tasks.size > 0) await Promise.race(this.tasks);
      else if (!this.isUnpriced && (this.queue.size > 0 || this.queue.ready > 0))
        await this.deps.sleep(Math.max(1, this.nextAt() - this.deps.clock.now()), this.stop.signal);
      else return;
    }
  }

  /** Lets calls in flight end for a while, writes what is finished, and gives back the rest. */
  async close(graceMs: number): Promise<void> {
    this.queue.close();
    const grace = new AbortController();
    await Promise.race([this.settleTasks(), this.deps.sleep(graceMs, grace.signal)]);
    grace.abort();
    this.stop.abort();
    await this.settleTasks();
    await release(this.deps, this.evaluator.name, this.queue.claimedIds());
  }

  private async settleTasks(): Promise<void> {
    while (this.tasks.size > 0) await Promise.race(this.tasks);
  }

  private async lookAtSettled(): Promise<void> {
    for (;;) {
      const began = this.now();
      const from = (this.through ?? began) - MARGIN_NS;
      const page = await readRequests(this.deps, { by: 'settled', from: from > 0n ? from : 0n, to: began + DAY_NS, limit: PAGE });
      await this.take(
        page.filter(({ trace_id, settledAt }) => this.seen.get(trace_id) !== settledAt),
        false,
      );
      for (const { trace_id, settledAt } of page) this.seen.set(trace_id, settledAt);
      const last = page.at(-1)?.settledAt;
      if (page.length < PAGE || last === undefined) {
        this.through = began;
        break;
      }
      this.through = last + MARGIN_NS;
    }
    const forget = (this.through ?? 0n) - 2n * MARGIN_NS;
    for (const [id, version] of this.seen) if (version < forget) this.seen.delete(id);
  }

  private nextAt(): number {
    return Math.max(this.queue.nextAt(), this.client.resumesAt());
  }

  /** Starts whatever can be started. Never waits. */
  private pump(): void {
    if (this.stop.signal.aborted) return;
    const limit = this.isUnpriced ? 0 : this.client.limit();
    while (this.inFlight < limit) {
      const unit = this.queue.next(this.deps.clock.now(), this.options.leaseMs);
      if (unit === undefined) break;
      this.inFlight++;
      this.run(
        this.judge(unit).finally(() => {
          this.inFlight--;
        }),
      );
    }
    if (limit > 0 && !this.isRefilling && this.queue.ready < limit && this.queue.hasDue(this.deps.clock.now())) {
      this.isRefilling = true;
      this.run(
        this.refill(Math.max(64, 4 * limit)).finally(() => {
          this.isRefilling = false;
        }),
      );
    }
  }

  private run(task: Promise<unknown>): void {
    const tracked: Promise<unknown> = task
      .catch(async (error: unknown) => {
        this.deps.log.error({ err: error, evaluator: this.evaluator.name }, 'the judge could not go on; it tries again');
        await this.deps.sleep(1000, this.stop.signal);
      })
      .finally(() => {
        this.tasks.delete(tracked);
        this.pump();
      });
    this.tasks.add(tracked);
  }

  /** Claims the next ones, checks that nobody has finished them meanwhile, and reads their text. */
  private async refill(count: number): Promise<void> {
    const units = this.queue.takeDue(this.deps.clock.now(), count);
    try {
      const ids = units.map(({ work }) => work.trace_id);
      const mine = await claim(this.deps, this.evaluator.name, ids, this.options.leaseMs);
      const now = await readDecisions(this.deps, this.evaluator.name, [...mine]);
      const open = [...now.values()].filter(({ state }) => state === 'pending');
      const texts = open.length === 0 ? new Map<string, JudgedText>() : await readTexts(this.deps, open);
      // What is another's is looked for again by `look`, in case the other one dies.
      this.queue.makeReady(units, open, texts, this.deps.clock.now());
    } catch (error) {
      this.queue.putBack(units, this.deps.clock.now() + 1000);
      throw error;
    }
  }

  private async judge(unit: Unit): Promise<void> {
    const { work, text } = unit;
    const names = this.evaluator.rubrics.map(({ name }) => name);
    const key = cacheKey(text, this.identity.epoch);
    const cached = this.cache.get(key);
    if (cached !== undefined) {
      this.counts.cacheHits++;
      return this.finish(work, { ...cached, usage: NO_USAGE, costUsd: 0, calls: 0, latencyMs: 0, isCacheHit: true });
    }
    const estimate = this.estimate(text);
    if (isOverBudget(this.spending.total(), estimate, this.evaluator.budget)) {
      return this.finish(work, failedJudgement(names, 'budget_exhausted', 'The budget of the day is spent.'));
    }
    this.spending.reserve(estimate);
    let actual = NOTHING_SPENT;
    try {
      const result = await judgeText(text, this.evaluator, this.client, this.deps);
      if (result.kind === 'later') {
        actual = spendingOf(result.paid);
        this.queue.putBack([unit], Math.max(this.deps.clock.now() + 1000, this.client.resumesAt()));
        await this.book(result.paid, work, 'put_off');
        return;
      }
      actual = spendingOf(result.judgement);
      if (actual.tokens > 0) this.meanCost = this.meanCost.tokens === 0 ? actual : mixed(this.meanCost, actual);
      this.finish(work, result.judgement);
      if (result.judgement.model !== '' && errorOf(result.judgement) === '')
        this.cache.set(cacheKey(text, this.identity.epoch), result.judgement);
    } finally {
      this.spending.settle(estimate, actual);
    }
  }

  /**
   * Judges a text that is no request of the day (a fixed item, the bridge), within the budget, and books what it has cost.
   * @throws StorageError
   */
  async judgeAside(text: JudgedText, work: JudgeCall['work'], purpose: Purpose): Promise<JudgeResult | { readonly kind: 'over_budget' }> {
    await this.spending.refresh();
    const estimate = this.estimate(text);
    if (this.isUnpriced || isOverBudget(this.spending.total(), estimate, this.evaluator.budget)) return { kind: 'over_budget' };
    this.spending.reserve(estimate);
    let actual = NOTHING_SPENT;
    try {
      const result = await judgeText(text, this.evaluator, this.client, this.deps);
      const paid = result.kind === 'later' ? result.paid : result.judgement;
      actual = spendingOf(paid);
      await this.book(paid, work, purpose);
      return result;
    } finally {
      this.spending.settle(estimate, actual);
    }
  }

  /** What was paid goes to the store before it leaves the reserve, so that no reading of the store misses it. */
  private async book(judgement: Judgement, work: JudgeCall['work'], purpose: Purpose): Promise<void> {
    if (spendingOf(judgement).tokens === 0) return;
    const epoch = this.identity.epoch || this.identity.configEpoch;
    const now = this.now();
    const row = spanOf({ work, judgement, evaluator: this.evaluator, epoch, now, worker: this.deps.worker, hash, purpose });
    if (row !== null) await this.deps.driver.insert(spans, [row]);
  }

  /** Tokens by the length of the text until some calls have shown what they take; three characters a token are on the safe side. */
  private estimate({ question, answer, documents }: JudgedText): Spending {
    if (this.meanCost.tokens > 0) return this.meanCost;
    const chars = question.length + answer.length + documents.reduce((sum, { content }) => sum + content.length, 0);
    return { usd: 0, tokens: Math.ceil(Math.min(chars, this.evaluator.max_input_chars) / 3) + 500 };
  }

  private finish(work: JudgeWorkRow, judgement: Judgement): void {
    const { epoch, hasChanged } = this.identity.note(judgement.model, this.client.capabilityText());
    if (hasChanged) {
      this.cache.clear();
      this.deps.log.warn(
        { evaluator: this.evaluator.name, model: judgement.model, epoch },
        'another model answers: its scores are a new epoch',
      );
    }
    this.counts[stateOf(judgement)]++;
    this.observer?.judged(this.evaluator.name, work, judgement);
    const now = this.nextVersion(work.row_version);
    this.results.push({ work, judgement, evaluator: this.evaluator, epoch, now, worker: this.deps.worker, hash });
    if (!this.isFlushing) {
      this.isFlushing = true;
      this.run(
        this.flush().finally(() => {
          this.isFlushing = false;
        }),
      );
    }
  }

  /** What has cost money is kept until it is written. */
  private async flush(): Promise<void> {
    while (this.results.length > 0) {
      if (this.options.flushMs > 0 && this.results.length < FULL_FLUSH) await this.deps.sleep(this.options.flushMs, this.stop.signal);
      const batch = this.results.slice(0, MOST_FLUSHED);
      try {
        await writeResults(this.deps, batch);
      } catch (error) {
        this.deps.log.error(
          { err: error, judgements: this.results.length },
          'judgements could not be written; they are kept for the next try',
        );
        if (this.stop.signal.aborted) throw error;
        await this.deps.sleep(2000, this.stop.signal);
        continue;
      }
      this.results = this.results.slice(batch.length);
      this.queue.done(batch.map(({ work }) => work.trace_id));
    }
    await this.spending.refresh();
  }

  private now(): bigint {
    return nanoseconds(this.deps.clock.now());
  }

  /** Newer than the decision and than everything this process wrote, whatever the clocks say. */
  private nextVersion(known: bigint): bigint {
    const now = this.now();
    this.lastVersion = [now, this.lastVersion + 1n, known + 1n].reduce((a, b) => (b > a ? b : a));
    return this.lastVersion;
  }
}

const DAY_NS = 86_400_000_000_000n;
const FULL_FLUSH = 128;
const MOST_FLUSHED = 1000;

function spendingOf({ usage, costUsd }: Judgement): Spending {
  return { usd: costUsd ?? 0, tokens: usage.input + usage.output };
}

/** A mean that forgets slowly. */
function mixed(mean: Spending, next: Spending): Spending {
  return { usd: mean.usd * 0.95 + next.usd * 0.05, tokens: mean.tokens * 0.95 + next.tokens * 0.05 };
}

/** The same question, answer and documents in the same epoch have the same judgement. */
function cacheKey({ question, answer, documents }: JudgedText, epoch: string): string {
  const plain = (text: string): string =>
    normaliseText(text, text.length + 1)
      .text.replace(/\s+/g, ' ')
      .trim();
  return hash(
    JSON.stringify([epoch, plain(question), plain(answer), documents.map(({ id, version, content }) => [id, version, plain(content)])]),
  );
}
