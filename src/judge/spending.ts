/** What an evaluator spent today (UTC), by all workers together: the store's sum, and what this process has not stored yet. */
import { add, NOTHING_SPENT, subtract, type Spending } from '../core/judge/budget';
import { nanoseconds, type JudgeDeps } from './judgeDeps';
import { readSpending } from './readWork';

const DAY_MS = 86_400_000;
/** How long another worker's spending may stay unseen. */
const REFRESH_MS = 15_000;

export class SpendingBook {
  private stored: Spending = NOTHING_SPENT;
  /** Spent since the store was read. */
  private since: Spending = NOTHING_SPENT;
  private reserved: Spending = NOTHING_SPENT;
  private readAt = -Infinity;
  private day = -1;

  constructor(
    private readonly evaluator: string,
    private readonly deps: Pick<JudgeDeps, 'driver' | 'layout' | 'clock'>,
  ) {}

  total(): Spending {
    return add(add(this.stored, this.since), this.reserved);
  }

  /** Before a call, by an estimate. */
  reserve(estimate: Spending): void {
    this.reserved = add(this.reserved, estimate);
  }

  /** After it, by what it was. */
  settle(estimate: Spending, actual: Spending): void {
    this.reserved = subtract(this.reserved, estimate);
    this.since = add(this.since, actual);
  }

  /** Reads the store when it is time. Call it when everything that is finished is stored. @throws StorageError */
  async refresh(): Promise<void> {
    const now = this.deps.clock.now();
    const day = Math.floor(now / DAY_MS);
    if (day === this.day && now - this.readAt < REFRESH_MS) return;
    const before = this.since;
    this.stored = await readSpending(this.deps, this.evaluator, nanoseconds(day * DAY_MS));
    this.since = subtract(this.since, before);
    [this.day, this.readAt] = [day, now];
  }
}
