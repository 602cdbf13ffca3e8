import type { TouchedTraces } from '../core/settle/touchedTraces';
import { StorageError } from '../storage/driver';
import { readCheckpoint, writeCheckpoint } from './checkpoint';
import { findChangedHours, findUnsettled, MARGIN_NS } from './findUnsettled';
import { groupBySize } from './groupBySize';
import { HourSet } from './hourSet';
import { FeedbackPlacer } from './placeFeedback';
import { recomputeHours } from './recomputeHours';
import { SessionWatch } from './sessionWatch';
import type { SettleDeps } from './settleDeps';
import { settleTraces } from './settleTraces';
import { TraceQueue, type QueuedTrace } from './traceQueue';
import { UnplacedScores } from './unplacedScores';

export interface RoundStats {
  /** Interactions written since the start, also those written again. */
  readonly settled: number;
  /** Traces that could not be settled and were given up. */
  readonly failed: number;
}

export interface RoundOptions {
  readonly deps: SettleDeps;
  readonly clock: { now(): number };
  readonly log: { info(details: object, message: string): void; error(details: object, message: string): void };
  readonly replicaId: string;
  /** Most traces that wait in memory. */
  readonly capacity: number;
  /** Milliseconds without a span after which a trace settles. */
  readonly quietMs: number;
}

/** Traces of one read. More share the price of a statement; the ids have to fit into one. */
const BATCH = 1000;
/** Batches before the hours are summed up, so that a long backlog shows as it is worked off. */
const BATCHES_A_ROUND = 25;
/** Pause between two checkpoints, each of which is a small insert. */
const CHECKPOINT_MS = 10_000;

/** Rounds run one at a time; each leaves the store right for the hours it touched, or hands them to the next. */
export class SettleRounds {
  readonly queue: TraceQueue;
  private readonly unplaced: UnplacedScores;
  private readonly placer: FeedbackPlacer;
  private readonly sessions: SessionWatch;
  private readonly hours = new HourSet();
  private version = 0n;
  private settled = 0;
  private failed = 0;
  private last: Promise<unknown> = Promise.resolve();
  private checkpointAt = -Infinity;
  /** Something was settled since the last checkpoint. */
  private isDirty = false;
  private hasWorked = false;

  constructor(private readonly options: RoundOptions) {
    this.queue = new TraceQueue(options.capacity);
    this.unplaced = new UnplacedScores(options.deps);
    this.placer = new FeedbackPlacer(options.deps, BigInt(Math.round(options.quietMs)) * 1_000_000n);
    this.sessions = new SessionWatch(options.deps);
  }

  stats(): RoundStats {
    return { settled: this.settled, failed: this.failed };
  }

  /** Settles what nothing came for since `before` (milliseconds), until there is no more of it. */
  run({ before }: { readonly before: number }): Promise<number> {
    return this.alone(async () => {
      let written = 0;
      this.touch(await this.unplaced.look(this.now()));
      this.touch(await this.placer.look(this.now()));
      do written += await this.round(before);
      while (this.queue.hasDue(before));
      this.touch(await this.sessions.look(this.options.clock.now()));
      while (this.queue.hasDue(before)) written += await this.round(before);
      return written;
    });
  }

  /** Finds what was received and not settled when the last run ended, however it ended. */
  recover(): Promise<void> {
    return this.alone(async () => {
      const { deps, log } = this.options;
      const from = await readCheckpoint(deps);
      this.unplaced.startFrom(from);
      const found = await this.findFrom(from);
      this.hours.addAll(await findChangedHours(deps, from));
      if (found > 0 || this.hours.size > 0) log.info({ traces: found, hours: this.hours.size }, 'taking up what the last run left');
      await this.sumUp();
      await this.sessions.recover(this.options.clock.now());
    });
  }

