import type { ChdbConnection } from 'chdb/connection';

/**
 * A pool of connections to one folder. A connection runs one statement at a time; several run side by side. Waiters are
 * served in order.
 */
export class ConnectionPool {
  private readonly idle: ChdbConnection[];
  private readonly waiters: ((connection: ChdbConnection) => void)[] = [];
  private busy = 0;
  private onDrained: (() => void) | undefined;

  constructor(connections: readonly ChdbConnection[]) {
    this.idle = [...connections];
  }

  async use<T>(work: (connection: ChdbConnection) => Promise<T>): Promise<T> {
    const connection = this.idle.pop() ?? (await new Promise<ChdbConnection>((resolve) => this.waiters.push(resolve)));
    this.busy++;
    try {
      return await work(connection);
    } finally {
      this.busy--;
      const next = this.waiters.shift();
      if (next !== undefined) next(connection);
      else {
        this.idle.push(connection);
        if (this.busy === 0) this.onDrained?.();
      }
    }
  }

  /** Resolves when no statement runs and none waits. */
  drained(): Promise<void> {
    if (this.busy === 0 && this.waiters.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.onDrained = resolve;
    });
  }
}
