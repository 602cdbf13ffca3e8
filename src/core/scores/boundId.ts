/**
 * The id of a row whose sender is bound to services. It begins with them, so that no sender can replace the row of another
 * one by its id; as plain text and not as a hash, for which a clash could be looked for. An id that has them stays as it is.
 */
export function boundId(id: string, services: readonly string[]): string {
  const prefix = JSON.stringify([...services].sort());
  return id.startsWith(prefix) ? id : prefix + id;
}
