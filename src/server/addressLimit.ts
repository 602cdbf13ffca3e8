import { RateLimit } from './rateLimit';

/** Addresses that are remembered; beyond them all start anew, which lets a few requests more through. */
const MOST_ADDRESSES = 50_000;

/** A rate for each address that requests come from, so that one page cannot flood the store. */
export class AddressLimit {
  private readonly limits = new Map<string, RateLimit>();

  constructor(
    private readonly clock: { now(): number },
    private readonly perMinute: number,
  ) {}

  /** @returns 0 when the request may go on, else the whole seconds after which to try again */
  take(address: string): number {
    const known = this.limits.get(address);
    if (known !== undefined) return known.take();
    if (this.limits.size >= MOST_ADDRESSES) this.limits.clear();
    const limit = new RateLimit(
      this.clock,
      { requestsPerSecond: this.perMinute / 60, bytesPerSecond: Infinity },
      Math.max(1, this.perMinute / 6),
    );
    this.limits.set(address, limit);
    return limit.take();
  }
}
