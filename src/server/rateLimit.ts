/** Two buckets that fill up again at the rate of the token and hold one second of it (a request at least). */
export interface Rates {
  readonly requestsPerSecond: number;
  readonly bytesPerSecond: number;
}

export class RateLimit {
  private requests: number;
  private bytes: number;
  private at: number;

  constructor(
    private readonly clock: { now(): number },
    private readonly rates: Rates,
    /** Requests that may come at once after a while of silence. */
    private readonly burst: number = Math.max(1, rates.requestsPerSecond),
  ) {
    this.requests = burst;
    this.bytes = rates.bytesPerSecond;
    this.at = clock.now();
  }

  static none(): RateLimit {
    return new RateLimit({ now: () => 0 }, { requestsPerSecond: Infinity, bytesPerSecond: Infinity });
  }

  is(requestsPerSecond: number, bytesPerSecond: number): boolean {
    return this.rates.requestsPerSecond === requestsPerSecond && this.rates.bytesPerSecond === bytesPerSecond;
  }

  /**
   * Takes a request. A body's size is often known only behind it, so it may make debts, which the next request waits for.
   * @returns 0 when the request may go on, else the whole seconds after which to try again
   */
  take(): number {
    this.refill();
    const wait = Math.max(
      this.requests >= 1 ? 0 : (1 - this.requests) / this.rates.requestsPerSecond,
      this.bytes >= 0 ? 0 : -this.bytes / this.rates.bytesPerSecond,
    );
    if (wait > 0) return Math.max(1, Math.ceil(wait));
    this.requests -= 1;
    return 0;
  }

  /** Counts the bytes of a body that came. */
  spend(bytes: number): void {
    this.bytes -= bytes;
  }

  private refill(): void {
    const now = this.clock.now();
    const seconds = Math.max(0, now - this.at) / 1000;
    this.at = now;
    const { requestsPerSecond, bytesPerSecond } = this.rates;
    // 0 seconds of an infinite rate would be NaN.
    if (seconds === 0) return;
    this.requests = Math.min(this.burst, this.requests + seconds * requestsPerSecond);
    this.bytes = Math.min(bytesPerSecond, this.bytes + seconds * bytesPerSecond);
  }
}
