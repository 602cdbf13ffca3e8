/** Who a caller is, by bearer token, and whether the token's rate is used up. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Scope, Token } from '../config/tokens';
import { RateLimit } from './rateLimit';

export interface Caller {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Services that the caller may write for and read of; null for all. */
  readonly services: readonly string[] | null;
  readonly limit: RateLimit;
}

/** Where no tokens are set everybody on this machine may do everything. */
const EVERYBODY: Caller = { name: 'anybody', scopes: ['ingest', 'query', 'feedback', 'admin'], services: null, limit: RateLimit.none() };

interface Entry {
  readonly hash: Buffer;
  readonly caller: Caller;
}

export class TokenBook {
  private entries: readonly Entry[] = [];

  constructor(
    tokens: readonly Token[],
    private readonly clock: { now(): number },
    /** Tokens of the service itself, which count only where others are set. */
    private readonly own: readonly Token[] = [],
  ) {
    this.replace(tokens);
  }

  /** New tokens in place of the old ones. What a token that stays has used of its rate stays used. */
  replace(tokens: readonly Token[]): void {
    const known = new Map(this.entries.map(({ hash, caller }) => [hash.toString('hex'), caller]));
    this.entries = (tokens.length === 0 ? [] : [...tokens, ...this.own]).map(
      ({ name, hash, scopes, services, requestsPerSecond, bytesPerSecond }) => {
        const before = known.get(hash)?.limit;
        const limit =
          before?.is(requestsPerSecond, bytesPerSecond) === true
            ? before
            : new RateLimit(this.clock, { requestsPerSecond, bytesPerSecond });
        return { hash: Buffer.from(hash, 'hex'), caller: { name, scopes, services, limit } };
      },
    );
  }

  /** @param authorization value of the header; undefined when there is none. Undefined for a caller that nobody knows */
  find(authorization: string | undefined): Caller | undefined {
    if (this.entries.length === 0) return EVERYBODY;
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    const given = createHash('sha256').update(token).digest();
    // Every entry is compared, and hashes have one length, so that the time says nothing about a token.
    return this.entries.filter(({ hash }) => timingSafeEqual(hash, given))[0]?.caller;
  }
}
