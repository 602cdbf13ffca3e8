import { QUERY_VERSION } from './model';
import { QueryError } from './queryError';

/**
 * Lifts a saved query of an older version to the current one. Each step takes the version it was written for and adds
 * what the next one needs; there has been one version so far. A query without a version is a current one.
 * @throws QueryError for a query of a later version than this one, whose fields could be misread
 */
export function migrateQuery(saved: unknown): Readonly<Record<string, unknown>> {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) throw new QueryError('The query is not an object.');
  const query = { version: QUERY_VERSION, ...saved };
  if (typeof query.version === 'number' && query.version > QUERY_VERSION)
    throw new QueryError(
      `The query was saved by a later Plumbline (version ${query.version} of the query model, this one knows ${QUERY_VERSION}). Upgrade the service.`,
    );
  return query;
}
