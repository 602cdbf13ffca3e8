/** What one worker has to judge, in the order in which it settled: waiting, then claimed and with its text. */
import type { JudgedText } from '../core/judge/userPrompt';
import type { JudgeWorkRow } from '../core/model/judgeTables';

interface Waiting {
  readonly work: JudgeWorkRow;
  /** Milliseconds since 1970 before which it is not tried. */
  readonly notBefore: number;
}

export interface Unit {
  readonly work: JudgeWorkRow;
  readonly text: JudgedText;
  /** Milliseconds since 1970. */
  readonly claimedAt: number;
}

/** More wait in the store, where they are found again. */
const MOST_WAITING = 50_000;

export class WorkQueue {
  private readonly waiting = new Map<string, Waiting>();
  private readonly claimed: Unit[] = [];
  /** Everything that this worker has taken and not finished. */
  private readonly held = new Set<string>();
  /** Milliseconds since 1970 when what this worker judges, or is about to, was claimed. */
  private readonly owned = new Map<string, number>();
  private isClosed = false;

  get size(): number {
    return this.waiting.size;
  }

  /** Claimed, with text, not begun. */
  get ready(): number {
    return this.claimed.length;
  }

  add(rows: Iterable<JudgeWorkRow>): void {
    for (const work of rows) {
      if (this.waiting.size >= MOST_WAITING) return;
      if (!this.held.has(work.trace_id) && !this.waiting.has(work.trace_id)) this.waiting.set(work.trace_id, { work, notBefore: 0 });
    }
  }

  hasDue(now: number): boolean {
    if (this.isClosed) return false;
    for (const { notBefore } of this.waiting.values()) if (notBefore <= now) return true;
    return false;
  }

  /** Milliseconds since 1970 when the first one may be tried; 0 when one may be now. */
  nextAt(): number {
    if (this.claimed.length > 0) return 0;
    let next = Number.POSITIVE_INFINITY;
    for (const { notBefore } of this.waiting.values()) next = Math.min(next, notBefore);
    return Number.isFinite(next) ? next : 0;
  }

  /** Takes out the next ones; they are held until they are finished, put back or made ready. */
  takeDue(now: number, count: number): readonly Waiting[] {
    const due: Waiting[] = [];
    for (const [id, waiting] of this.waiting) {
      if (due.length >= count) break;
      if (waiting.notBefore > now) continue;
      due.push(waiting);
      this.waiting.delete(id);
      this.held.add(id);
    }
    return due;
  }

  /** @param open those of the taken that this worker may judge, with their newest rows */
  makeReady(taken: readonly Waiting[], open: readonly JudgeWorkRow[], texts: ReadonlyMap<string, JudgedText>, now: number): void {
    const mine = new Set(open.map(({ trace_id }) => trace_id));
    for (const { work } of taken) if (!mine.has(work.trace_id)) this.held.delete(work.trace_id);
    for (const work of open) {
      const text = texts.get(work.trace_id) ?? { question: '', answer: '', documents: [] };
      this.claimed.push({ work, text, claimedAt: now });
      this.owned.set(work.trace_id, now);
    }
  }

  /** The next one whose claim still holds; those whose claim ran out are claimed again. */
  next(now: number, leaseMs: number): Unit | undefined {
    for (;;) {
      if (this.isClosed) return undefined;
      const unit = this.claimed.shift();
      if (unit === undefined || now - unit.claimedAt < leaseMs / 2) return unit;
      this.putBack([unit], 0);
    }
  }

  putBack(units: readonly { readonly work: JudgeWorkRow }[], notBefore: number): void {
    for (const { work } of units) {
      if (!this.isClosed) this.held.delete(work.trace_id);
      this.owned.delete(work.trace_id);
      this.waiting.set(work.trace_id, { work, notBefore });
    }
  }

  /** Takes out what has waited since before this time, nanoseconds since 1970; nothing else will be done with it. */
  takeOlder(settledBefore: bigint, most: number): readonly JudgeWorkRow[] {
    const old = [...this.waiting.values()]
      .map(({ work }) => work)
      .filter(({ settled_at }) => settled_at < settledBefore)
      .slice(0, most);
    for (const { trace_id } of old) {
      this.waiting.delete(trace_id);
      this.held.add(trace_id);
    }
    return old;
  }

  done(ids: readonly string[]): void {
    for (const id of ids) {
      this.held.delete(id);
      this.owned.delete(id);
    }
  }

  /** What was claimed before this time and is not finished: its claims have to be renewed. */
  ownedSince(before: number): readonly string[] {
    return [...this.owned].filter(([, at]) => at <= before).map(([id]) => id);
  }

  renewed(ids: Iterable<string>, now: number): void {
    for (const id of ids) if (this.owned.has(id)) this.owned.set(id, now);
  }

  /** Nothing is begun any more. */
  close(): void {
    this.isClosed = true;
  }

  /** What is claimed and was not finished. */
  claimedIds(): readonly string[] {
    return [...this.held];
  }
}
