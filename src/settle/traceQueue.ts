import type { TouchedTraces, TraceTouch } from '../core/settle/touchedTraces';

export interface QueuedTrace extends TraceTouch {
  readonly id: string;
  /** Milliseconds at which something arrived for it the last time. */
  readonly touchedAt: number;
}

/**
 * Traces that wait to be quiet. Ordered by their last touch, so what is due stands in front. Bounded: what does not fit
 * is remembered by its time of receipt only, and found again in the store.
 */
export class TraceQueue {
  private readonly traces = new Map<string, QueuedTrace>();
  private missed: bigint | undefined;

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.traces.size;
  }

  /** @param now milliseconds */
  touch(touched: TouchedTraces, now: number): void {
    for (const [id, touch] of touched) {
      const known = this.traces.get(id);
      if (known === undefined && this.traces.size >= this.capacity) {
        this.miss(touch.receivedAt);
        continue;
      }
      this.traces.delete(id);
      this.traces.set(id, merge({ ...touch, id, touchedAt: now }, known));
    }
  }

  /** Remembers that something received at this time waits in the store alone. */
  miss(receivedAt: bigint): void {
    this.missed = earlier(this.missed, receivedAt);
  }

  /** Nanoseconds at which the first of those that did not fit was received. */
  get missedSince(): bigint | undefined {
    return this.missed;
  }

  forgetMissed(): void {
    this.missed = undefined;
  }

  hasDue(before: number): boolean {
    const [first] = this.traces.values();
    return first !== undefined && first.touchedAt <= before;
  }

  /** Takes out up to `limit` traces that nothing came for since `before` (milliseconds). */
  takeDue(before: number, limit: number): QueuedTrace[] {
    const due: QueuedTrace[] = [];
    for (const trace of this.traces.values()) {
      if (trace.touchedAt > before || due.length >= limit) break;
      due.push(trace);
    }
    for (const { id } of due) this.traces.delete(id);
    return due;
  }

  /** Returns traces whose round failed. What came for them meanwhile keeps its place. */
  putBack(traces: readonly QueuedTrace[]): void {
    for (const trace of traces) {
      const known = this.traces.get(trace.id);
      this.traces.set(trace.id, known === undefined ? trace : merge(known, trace));
    }
  }

  /** Nanoseconds at which the longest waiting one was received. */
  oldest(): bigint | undefined {
    let oldest = this.missed;
    for (const { receivedAt } of this.traces.values()) oldest = earlier(oldest, receivedAt);
    return oldest;
  }
}

function merge(newer: QueuedTrace, older: QueuedTrace | undefined): QueuedTrace {
  if (older === undefined) return newer;
  return {
    ...newer,
    minStart: earlier(newer.minStart, older.minStart),
    maxEnd: later(newer.maxEnd, older.maxEnd),
    receivedAt: newer.receivedAt < older.receivedAt ? newer.receivedAt : older.receivedAt,
  };
}

function earlier<T extends bigint | undefined>(a: bigint | undefined, b: T): bigint | T {
  return a === undefined ? b : b === undefined || a < b ? a : b;
}

function later(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined ? b : b === undefined || a > b ? a : b;
}
