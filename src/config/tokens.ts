/** Access tokens as the service holds them: by their hash alone. */
import { createHash, randomBytes } from 'node:crypto';
import type { ConfigFile } from './configFile';

/** What a token lets its holder do. `admin` includes the others; `feedback` alone is for pages, where everybody can read the token. */
export const SCOPES = ['ingest', 'query', 'feedback', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export interface Token {
  /** For logs and metrics. */
  readonly name: string;
  /** SHA-256 of the token, 64 hex digits. A token is long and random, so a slow hash would protect nothing more. */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  /** Services that it may write for and read of; null for all. */
  readonly services: readonly string[] | null;
  /** Infinity where nothing is said. */
  readonly requestsPerSecond: number;
  readonly bytesPerSecond: number;
}

const HASHED = /^sha256:([0-9a-f]{64})$/;

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A token of `tokens:` or of the environment may do everything; it may be given by its hash as well. */
export function tokensOf({ tokens, access }: Pick<ConfigFile, 'tokens' | 'access'>): Token[] {
  return [
    ...tokens.map((token, index): Token => ({
      name: `token ${index + 1}`,
      hash: HASHED.exec(token)?.[1] ?? hashOf(token),
      scopes: SCOPES,
      services: null,
      requestsPerSecond: Infinity,
      bytesPerSecond: Infinity,
    })),
    ...access.map(({ name, token, scopes, services, rate_limit: limit }): Token => ({
      name,
      hash: HASHED.exec(token)?.[1] ?? '',
      scopes: scopes.includes('admin') ? SCOPES : scopes,
      services: services ?? null,
      requestsPerSecond: limit?.requests_per_second ?? Infinity,
      bytesPerSecond: (limit?.mib_per_second ?? Infinity) * 1024 ** 2,
    })),
  ];
}

/** A new token and how it is written into the configuration. The token itself is shown once and kept nowhere. */
export function newToken(): { readonly token: string; readonly written: string } {
  const token = `plb_${randomBytes(24).toString('base64url')}`;
  return { token, written: `sha256:${hashOf(token)}` };
}
