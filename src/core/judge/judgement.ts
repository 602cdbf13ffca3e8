import type { JudgeError } from './errorType';
import type { DimensionReply } from './readReply';
import type { TokenUsage } from './apis/shape';

/** What came of judging one request, all its calls together. */
export interface Judgement {
  readonly byDimension: ReadonlyMap<string, DimensionReply>;
  readonly injectionSeen: boolean;
  /** Quotes of the judge that stand nowhere. */
  readonly inventedQuotes: number;
  /** Hidden characters and template tokens in the judged text. */
  readonly suspicious: number;
  /** Model that answered; empty when none did. */
  readonly model: string;
  readonly usage: TokenUsage;
  /** US dollars; null when the price of the model is unknown and something was used. */
  readonly costUsd: number | null;
  readonly calls: number;
  readonly latencyMs: number;
  readonly isCacheHit: boolean;
}

export const NO_USAGE: TokenUsage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };

export function addUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    reasoning: a.reasoning + b.reasoning,
  };
}

/** A judgement without any call. */
export function failedJudgement(dimensions: readonly string[], error: JudgeError, reason: string): Judgement {
  return {
    byDimension: new Map(dimensions.map((name) => [name, { outcome: 'failed', error, reason }])),
    injectionSeen: false,
    inventedQuotes: 0,
    suspicious: 0,
    model: '',
    usage: NO_USAGE,
    costUsd: 0,
    calls: 0,
    latencyMs: 0,
    isCacheHit: false,
  };
}

/** `scored` when at least one dimension has a score or does not apply. */
export function stateOf({ byDimension }: Pick<Judgement, 'byDimension'>): 'scored' | 'failed' {
  return [...byDimension.values()].some(({ outcome }) => outcome !== 'failed') ? 'scored' : 'failed';
}

/** The first failure; empty when no dimension failed. */
export function errorOf({ byDimension }: Pick<Judgement, 'byDimension'>): JudgeError | '' {
  for (const reply of byDimension.values()) if (reply.outcome === 'failed') return reply.error;
  return '';
}
