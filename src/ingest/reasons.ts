/** Different reasons that are kept; a request may have millions of bad spans, and each could give its own. */
const MOST_KEPT = 100;
/** Reasons named in an answer. */
const MOST_NAMED = 5;
const LONGEST_REASON = 300;

/** Why parts of a request were not taken: each reason once, with how often it occurred. */
export class Reasons {
  private readonly counts = new Map<string, number>();
  private others = 0;

  add(reason: string, times = 1): void {
    const short = reason.slice(0, LONGEST_REASON);
    const known = this.counts.get(short);
    if (known === undefined && this.counts.size >= MOST_KEPT) this.others++;
    else this.counts.set(short, (known ?? 0) + times);
  }

  /** One line for the answer; empty when there is nothing to say. */
  summary(): string {
    const named = [...this.counts].slice(0, MOST_NAMED).map(([reason, times]) => (times === 1 ? reason : `${reason} (${times} times)`));
    const more = Math.max(0, this.counts.size - MOST_NAMED) + this.others;
    return more === 0 ? named.join('; ') : `${named.join('; ')}; and ${more} more reasons`;
  }
}
