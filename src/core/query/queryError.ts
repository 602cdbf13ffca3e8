/** A query that cannot be answered as it stands; the message is for the person who wrote it and says what to change. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}
