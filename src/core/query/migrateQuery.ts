import { QUERY_VERSION } from './model';

/**
 * Lifts a saved query of an older version to the current one. Each step takes the version it was written for and adds
 * what the next one needs; there has been one version so far. A query without a version is a current one.
 */
export function migrateQuery(saved: unknown): unknown {
  if (typeof saved !== 'object' || saved === null) return saved;
  return { version: QUERY_VERSION, ...saved };
}
