/** What settling is told about traces that something arrived for. Times are nanoseconds since 1970. */
export interface TraceTouch {
  /** Earliest start and latest end of the spans that arrived; absent when only a score did. */
  readonly minStart?: bigint | undefined;
  readonly maxEnd?: bigint | undefined;
  /** The `ingest_ts` that was written. */
  readonly receivedAt: bigint;
}

/** By trace id. */
export type TouchedTraces = ReadonlyMap<string, TraceTouch>;
