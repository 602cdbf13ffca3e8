export interface TokenUsage {
  readonly input: number | null;
  readonly output: number | null;
  readonly cached: number | null;
  readonly cacheWrite: number | null;
  readonly reasoning: number | null;
  /** True when the sender left cached or reasoning tokens out of the totals and they were added. */
  readonly inferred: boolean;
}

interface Reported {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cachedTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly reasoningTokens?: number;
}

/**
 * Input includes what was read from and written to the cache, output includes reasoning, as the conventions say. Some
 * senders pass on Anthropic's numbers, which do not: fewer input tokens than cached ones cannot be inclusive.
 */
export function tokenUsage(reported: Reported): TokenUsage {
  const {
    inputTokens: input = null,
    outputTokens: output = null,
    cachedTokens: cached = null,
    cacheWriteTokens: cacheWrite = null,
    reasoningTokens: reasoning = null,
  } = reported;
  const beside = (cached ?? 0) + (cacheWrite ?? 0);
  const exclusive = input !== null && input < beside;
  const withoutReasoning = output !== null && reasoning !== null && output < reasoning;
  return {
    input: exclusive ? input + beside : input,
    output: withoutReasoning ? output + reasoning : output,
    cached,
    cacheWrite,
    reasoning,
    inferred: exclusive || withoutReasoning,
  };
}