  /** Waits for the round under way and says how far it came. Nothing may arrive any more. */
  close(): Promise<void> {
    return this.alone(async () => {
      if (this.hasWorked) await this.checkpoint(this.now());
    });
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work);
    this.last = result.catch(() => undefined);
    return result;
  }

  private async round(before: number): Promise<number> {
    const began = this.now();
    let written = 0;
    for (let batches = 0; batches < BATCHES_A_ROUND; batches++) {
      const due = this.queue.takeDue(before, BATCH);
      if (due.length === 0) break;
      written += await this.settle(due);
    }
    await this.sumUp();
    await this.findMissed();
    if (this.isDirty && this.options.clock.now() >= this.checkpointAt + CHECKPOINT_MS) await this.checkpoint(began - MARGIN_NS);
    return written;
  }

  private async settle(due: readonly QueuedTrace[]): Promise<number> {
    this.isDirty = true;
    this.hasWorked = true;
    let written = 0;
    let rest = due;
    try {
      for (const group of await groupBySize(this.options.deps, due)) {
        written += await this.settleGroup(group);
        rest = rest.slice(group.length);
      }
    } catch (error) {
      this.queue.putBack(rest);
      throw error;
    }
    return written;
  }

  /** Gives up on nothing but a single trace that cannot be settled; smaller and smaller parts tell which one it is. */
  private async settleGroup(group: readonly QueuedTrace[]): Promise<number> {
    try {
      const options = { version: this.nextVersion(), hasUnplacedScores: this.unplaced.exist };
      const { settled, hours, contested, sessions } = await settleTraces(this.options.deps, group, options);
      this.hours.addAll(hours);
      this.sessions.add(sessions);
      this.touch(new Map(contested.map((id) => [id, { receivedAt: this.now() }])));
      this.settled += settled;
      return settled;
    } catch (error) {
      if (error instanceof StorageError && (error.kind === 'unavailable' || error.kind === 'cancelled')) throw error;
      if (group.length > 1) {
        const half = Math.ceil(group.length / 2);
        return (await this.settleGroup(group.slice(0, half))) + (await this.settleGroup(group.slice(half)));
      }
      this.failed++;
      this.options.log.error(
        { err: error, traceId: group[0]?.id },
        'a trace could not be settled and is left out until more of it arrives',
      );
      return 0;
    }
  }

  /** Takes up from the store what did not fit into the queue, once there is room. */
  private async findMissed(): Promise<void> {
    const missed = this.queue.missedSince;
    if (missed === undefined || this.queue.size > 0) return;
    this.queue.forgetMissed();
    try {
      await this.findFrom(missed - MARGIN_NS);
    } catch (error) {
      this.queue.miss(missed);
      throw error;
    }
  }

  /** Hours that fail stay for the next round; they are found again also after a stop, as the checkpoint has not moved. */
  private async sumUp(): Promise<void> {
    if (this.hours.size === 0) return;
    await recomputeHours(this.options.deps, this.hours);
    this.hours.clear();
  }

  private async findFrom(from: bigint): Promise<number> {
    const { capacity } = this.options;
    const { traces, moreSince } = await findUnsettled(this.options.deps, from > 0n ? from : 0n, capacity);
    this.touch(traces);
    if (moreSince !== undefined) this.queue.miss(moreSince);
    return traces.size;
  }

  private touch(touched: TouchedTraces): void {
    if (touched.size > 0) this.queue.touch(touched, this.options.clock.now());
  }

  /** @param through nanoseconds; nothing that was received before it is on its way */
  private async checkpoint(through: bigint): Promise<void> {
    const oldest = this.queue.oldest();
    const reached = oldest === undefined || oldest > through ? through : oldest;
    await writeCheckpoint(this.options.deps, this.options.replicaId, reached > 0n ? reached : 0n);
    this.checkpointAt = this.options.clock.now();
    this.isDirty = oldest !== undefined;
  }

  private now(): bigint {
    return BigInt(Math.round(this.options.clock.now())) * 1_000_000n;
  }

  /** Grows also where the clock stands still or goes back. */
  private nextVersion(): bigint {
    const now = this.now();
    this.version = now > this.version ? now : this.version + 1n;
    return this.version;
  }
}
