/** Work is laid down after this long, so that other requests get their turn. */
const SLICE_MS = 8;

/** Lets other work run in between. Await the promise when there is one. */
export class Turns {
  private sliceEnd = performance.now() + SLICE_MS;

  /** Undefined while it may go on, which costs no turn of the event loop. */
  next(): Promise<void> | undefined {
    return performance.now() < this.sliceEnd ? undefined : this.otherWork();
  }

  private async otherWork(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.sliceEnd = performance.now() + SLICE_MS;
  }
}
