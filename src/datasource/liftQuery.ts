import { migrateQuery } from '../core/query/migrateQuery';
import type { PlumblineQuery } from './types';

/** A saved query in the current version. One of a later version stays as it is: the service says what to do about it. */
export function liftQuery(query: PlumblineQuery): PlumblineQuery {
  try {
    return migrateQuery(query) as unknown as PlumblineQuery;
  } catch {
    return query;
  }
}
