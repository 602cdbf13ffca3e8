/**
 * The background job that turns received traces into interactions. Ingest says what arrived; a trace settles when it has
 * been quiet for a while, and again whenever something more arrives for it.
 */
import type { Settings } from '../config/settings';
import { compilePrices } from '../core/cost/compilePrices';
import type { TouchedTraces } from '../core/settle/touchedTraces';
import { compileTopics } from '../core/topics/compileTopics';
import type { Driver } from '../storage/driver';
import { layoutOf, type SettleDeps } from './settleDeps';
import { SettleRounds, type RoundStats } from './settleRounds';
import { loadValidate } from './loadValidate';
import { shippedPrices } from './shippedPrices';

export interface SettlerStats extends RoundStats {
  /** Traces that wait. */
  readonly queued: number;
  /** Seconds since the longest waiting one was received. */
  readonly lagSeconds: number;
}

export interface Settler {
  /** Something durable arrived for these traces. Never waits. */
  touch(traces: TouchedTraces): void;
  /** Finds what the last run left behind, then settles in the background until `close`. */
  start(): Promise<void>;
  /** Settles what has been quiet long enough; resolves with the number of interactions written. @throws StorageError */
  settleDue(): Promise<number>;
  /** Settles everything that arrived until now, quiet or not. @throws StorageError */
  settleAll(): Promise<void>;
  /** Ends the background work after the round under way. What waits is found again at the next start. */
  close(): Promise<void>;
  stats(): SettlerStats;
}

export interface SettlerOptions {
  readonly driver: Driver;
  readonly settings: Pick<Settings, 'file' | 'database' | 'clickhouse'>;
  /** Milliseconds since 1970. */
  readonly clock: { now(): number };
  readonly log: { info(details: object, message: string): void; error(details: object, message: string): void };
  /** Names this process among those that share the store, the same after a restart. */
  readonly replicaId: string;
  /** Waiting traces held in memory, about 200 bytes each; what does not fit is found again in the store. */
  readonly capacity?: number;
}

const CAPACITY = 500_000;

/** @throws Error that names the topic when a rule of the configuration cannot be used */
export function createSettler({ driver, settings, clock, log, replicaId, capacity = CAPACITY }: SettlerOptions): Settler {
  const deps: SettleDeps = {
    driver,
    layout: layoutOf(settings),
    topicOf: compileTopics(settings.file.topics),
    priceOf: compilePrices([settings.file.prices, shippedPrices()]),
    validate: loadValidate(settings.file.validators, log),
    topicAttributes: [...new Set(settings.file.topics.flatMap(({ attribute }) => attribute?.key ?? []))],
  };
  const quietMs = settings.file.settle.quiet_seconds * 1000;
  const rounds = new SettleRounds({ deps, clock, log, replicaId, capacity, quietMs });
  const background = new Background(() => rounds.run({ before: clock.now() - quietMs }), log);
  return {
    touch: (traces) => rounds.queue.touch(traces, clock.now()),
    async start() {
      await rounds.recover();
      background.start();
    },
    settleDue: () => rounds.run({ before: clock.now() - quietMs }),
    async settleAll() {
      await rounds.run({ before: clock.now() });
    },
    async close() {
      await background.stop();
      await rounds.close();
    },
    stats: () => ({ ...rounds.stats(), queued: rounds.queue.size, lagSeconds: lagOf(rounds.queue.oldest(), clock.now()) }),
  };
}

function lagOf(oldest: bigint | undefined, now: number): number {
  return oldest === undefined ? 0 : Math.max(0, now / 1000 - Number(oldest) / 1e9);
}

const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** Runs a round, pauses, and so on; after a failure with longer and longer pauses. */
class Background {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private pauseMs = PAUSE_MS;
  private stopped = true;

  constructor(
    private readonly round: () => Promise<unknown>,
    private readonly log: SettlerOptions['log'],
  ) {}

  start(): void {
    this.stopped = false;
    this.schedule();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.once().finally(() => this.schedule());
    }, this.pauseMs);
    // Waiting for the next round keeps no process alive.
    this.timer.unref();
  }

  private async once(): Promise<void> {
    try {
      await this.round();
      this.pauseMs = PAUSE_MS;
    } catch (error) {
      this.pauseMs = Math.min(LONGEST_PAUSE_MS, this.pauseMs * 2);
      this.log.error({ err: error, nextTryMs: this.pauseMs }, 'settling failed; the traces wait for the next try');
    }
  }
}
