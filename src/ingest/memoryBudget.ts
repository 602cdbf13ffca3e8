/** Too much is held in memory; the sender should come back. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

/** What one request holds of the budget. */
export interface Lease {
  /** @throws Overloaded when the budget has no room for so many more bytes */
  grow(bytes: number): void;
  /** Gives everything back; may be called again. */
  release(): void;
}

/**
 * Bounds the bytes of bodies in memory, as sent and as decompressed, over all requests. Bytes are counted when they are
 * there and not when they are announced: a sender that opens connections and sends nothing takes no room from others.
 */
export class MemoryBudget {
  private held = 0;

  constructor(private readonly limitBytes: number) {}

  get usedBytes(): number {
    return this.held;
  }

  lease(): Lease {
    let own = 0;
    return {
      grow: (bytes) => {
        if (this.held + bytes > this.limitBytes) throw new Overloaded('Too much is being written at the moment. Send again.');
        this.held += bytes;
        own += bytes;
      },
      release: () => {
        this.held -= own;
        own = 0;
      },
    };
  }
}
