/**
 * A pool of things that do one job at a time, such as connections to one folder. Several run side by side; waiters are
 * served in order.
 */
export class Pool<C> {
  private readonly idle: C[];
  private readonly waiters: ((member: C) => void)[] = [];
  private readonly drains: (() => void)[] = [];
  private busy = 0;

  constructor(members: readonly C[]) {
    this.idle = [...members];
  }

  async use<T>(work: (member: C) => Promise<T>): Promise<T> {
    // Counted before the wait: a pool with somebody in its queue is not drained.
    this.busy++;
    const member = this.idle.pop() ?? (await new Promise<C>((resolve) => this.waiters.push(resolve)));
    try {
      return await work(member);
    } finally {
      this.busy--;
      const next = this.waiters.shift();
      if (next !== undefined) next(member);
      else this.idle.push(member);
      if (this.busy === 0) for (const resolve of this.drains.splice(0)) resolve();
    }
  }

  /** Resolves when nothing runs and nobody waits. */
  drained(): Promise<void> {
    return this.busy === 0 ? Promise.resolve() : new Promise((resolve) => this.drains.push(resolve));
  }
}
